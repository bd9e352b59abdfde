"""`make bench`, or `python -m bench [NAME...]`: measure, and print machine, versions, ratios."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
from pathlib import Path

from bench import fetching, landing, parsing, warehouse, whole_run
from bench.warehouse.options import OPTIONS

BENCHES = {
    "parsing": parsing.measure,
    "fetching": fetching.measure,
    "landing": landing.measure,
    "run": whole_run.measure,
    "warehouse": warehouse.measure,
}
USUAL = tuple(name for name in BENCHES if name != "warehouse")  # that one takes hours
VERSIONS = ("apache-airflow", "dbt-core", "dbt-postgres", "great-expectations", "psycopg")


def main() -> int:
    """Measure what was asked for, or everything; 1 where a pass mark was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "name", nargs="*", choices=[[], *BENCHES], help="default: but warehouse, all"
    )
    parser.add_argument(
        "--from-nothing",
        action="store_true",
        help="with `run`: also clone the checkout and run that, its installation included",
    )
    sizes = parser.add_argument_group("with `warehouse`, in targets")
    for name, told in (
        ("history", "the long history"),
        ("small", "the short one"),
        ("rebuild", "what is rebuilt"),
        ("batch", "a night"),
        ("nights", "nights measured"),
        ("warm_up", "nights before those"),
        ("asked", "times that each question is asked"),
        ("invented", "names tried that no alias is"),
    ):
        default = getattr(OPTIONS, name)
        sizes.add_argument(f"--{name}", type=int, default=default, help=f"{told}; {default}")
    sizes.add_argument("--home", type=Path, default=OPTIONS.home, help="where its databases stay")
    sizes.add_argument("--parts", default=",".join(OPTIONS.parts), help="some of %(default)s")
    sizes.add_argument(
        "--planner", default="", help="settings to look for a cause with: enable_nestloop=off,..."
    )
    options = parser.parse_args()
    _set_warehouse(options)
    whole_run.FROM_NOTHING = options.from_nothing
    _describe_machine()
    results = [BENCHES[name]() for name in options.name or USUAL]
    return 0 if all(results) else 1


def _set_warehouse(options: argparse.Namespace) -> None:
    for name in (
        "history",
        "small",
        "rebuild",
        "batch",
        "nights",
        "warm_up",
        "asked",
        "invented",
        "home",
    ):
        setattr(OPTIONS, name, getattr(options, name))
    OPTIONS.parts = tuple(options.parts.split(","))
    OPTIONS.planner = dict(pair.split("=", 1) for pair in options.planner.split(",") if pair)


def _describe_machine() -> None:
    print(f"machine   {os.cpu_count()} cores, {platform.machine()}, {platform.platform()}")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in VERSIONS]
    print(f"versions  Python {platform.python_version()}, {', '.join(versions)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
