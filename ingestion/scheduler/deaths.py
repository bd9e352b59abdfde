"""Which component dies again and again while `make up` waits, and what it said last."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from ingestion.errors import StageFailed
from ingestion.settings import Settings

TOO_OFTEN = 3  # one death is a passing fault, which the supervisor mends; three are a cause
_DEATH = re.compile(r" exited: (\S+) \(.*not expected\)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_STAMP = re.compile(r"^\S+Z \[\w+ *\] ")  # the time and level before what Airflow logs
_FAULT = re.compile(r"\[(?:error|critical) *\]|^[\w.]*(?:Error|Exception|Exit)\b|Errno")
_TAIL = 20_000  # bytes of a log that are looked at
_LONGEST = 200  # characters of a log's line in a message


class DeathWatch:
    """Counts the deaths that the supervisor notes from now on."""

    def __init__(self, settings: Settings) -> None:
        self._logs = settings.logs / "airflow"
        self._noted = self._logs / "supervisord.log"
        self._start = self._noted.stat().st_size if self._noted.exists() else 0

    def check(self) -> None:
        """Give up on a component that does not stay up.

        Raises:
            StageFailed: names it, and the last line of its log that tells of a fault.
        """
        for name, times in self.count().items():
            if times >= TOO_OFTEN:
                log = self._logs / f"{name}.log"
                raise StageFailed(
                    f"{name} ended {times} times: {read_last_fault(log)}", f"see {log}"
                )

    def count(self) -> Counter[str]:
        """How often each component has ended unasked."""
        if not self._noted.exists():
            return Counter()
        with self._noted.open("rb") as file:
            file.seek(self._start)
            return Counter(_DEATH.findall(file.read().decode("utf-8", "replace")))


def read_last_fault(log: Path) -> str:
    """The last line that tells of a fault; else the last line."""
    if not log.exists():
        return "it left no log"
    text = _COLOUR.sub("", log.read_bytes()[-_TAIL:].decode("utf-8", "replace"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    faults = [line for line in lines if _FAULT.search(line)]
    return _STAMP.sub("", (faults or lines or ["it said nothing"])[-1])[:_LONGEST]
