"""`luce run --sample` from an empty home: how long, of which the stages' own work; and again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.mark import show
from ingestion.settings import ROOT

FROM_NOTHING = False  # set by the command line: measure a clone and its installation too
OWN_WORK = re.compile(r"([\d,]+) rows changed in the marts\. ([\d.]+) s in all: ([\d.]+) s")
STAGE = re.compile(r"^(fetch|land|parse|build|validate|publish) .*\(([\d.]+) s\)", re.MULTILINE)


def measure() -> bool:
    """The first run, the second identical one, and where asked for one from nothing."""
    home = Path(tempfile.mkdtemp(prefix="luce-bench-"))
    home.chmod(0o755)
    luce = [sys.executable, "-m", "ingestion.cli"]
    try:
        first, first_said = _time([*luce, "run", "--sample"], ROOT, home)
        second, second_said = _time([*luce, "run", "--sample"], ROOT, home)
        _, _ = _time([*luce, "db", "stop"], ROOT, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    _, _, own = _read(first_said)
    changed, _, _ = _read(second_said)
    print("run       luce run --sample, the environment exists")
    for stage, seconds in _sum_stages(first_said).items():
        show(f"  {stage}, start-up included", seconds, "s")
    results = [
        show("first run, from an empty home", first, "s", at_most=45),
        show("  of which the stages' own work", own, "s", at_most=10),
        show("second, identical run", second, "s"),
        show("  rows changed by it", changed, "rows", at_most=0),
    ]
    if FROM_NOTHING:
        results.append(_measure_from_nothing())
    return all(results)


def _measure_from_nothing() -> bool:
    folder = Path(tempfile.mkdtemp(prefix="luce-clone-"))
    folder.chmod(0o755)
    clone = folder / "luce"
    try:
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        seconds, _ = _time(["make", "run"], clone, clone / ".luce")
        subprocess.run([clone / ".venv/bin/luce", "db", "stop"], cwd=clone, check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return show("make run in a fresh clone, installation included", seconds, "s", at_most=150)


def _time(command: list[str], folder: Path, home: Path) -> tuple[float, str]:
    environment = {name: value for name, value in os.environ.items() if "LUCE_" not in name}
    environment |= {"LUCE_HOME": str(home)}
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - started, done.stdout


def _read(said: str) -> tuple[int, float, float]:
    """Rows changed, seconds in all, seconds of the stages' own work, as the run says them."""
    found = OWN_WORK.search(said)
    if found is None:
        raise SystemExit(f"the run did not say what it did:\n{said}")
    changed, total, own = found.groups()
    return int(changed.replace(",", "")), float(total), float(own)


def _sum_stages(said: str) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for stage, spent in STAGE.findall(said):
        seconds[stage] = seconds.get(stage, 0.0) + float(spent)
    return seconds
