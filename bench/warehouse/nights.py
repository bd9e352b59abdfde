"""One more night on a short history and on a long one: build, validate, publish, by the second."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

from bench.history.names import Names
from bench.history.writing import Size, write_night
from bench.mark import show
from bench.warehouse.checksums import read_checksums
from bench.warehouse.databases import AS_OF, drop, give, keep_built, say
from bench.warehouse.options import OPTIONS
from ingestion.database.connection import connect
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.stages.build import build
from ingestion.stages.publish import publish
from ingestion.stages.validate import validate

Night = dict[str, StageReport]


def measure_nights(base: Settings, sizes: tuple[Size, Size], names: Names) -> bool:
    """The same batches on both; the ratio is that of the medians."""
    print(f"nights    medians of {OPTIONS.nights} nights of {OPTIONS.batch:,} targets")
    results: list[bool] = []
    kept = []
    for size in sizes:
        nights, is_identical = _run_nights(base, size, names)
        kept.append(nights)
        results.append(is_identical)
        for stage in ("build", "validate", "publish"):
            for how, seconds in (("start-up included", _whole), ("own work", _own)):
                value = _median(nights, (stage,), seconds)
                limit = 10.0 if stage == "validate" and seconds is _whole else None
                name = f"{stage} after {size.targets:,}, {how}"
                results.append(show(name, value, "s", at_most=limit))
    for stages in (("build", "publish"), ("build", "validate", "publish"), ("validate",)):
        for how, seconds in (("start-up included", _whole), ("own work", _own)):
            short, long = (_median(nights, stages, seconds) for nights in kept)
            limit = 1.2 if len(stages) > 1 else None
            name = f"{' + '.join(stages)}, long / short, {how}"
            results.append(show(name, long / short if short else 0.0, "", at_most=limit))
    return all(results)


def _run_nights(base: Settings, size: Size, names: Names) -> tuple[list[Night], bool]:
    name = f"nights_{size.targets}"
    settings = give(base, name, keep_built(base, size))
    nights = [
        _run(settings, size, number, names)
        for number in range(1, OPTIONS.warm_up + OPTIONS.nights + 1)
    ]
    is_identical = _repeat(settings, size)
    drop(base, name)
    return nights[OPTIONS.warm_up :], is_identical


def _run(settings: Settings, size: Size, number: int, names: Names) -> Night:
    with connect(settings) as connection:
        notices = write_night(connection, size, number, targets=OPTIONS.batch, wording=names)
    night = {
        "build": build(settings=settings),
        "validate": validate(settings=settings),
        "publish": publish(settings=settings, as_of=AS_OF),
    }
    told = ", ".join(f"{stage} {report.seconds:.1f} s" for stage, report in night.items())
    judged = night["validate"].counts["judged"]
    say(f"night {number} after {size.targets:,}: {len(notices)} notices, {judged} rows; {told}")
    return night


def _repeat(settings: Settings, size: Size) -> bool:
    """Build and publish once more, with nothing new: no mart differs in a row."""
    before = read_checksums(settings)
    build(settings=settings)
    counts = publish(settings=settings, as_of=AS_OF).counts
    changed = sum(counts[name] for name in ("inserted", "updated", "deleted"))
    after = read_checksums(settings)
    differing = [table for table in before | after if before.get(table) != after.get(table)]
    if differing:
        say(f"these differ: {', '.join(differing)}")
    rows = sum(count for count, _ in after.values())
    name = f"identical build after {size.targets:,}: changed of {rows:,} rows"
    return show(name, changed + len(differing), "rows", at_most=0)


def _median(
    nights: Iterable[Night], stages: tuple[str, ...], seconds: Callable[[StageReport], float]
) -> float:
    return statistics.median(sum(seconds(night[stage]) for stage in stages) for night in nights)


def _whole(report: StageReport) -> float:
    return report.seconds


def _own(report: StageReport) -> float:
    return report.own_seconds
