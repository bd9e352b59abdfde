"""Is the server of this data folder alive? Asked of the processes, because a pid file lies.

After kill -9 or a crash of the machine, postmaster.pid stays and its number may be somebody
else's by now; a server whose main process was killed leaves children that hold its memory.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil

GONE = (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess)


def find_postmaster(data: Path) -> psutil.Process | None:
    """The main process of the server over this data folder, or None where none runs."""
    try:
        process = psutil.Process(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (OSError, ValueError, psutil.Error):
        return None
    return process if _serves(process, data) else None


def forget_stale_pid(data: Path) -> None:
    """Remove the pid file of a server that no longer runs, and end the children that it left.

    Postgres would refuse to start where the number in the file belongs to another process of the
    same user by now, and would wait for the children to notice.
    """
    if find_postmaster(data):
        return
    orphans = [process for process in psutil.process_iter() if _serves(process, data)]
    for orphan in orphans:
        with suppress(*GONE):
            orphan.kill()
    psutil.wait_procs(orphans, timeout=10)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _serves(process: psutil.Process, data: Path) -> bool:
    """Every process of a server works in its data folder."""
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == data.resolve()
    except (*GONE, OSError):
        return False
