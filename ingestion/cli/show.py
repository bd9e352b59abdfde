"""How a run shows on a terminal: a line a stage, tables that keep Chinese columns straight."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingestion.models import StageReport

_WIDE = 150  # columns assumed where the output is a file or a pipe


def make_console(*, to_stderr: bool = False) -> Console:
    """A console that never folds a table just because nobody watches."""
    stream = sys.stderr if to_stderr else sys.stdout
    width = None if stream.isatty() else _WIDE
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False)


_NOTES = 8  # notes shown of one stage


def format_report(report: StageReport) -> str:
    """One line: the stage, its source, what it counted, its seconds; a line more for each note."""
    counted = ", ".join(
        f"{count:,} {name.replace('_', ' ')}" for name, count in report.counts.items()
    )
    line = f"{report.stage:<8}  {report.subject:<22}  {counted}  ({report.seconds:.1f} s)"
    notes = [*report.notes[:_NOTES]]
    if len(report.notes) > _NOTES:
        notes.append(f"... and {len(report.notes) - _NOTES} more; rejections: raw.rejection")
    return "\n".join([line, *(f"{'':<34}{note}" for note in notes)])


def show_report(report: StageReport) -> None:
    """Print a stage's line at once, also into a pipe."""
    print(format_report(report), flush=True)


def show_progress(done: int, total: int) -> None:
    """A line of progress that writes over itself on a terminal, and stays away from pipes."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(f"\r  {done:,} of {total:,}", end=end, file=sys.stderr, flush=True)


def show_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; East Asian characters count as two columns."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    make_console().print(table)
