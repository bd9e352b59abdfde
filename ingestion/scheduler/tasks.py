"""What the tasks of the DAGs call: the stages, with their arguments read from the run at hand.

A failure that a retry cannot mend (a bad setting, a refused batch) fails at once; all others are
retried, and a stage run again gives the same result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk.exceptions import AirflowFailException

from ingestion.errors import BadSetting, BadSource, BatchRefused, LuceError, UnknownSource
from ingestion.settings import Settings, load_settings

FAILURE_FILE = "LUCE_FAILURE_FILE"  # where a run by hand learns in one line why a task failed
PROGRESS_FILE = "LUCE_PROGRESS_FILE"  # where it sees how far a long stage is

PAST_RETRYING = (BadSetting, BadSource, BatchRefused, UnknownSource)

SITE_CONF = ("since", "until", "run_id")  # what the conf of a run of a site's ingest may hold
FOLDER_CONF = ("folder", "run_id")

Context = Mapping[str, Any]


def fetch_source(source_id: str, context: Context) -> None:
    """Fetch what the source listed in the run's window, into the run's spool."""
    with told("fetch", context) as settings:
        from ingestion.sources import load_source
        from ingestion.stages.fetch import fetch

        source = load_source(source_id, settings)
        check_conf(context, FOLDER_CONF if source.family == "folder" else SITE_CONF)
        since, until = choose_window(context, source.time_zone)
        fetch(
            source,
            run_id=name_run(source_id, context),
            since=since,
            until=until,
            settings=settings,
            progress=write_progress("fetch"),
            folder=choose_folder(context),
        )


def land_source(source_id: str, context: Context) -> None:
    """Commit the run's spool."""
    with told("land", context) as settings:
        from ingestion.sources import load_source
        from ingestion.stages.land import land

        source = load_source(source_id, settings)
        since, until = choose_window(context, source.time_zone)
        run_id = name_run(source_id, context)
        land(source, run_id=run_id, settings=settings, since=since, until=until)


def parse_landed(context: Context, *, everything: bool = False) -> None:
    """Read what no task has read yet with this parser, or all of history."""
    with told("parse", context) as settings:
        from ingestion.stages.parse import parse

        parse(settings=settings, everything=everything, progress=write_progress("parse"))


def build_warehouse(context: Context) -> None:
    """Give what was read its meaning: one dbt call."""
    with told("build", context) as settings:
        from ingestion.stages.build import build

        build(settings=settings)


def validate_batch(context: Context) -> None:
    """Judge what has not been judged yet."""
    with told("validate", context) as settings:
        from ingestion.stages.validate import validate

        validate(settings=settings)


def publish_marts(context: Context) -> None:
    """Carry the difference into the marts."""
    with told("publish", context) as settings:
        from ingestion.stages.publish import publish

        publish(settings=settings)


def check_conf(context: Context, known: tuple[str, ...]) -> None:
    """Refuse what a run's conf does not know: a misspelt `since` would crawl the whole site.

    Raises:
        BadSetting: names the key, and the near one that was meant.
    """
    for key in context["dag_run"].conf or {}:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            guess = f", did you mean {near[0]}?" if near else ""
            raise BadSetting(
                f"the conf of this run has an unknown key {key}{guess}",
                f"take one of: {', '.join(known)}",
            )


def name_run(source_id: str, context: Context) -> str:
    """The stages' name of this run: the same for every try, so a retry takes up the same spool."""
    given = (context["dag_run"].conf or {}).get("run_id")
    return str(given or f"{source_id}.{context['dag_run'].run_id}")


def choose_window(context: Context, time_zone: str) -> tuple[date | None, date | None]:
    """The days to crawl, both included; None is no bound.

    The params `since` and `until` where one is given; else the data interval of a nightly or
    backfill run; else, for a run by hand without either, everything the source lists.
    """
    params = context["params"]
    since, until = (_read_day(params.get(name)) for name in ("since", "until"))
    if since and until and until < since:
        raise BadSetting(f"until {until} lies before since {since}", "swap them")
    if since or until or context["dag_run"].run_type not in ("scheduled", "backfill"):
        return since, until
    zone = ZoneInfo(time_zone)
    start, end = context["data_interval_start"], context["data_interval_end"]
    return _day_of(start, zone), _day_of(end, zone)


def choose_folder(context: Context) -> Path | None:
    """The folder of a run over a folder of notices."""
    given = context["params"].get("folder")
    return Path(given).expanduser() if given else None


def write_progress(stage: str) -> Callable[[int, int], None] | None:
    """A callback that leaves the stage's progress where a run by hand looks for it."""
    path = os.environ.get(PROGRESS_FILE)
    if not path:
        return None

    def write(done: int, total: int) -> None:
        Path(path).write_text(f"{stage} {done} {total}", encoding="ascii")

    return write


@contextmanager
def told(stage: str, context: Context) -> Iterator[Settings]:
    """Give a stage its settings; tell a failure in one line and say whether a retry may help."""
    try:
        yield load_settings()
    except Exception as error:
        line = str(error).strip().splitlines()[0] if str(error).strip() else ""
        if not isinstance(error, LuceError):
            line = f"{type(error).__name__}: {line}"
        if path := os.environ.get(FAILURE_FILE):
            place = f"{context['dag_run'].dag_id}, {stage}"
            Path(path).write_text(f"{place}: {line}", encoding="utf-8")
        if isinstance(error, PAST_RETRYING):
            raise AirflowFailException(line) from error
        raise


def _read_day(given: str | None) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given[:10])
    except ValueError:
        raise BadSetting(f"{given!r} is no date", "write it as 2025-12-31") from None


def _day_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
