"""`make bench`, or `python -m bench [NAME...]`: measure, and print machine, versions, ratios."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys

from bench import fetching, landing, parsing, whole_run

BENCHES = {
    "parsing": parsing.measure,
    "fetching": fetching.measure,
    "landing": landing.measure,
    "run": whole_run.measure,
}
VERSIONS = ("apache-airflow", "dbt-core", "dbt-postgres", "great-expectations", "psycopg")


def main() -> int:
    """Measure what was asked for, or everything; 1 where a pass mark was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="*", choices=[[], *BENCHES], help="default: all of them")
    parser.add_argument(
        "--from-nothing",
        action="store_true",
        help="with `run`: also clone the checkout and run that, its installation included",
    )
    options = parser.parse_args()
    whole_run.FROM_NOTHING = options.from_nothing
    _describe_machine()
    results = [BENCHES[name]() for name in options.name or BENCHES]
    return 0 if all(results) else 1


def _describe_machine() -> None:
    print(f"machine   {os.cpu_count()} cores, {platform.machine()}, {platform.platform()}")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in VERSIONS]
    print(f"versions  Python {platform.python_version()}, {', '.join(versions)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
