"""`python -m ingestion.scheduler up | down`: what `make up` and `make down` call."""

from __future__ import annotations

import sys

from ingestion.errors import LuceError
from ingestion.scheduler.supervisor import bring_down, bring_up
from ingestion.settings import load_settings

VERBS = {"up": bring_up, "down": bring_down}


def main(arguments: list[str]) -> int:
    """Do as told; return the exit status."""
    if len(arguments) != 1 or arguments[0] not in VERBS:
        print("usage: python -m ingestion.scheduler up | down", file=sys.stderr)
        return 2
    try:
        VERBS[arguments[0]](load_settings())
    except LuceError as error:
        print(f"luce: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
