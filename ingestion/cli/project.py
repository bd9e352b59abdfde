"""`luce docs` and `luce freshness`: what the dbt project says of itself and of what it reads."""

from __future__ import annotations

import typer

from ingestion.cli.options import SampleOption
from ingestion.cli.show import show_table
from ingestion.cli.warehouse import open_warehouse


def docs(sample: SampleOption = False) -> None:
    """Write the pages of the models: columns, tests, compiled SQL, and what reads what.

    One file without a server: LUCE_HOME/model_docs/<database>/index.html. Build first: the columns
    are those that stand in the database.
    """
    from ingestion.stages.model_docs import write_model_docs

    print(write_model_docs(open_warehouse()))


def freshness(sample: SampleOption = False) -> None:
    """Say how old the newest landed page and run are, and whether that is too old.

    Exit status 1 where it is. The limits stand in
    dbt_project/models/staging/raw/_raw__sources.yml.
    """
    from ingestion.stages.freshness import check_freshness

    found = check_freshness(open_warehouse())
    rows = [
        (
            one.table,
            one.status,
            f"{one.newest_at:%Y-%m-%d %H:%M} UTC" if one.newest_at else "never",
            f"{one.age_hours:,.1f}" if one.age_hours is not None else "",
        )
        for one in found
    ]
    show_table("freshness", ("table", "status", "newest", "hours ago"), rows)
    if any(one.status == "error" for one in found):
        raise typer.Exit(1)
