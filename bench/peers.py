"""The same text through what others use: `python -m bench.peers NAME FILE` in a process of its own.

The extra `peers` of pyproject.toml installs them. A peer reads line by line, which suits them
best, and stops after some seconds: most would take minutes for the whole text.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

PEERS = {
    "jionlp": "jionlp, time extraction",
    "recognizers_number_with_unit": "recognizers-text, numbers with units",
    "recognizers_date_time": "recognizers-text, dates",
}
_SECONDS = 6.0
_Reader = Callable[[str], Any]


def is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def time_peer(name: str, path: Path) -> tuple[float, int]:
    """Characters a second, and how many it read of the file."""
    command = [sys.executable, "-m", "bench.peers", name, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rate, read = json.loads(done.stdout.splitlines()[-1])
    return rate, read


def _load_jionlp() -> _Reader:
    extract: _Reader = importlib.import_module("jionlp").ner.extract_time
    return extract


def _load_number_with_unit() -> _Reader:
    """Dimensions and currencies: 30吨/日 and 5亿元 are two questions to it."""
    module = importlib.import_module("recognizers_number_with_unit")
    return lambda text: [
        module.recognize_dimension(text, "zh-cn"),
        module.recognize_currency(text, "zh-cn"),
    ]


def _load_date_time() -> _Reader:
    module = importlib.import_module("recognizers_date_time")
    return lambda text: module.recognize_datetime(text, "zh-cn")


_LOADERS = {
    "jionlp": _load_jionlp,
    "recognizers_number_with_unit": _load_number_with_unit,
    "recognizers_date_time": _load_date_time,
}


def _read_for_a_while(read: _Reader, lines: list[str]) -> tuple[float, int]:
    for line in lines[:50]:
        read(line)  # their tables are made at the first call
    count = 0
    started = time.perf_counter()
    for line in lines:
        read(line)
        count += len(line)
        if time.perf_counter() - started > _SECONDS:
            break
    return count / (time.perf_counter() - started), count


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    given = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    print(json.dumps(_read_for_a_while(_LOADERS[sys.argv[1]](), [s for s in given if s.strip()])))
