"""`luce sources check`: a dry run of one source, against its site or against saved pages."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urljoin

import typer

from ingestion.cli.options import SampleOption, SinceOption, read_window
from ingestion.errors import FetchRefused
from ingestion.settings import load_settings

if TYPE_CHECKING:
    from ingestion.cli.trial_list import ListTrial
    from ingestion.cli.trial_page import PageTrial
    from ingestion.fetch.client import Client
    from ingestion.fetch.listing import Row
    from ingestion.sources import Source

SHOWN_ROWS = 20
SHOWN_UNREAD = 20
USUAL_DAYS = 30


def check(
    source_id: Annotated[str, typer.Argument(metavar="ID", help="See `luce sources list`.")],
    page: Annotated[
        Path | None,
        typer.Option(
            "--page",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="A saved page of a notice, instead of the site.",
        ),
    ] = None,
    lists: Annotated[
        list[Path] | None,
        typer.Option(
            "--list",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="A saved list, instead of the site; again for the answers that follow it.",
        ),
    ] = None,
    url: Annotated[
        str | None, typer.Option("--url", help="Where the saved page, or the page to try, stands.")
    ] = None,
    since: SinceOption = None,
    details: Annotated[
        int, typer.Option("--details", min=0, max=20, help="Listed pages to read, of the site.")
    ] = 1,
    sample: SampleOption = False,
) -> None:
    """Show what a source would land, field by field, and what it left unread. Nothing is stored.

    Against its site: the lists of the last 30 days (or --since) and the newest page. Against
    saved pages: luce sources check ID --list list.html --page notice.html
    """
    from ingestion.sources import load_source

    source = load_source(source_id, load_settings())
    print(f"{source.source_id}: {source.publisher}, {source.rank}, {source.family}")
    if page or lists:
        is_good = _check_saved(source, page, lists or [], url)
    else:
        first, _ = read_window(since, None)
        first = first or date.today() - timedelta(days=USUAL_DAYS)
        is_good = _check_site(source, url, first, details)
    if not is_good:
        raise typer.Exit(1)


def _check_saved(source: Source, page: Path | None, lists: list[Path], url: str | None) -> bool:
    from ingestion.cli.trial_list import give_saved, open_saved, try_list
    from ingestion.cli.trial_page import try_page

    is_good = True
    if lists:
        is_good = _show_list(try_list(source, give_saved(lists)))
    if page:
        where = url or urljoin(source.home, page.name)
        is_good &= _show_page(where, try_page(source, open_saved(page, where)))
    return is_good


def _check_site(source: Source, url: str | None, since: date, details: int) -> bool:
    from ingestion.cli.trial_list import try_list
    from ingestion.fetch.listing import Row
    from ingestion.stages.fetch import open_client

    with open_client(source, load_settings()) as client:
        if url:
            return _check_page(source, client, Row(url, None, None), set())
        trial = try_list(source, client.get, post=client.post, since=since)
        is_good = _show_list(trial)
        for row in trial.rows[:details]:
            is_good &= _check_page(source, client, row, trial.hashes)
    return is_good


def _check_page(source: Source, client: Client, row: Row, lists: set[str]) -> bool:
    from ingestion.cli.trial_page import PageTrial, try_page

    try:
        response = client.get(row.url)
    except FetchRefused as error:
        return _show_page(row.url, PageTrial(rejected=f"fetch: {error.reason}: {error}"))
    return _show_page(row.url, try_page(source, response, title=row.title, lists=lists))


def _show_list(trial: ListTrial) -> bool:
    print(f"\nlist: {len(trial.rows)} rows")
    for row in trial.rows[:SHOWN_ROWS]:
        day = str(row.listed_date or "no date")
        print(f"  {day:<10}  {row.title or 'no title'}\n{'':14}{row.url}")
        for name, said in row.stated.items():
            print(f"{'':14}{name}: {said}")
    if len(trial.rows) > SHOWN_ROWS:
        print(f"  and {len(trial.rows) - SHOWN_ROWS} more")
    for total in trial.totals:
        print(f"  told of: {total}")
    _show_unread([*trial.notes, *trial.unread])
    return bool(trial.rows)


def _show_page(url: str, trial: PageTrial) -> bool:
    print(f"\npage: {url}")
    if trial.rejected:
        print(f"  rejected by {trial.rejected}")
    for name, value in trial.fields:
        print(f"  {name:<10} {value or '-'}")
    for name, address in trial.attachments:
        print(f"  {'attachment':<10} {name}: {address}")
    _show_unread(trial.unread)
    return trial.rejected is None


def _show_unread(unread: list[str]) -> None:
    if not unread:
        print("  nothing left unread")
        return
    print(f"  left unread: {len(unread)}")
    for line in unread[:SHOWN_UNREAD]:
        print(f"    {line}")
    if len(unread) > SHOWN_UNREAD:
        print(f"    and {len(unread) - SHOWN_UNREAD} more")
