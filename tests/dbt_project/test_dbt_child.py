"""A dbt that was started by a stage does not outlive it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ingestion.settings import ROOT

# Starts the child's watch over a body that would sleep for a minute, says its pid, and waits.
STAGE = """
import os, subprocess, sys
body = (
    "import os, threading, time; from ingestion.stages.dbt_child import end_with;"
    "threading.Thread(target=end_with, args=(int(os.environ['LUCE_PARENT']),)).start();"
    "time.sleep(60)"
)
environment = os.environ | {"LUCE_PARENT": str(os.getpid())}
child = subprocess.Popen([sys.executable, "-c", body], env=environment)
print(child.pid, flush=True)
child.wait()
"""


def test_the_child_ends_when_its_stage_is_killed() -> None:
    stage = subprocess.Popen(
        [sys.executable, "-c", STAGE], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert stage.stdout is not None
    child = int(stage.stdout.readline())
    time.sleep(1)
    assert is_alive(child)
    stage.send_signal(signal.SIGKILL)
    stage.wait()
    stage.stdout.close()
    until = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_alive(child)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
