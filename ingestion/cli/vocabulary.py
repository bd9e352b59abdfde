"""`luce vocabulary`: what the published notices print and the vocabularies do not know yet."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli.options import SampleOption
from ingestion.cli.show import show_table
from ingestion.cli.warehouse import open_warehouse
from ingestion.database.connection import connect

if TYPE_CHECKING:
    from ingestion.gaps import Gap, Survey

_ADVICE = """\
What to do about a name, in dbt_project/seeds:
  another name of a known indicator  ->  a row in indicator_aliases.csv
  one of a family of such names      ->  a row in indicator_patterns.csv
  a thing of its own, or a share of another base  ->  indicators.csv first, then its alias
  a name that was read wrongly       ->  nothing here: see docs/grammar.md
Then: luce build && luce validate && luce publish"""

app = typer.Typer(no_args_is_help=True, help="The vocabularies: what they do not know yet.")


@app.callback()
def _vocabulary() -> None:
    """The vocabularies (dbt_project/seeds): what they do not know yet."""


@app.command("gaps")
def show_gaps(
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="How many names, the most frequent.")
    ] = 30,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of a table.")
    ] = False,
    sample: SampleOption = False,
) -> None:
    """List the printed indicators that no alias and no pattern knows, the most frequent first.

    Their targets are published and right, with indicator_code null: they only cannot be compared.
    A row: how many targets and notices print it, a unit and a quote, the sector by rule. Repeats
    and reposts do not count. Example: luce vocabulary gaps --limit 50
    """
    from ingestion.gaps import survey_gaps

    with connect(open_warehouse()) as connection:
        survey = survey_gaps(connection)
    if as_json:
        told = asdict(survey) | {"gaps": [asdict(gap) for gap in survey.gaps[:limit]]}
        print(json.dumps(told, ensure_ascii=False))
    else:
        _show(survey, limit)


def _show(survey: Survey, limit: int) -> None:
    open_targets = sum(gap.targets for gap in survey.gaps)
    share = 100 * open_targets / survey.targets if survey.targets else 0
    print(
        f"{open_targets:,} of {survey.targets:,} published targets ({share:.0f} %) have no"
        f" indicator; names they print: {len(survey.gaps):,}"
    )
    if not survey.gaps:
        return
    headers = ("指标原文", "targets", "notices", "单位", "领域", "原文")
    show_table("most frequent first", headers, [_format_gap(gap) for gap in survey.gaps[:limit]])
    if len(survey.gaps) > limit:
        print(f"... and {len(survey.gaps) - limit:,} names more; --limit shows them")
    print(_ADVICE)


def _format_gap(gap: Gap) -> tuple[str, ...]:
    quote = f"「{gap.quote}」"
    counts = (f"{gap.targets:,}", f"{gap.notices:,}")
    return (gap.indicator_raw, *counts, gap.unit_raw or "", gap.sector_name_zh or "", quote)
