"""`luce quarantine`: what validation kept back, and a person's word that lets a row out."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from getpass import getuser
from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli.options import SampleOption
from ingestion.cli.show import show_table
from ingestion.cli.warehouse import open_warehouse
from ingestion.database.connection import connect
from ingestion.errors import BadSetting

if TYPE_CHECKING:
    from expectations.review import FailedRow

_SHOWN = 50  # rows of a table on a terminal
_KEY = 12  # characters of a key that a table shows: as many as name a row

app = typer.Typer(no_args_is_help=True, help="Rows kept back by validation: look, let out.")
KeysArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="KEY...",
        help="Keys of rows, as `luce quarantine list` shows them; 8 characters or more of each.",
    ),
]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; kept for good, shown to people.")
]
ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who says so; default: your user name.")
]


@app.command("list")
def show_rows(
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="NAME", help="Only rows that fail this rule.")
    ] = None,
    notice: Annotated[
        str | None,
        typer.Option(
            "--notice",
            metavar="TEXT",
            help="Only rows of this notice: its key, url, 文号, or words of its title.",
        ),
    ] = None,
    is_released: Annotated[
        bool, typer.Option("--released", help="The rows that were let out, and why.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help=f"Rows; a table shows {_SHOWN} at most."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all fields as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all fields as CSV.")] = False,
    sample: SampleOption = False,
) -> None:
    """List the rows in quarantine: the rules they fail, what they say, where, since when.

    What each rule asks, and which rows are never released: docs/validation.md.
    Example: luce quarantine list --rule unit_is_known --csv > rows.csv
    """
    from expectations.review import count_failed_rows, list_failed_rows

    if as_json and as_csv:
        raise BadSetting("--json and --csv exclude each other", "give one of them")
    if rule is not None:
        _refuse_unknown_rule(rule)
    is_table = not (as_json or as_csv)
    with connect(open_warehouse()) as connection:
        rows = list_failed_rows(
            connection,
            rule=rule,
            notice=notice,
            is_released=is_released,
            limit=limit or (_SHOWN if is_table else None),
        )
        held, released = count_failed_rows(connection)
    if as_json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, default=str, indent=1))
    elif as_csv:
        _print_csv(rows)
    else:
        _show(rows, f"{len(rows)} shown; {held:,} rows in quarantine, {released:,} released")


@app.command()
def release(
    keys: KeysArgument, reason: ReasonOption, by: ByOption = None, sample: SampleOption = False
) -> None:
    """Let rows out of quarantine: the next publish brings them to people, with the reason.

    It holds for the row as it reads now and for the rules it fails now, through every rebuild; a
    row that reads differently, or fails another rule, is kept back again. All keys, or none.
    Example: luce quarantine release 3f2a9c01 --reason "printed so, checked against the PDF"
    """
    from expectations.release import release_rows

    done = release_rows(open_warehouse(), keys, reason=reason, by=_name(by))
    print(f"released: {', '.join(done)}\nnext: luce publish")


@app.command()
def revoke(
    keys: KeysArgument, reason: ReasonOption, by: ByOption = None, sample: SampleOption = False
) -> None:
    """Take releases back: the next publish withdraws the rows. The release stays on record.

    Example: luce quarantine revoke 3f2a9c01 --reason "the PDF is of another year"
    """
    from expectations.release import revoke_releases

    done = revoke_releases(open_warehouse(), keys, reason=reason, by=_name(by))
    print(f"back in quarantine: {', '.join(done)}\nnext: luce publish")


def _name(by: str | None) -> str:
    return getuser() if by is None else by


def _refuse_unknown_rule(rule: str) -> None:
    from expectations.review import suggest_rules
    from expectations.suites import list_expectations

    known = [one.name for one in (*list_expectations("targets"), *list_expectations("measures"))]
    if rule not in known:
        raise BadSetting(
            f"there is no rule {rule!r}", f"did you mean {suggest_rules(known, rule)}?"
        )


def _show(rows: Sequence[FailedRow], title: str) -> None:
    """The last column says why a row was let out, or had been."""
    has_reason = any(row.released_reason or row.earlier_reason for row in rows)
    heads = ("key", "fails", "indicator", "value", "quote", "notice", "since")
    lines = [
        (
            row.fact_key[:_KEY],
            " ".join(row.rules),
            row.indicator or "—",
            _tell_value(row),
            f"「{row.quote}」",
            row.document_number or row.notice_title or row.notice_key,
            f"{row.quarantined_at:%Y-%m-%d}",
            *([_tell_reason(row)] if has_reason else []),
        )
        for row in rows
    ]
    show_table(title, (*heads, "released") if has_reason else heads, lines)


def _tell_value(row: FailedRow) -> str:
    values = "–".join(one for one in (row.value, row.value_high) if one is not None)
    return f"{values} {row.unit or ''}".strip() or "—"


def _tell_reason(row: FailedRow) -> str:
    if row.released_reason:
        return f"{row.released_reason} ({row.released_by}, {row.released_at:%Y-%m-%d})"
    return f"no longer: {row.earlier_reason}" if row.earlier_reason else ""


def _print_csv(rows: Sequence[FailedRow]) -> None:
    from expectations.review import FailedRow
    from ingestion.export import disarm

    names = [field.name for field in fields(FailedRow)]
    writer = csv.writer(sys.stdout)
    writer.writerow(names)
    for row in rows:
        told = asdict(row) | {"rules": "; ".join(row.rules)}
        writer.writerow([disarm(told[name]) for name in names])
