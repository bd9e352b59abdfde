"""The process that runs dbt: it ends when the one that started it does.

A dbt that outlives a killed stage would go on to write beside the next one, which holds the lock
by then, and the two would meet in each other's half-made tables.
"""

from __future__ import annotations

import os
import threading
import time

PACE = 0.2  # seconds between two looks at the parent


def main() -> None:
    parent = int(os.environ["LUCE_PARENT"])
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    from dbt.cli.main import cli

    cli()


def end_with(parent: int) -> None:
    """Wait until `parent` is no longer this process's parent, then end at once."""
    while os.getppid() == parent:
        time.sleep(PACE)
    os._exit(1)


if __name__ == "__main__":
    main()
