"""What `make up` runs, and supervisord's configuration for it.

All of it is one session of processes, so that `make down` finds all of them and nothing else, also
after the supervisor itself was killed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil

from ingestion.settings import ROOT, Settings

AIRFLOW = [sys.executable, "-m", "airflow"]

_HEAD = """\
[supervisord]
logfile={logs}/supervisord.log
logfile_maxbytes=10MB
logfile_backups=2
pidfile={pidfile}
childlogdir={logs}
directory={root}
{user}
"""
_PROGRAM = """
[program:{name}]
command={command}
directory={root}
autorestart=true
startsecs=5
startretries=1000
stopasgroup=true
killasgroup=true
stopwaitsecs=30
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


def list_programs(settings: Settings, sample_port: int | None) -> dict[str, list[str]]:
    """The programs by name; `--skip-serve-logs`, because log servers listen on all interfaces."""
    programs = {
        "api-server": [*AIRFLOW, "api-server"],
        "scheduler": [*AIRFLOW, "scheduler", "--skip-serve-logs"],
        "dag-processor": [*AIRFLOW, "dag-processor"],
        "triggerer": [*AIRFLOW, "triggerer", "--skip-serve-logs"],
    }
    if settings.database_url is None:
        programs["database"] = [sys.executable, "-m", "ingestion.scheduler.keeper"]
    if sample_port is not None:
        programs["sample-site"] = [sys.executable, "-m", "sample.site", "--port", str(sample_port)]
    return programs


def write_configuration(settings: Settings, programs: dict[str, list[str]]) -> Path:
    """Write supervisord's configuration; it holds no secret, those go by the environment."""
    logs = settings.logs / "airflow"
    logs.mkdir(parents=True, exist_ok=True)
    names = {"logs": logs, "root": ROOT, "pidfile": pid_file(settings)}
    user = "user=root" if os.geteuid() == 0 else ""
    text = _HEAD.format(user=user, **names)
    for name, command in programs.items():
        line = " ".join(f'"{part}"' if " " in part else part for part in command)
        text += _PROGRAM.format(name=name, command=line.replace("%", "%%"), **names)
    path = configuration_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def configuration_file(settings: Settings) -> Path:
    return settings.home / "airflow" / "supervisord.conf"


def pid_file(settings: Settings) -> Path:
    return settings.home / "airflow" / "supervisord.pid"


def find_supervisor(settings: Settings) -> psutil.Process | None:
    """The supervisor that `make up` started over this LUCE_HOME, if it lives."""
    try:
        process = psutil.Process(int(pid_file(settings).read_text()))
        return process if str(configuration_file(settings)) in process.cmdline() else None
    except (OSError, ValueError, psutil.Error):
        return None


def find_session(session: int) -> list[psutil.Process]:
    """Every process of the supervisor's session.

    Parentage would not do: what a killed scheduler leaves behind has no parent any more. Nor would
    a mark in the environment: Airflow writes over its own when it renames its processes.
    """
    return [process for process in psutil.process_iter() if _is_of(process, session)]


def _is_of(process: psutil.Process, session: int) -> bool:
    try:
        here = Path(process.cwd()).is_relative_to(ROOT)  # a number can be somebody else's by now
        return here and os.getsid(process.pid) == session
    except (psutil.Error, OSError):
        return False
