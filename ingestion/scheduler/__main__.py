"""`python -m ingestion.scheduler ...`: what the Makefile and the compose file call."""

from __future__ import annotations

import os
import sys

from ingestion.errors import LuceError
from ingestion.scheduler.environment import build_environment
from ingestion.scheduler.prepare import prepare
from ingestion.scheduler.programs import AIRFLOW
from ingestion.scheduler.supervisor import bring_down, bring_up
from ingestion.settings import ROOT, Settings, load_settings

USAGE = """\
usage: python -m ingestion.scheduler up | down
       python -m ingestion.scheduler prepare        migrate, on a server of your own
       python -m ingestion.scheduler airflow ...    any command of Airflow's own, on the same
                                                    metadata as `up`, e.g. backfill create"""


def run_airflow(settings: Settings, arguments: list[str]) -> None:
    """Become Airflow's command line, in the environment of the scheduler."""
    os.chdir(ROOT)
    environment = build_environment(settings, "scheduler")
    os.execve(AIRFLOW[0], [*AIRFLOW, *arguments], environment)  # noqa: S606 - no shell is meant


def main(arguments: list[str]) -> int:
    """Do as told; return the exit status."""
    try:
        match arguments:
            case ["up"]:
                bring_up(load_settings())
            case ["down"]:
                bring_down(load_settings())
            case ["prepare"]:
                print(prepare(load_settings()))
            case ["airflow", *rest]:
                run_airflow(load_settings(), rest)
            case _:
                print(USAGE, file=sys.stderr)
                return 2
    except LuceError as error:
        print(f"luce: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
