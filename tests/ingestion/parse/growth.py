"""How the time of reading grows with the text: prints, for every pump, time at four times the size
over time at the size. Run as `python -m tests.ingestion.parse.growth`.
"""

from __future__ import annotations

import gc
import json
import time

from ingestion.parse import read_notice

HEAD = "一、任务\n（一）事项。"
SIZE = 30_000
SIZE_RATIO = 4
PUMPS = (
    "9", "9.", "9,", "（", "《", "“", "2025年", "到2025年，", "达到90%，",
    "3个", "一、", "（一）", "、", "\n", "　", "|", "\t", "a\tb\n", "牵头单位：",
    "〔2022〕30号", "分别达到1%、", "甲\n", "全市", "比2020年", "&nbsp;", "附件",
    "关于印发",
)  # fmt: skip
_NOISE = 0.02  # seconds below which a time says nothing


def measure(pump: str) -> float:
    """The best of three: a busy machine may spoil one."""
    return min(_measure_once(pump) for _ in range(3))


def _measure_once(pump: str) -> float:
    short, long = (
        _seconds(HEAD + pump * (size // len(pump))) for size in (SIZE, SIZE * SIZE_RATIO)
    )
    return long / max(short, _NOISE)


def _seconds(text: str) -> float:
    started = time.process_time()
    read_notice(text)
    return time.process_time() - started


if __name__ == "__main__":
    gc.disable()
    read_notice(HEAD)  # the vocabulary is read once
    print(json.dumps({pump: round(measure(pump), 2) for pump in PUMPS}))
