"""A release is a person's word about one row as it reads: who may give it, and when it stands."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest

from expectations import release
from expectations.release import release_rows, revoke_releases
from expectations.review import list_failed_rows
from expectations.run import validate_pending
from ingestion.database.connection import connect
from ingestion.database.lock import writer_lock
from ingestion.errors import BadSetting, NotReleasable, StaleWriter, WriterBusy
from ingestion.settings import Settings

SHARE, TWIN, FALSE = "5ba2e000-share", "5ba2e000-twin", "fa15e000-span"
MEASURE = "0ead11fe-measure"
GOOD = "chengchuan-0-t0"
WHY = {"reason": "印刷如此，已与PDF核对", "by": "王工"}


@pytest.fixture
def judged(settings: Settings, warehouse: Any) -> Any:
    """Three targets and a measure in quarantine, as a judging would have left them."""
    warehouse.fill("chengchuan", notices=1, targets=2)
    for key in (SHARE, TWIN, FALSE):
        warehouse.add_target("chengchuan", "chengchuan-0", key, value=850)
    warehouse.add_measure("chengchuan", "chengchuan-0", MEASURE)
    warehouse.execute(
        "insert into quarantine.batch values"
        " ('b', now(), 'passed', '{}', '{}', 1, 7, 4, 's', '{}', null)"
    )
    for kind, keys, rules in (
        ("target", [SHARE, TWIN], ["share_is_at_most_whole"]),
        ("target", [FALSE], ["share_is_at_most_whole", "span_is_true"]),
        ("measure", [MEASURE], ["deadline_not_too_far"]),
    ):
        warehouse.execute(
            f"insert into quarantine.{kind} select {kind}_key, notice_key, source_id, row_hash,"
            f" %s, to_jsonb(t), 'b', now() from intermediate.int_{kind}s_resolved as t"
            f" where {kind}_key = any(%s)",
            rules,
            keys,
        )
    return warehouse


def held(warehouse: Any) -> set[str]:
    """The keys of the rows that are kept back."""
    return {row.fact_key for row in list_failed_rows(warehouse.connection)}


def test_a_release_stands_and_says_who_why_and_when(settings: Settings, judged: Any) -> None:
    assert release_rows(settings, [SHARE, MEASURE], **WHY) == [SHARE, MEASURE]
    assert held(judged) == {TWIN, FALSE}
    shown = list_failed_rows(judged.connection, is_released=True)
    assert {(row.fact_type, row.fact_key) for row in shown} == {
        ("target", SHARE),
        ("measure", MEASURE),
    }
    assert {(row.released_reason, row.released_by) for row in shown} == {(WHY["reason"], "王工")}
    assert all(row.released_at for row in shown)


def test_a_revoked_release_stands_no_more_and_may_be_given_again(
    settings: Settings, judged: Any
) -> None:
    release_rows(settings, [SHARE], **WHY)
    assert revoke_releases(settings, [SHARE], reason="另一年的PDF", by="李工") == [SHARE]
    assert SHARE in held(judged)
    [row] = [row for row in list_failed_rows(judged.connection) if row.fact_key == SHARE]
    assert (row.released_reason, row.earlier_reason) == (None, WHY["reason"])
    release_rows(settings, [SHARE], **WHY)
    assert SHARE not in held(judged)
    assert judged.execute(
        "select count(*), (select count(*) from quarantine.revocation) from quarantine.release"
    ) == [(2, 1)]


@pytest.mark.parametrize(
    ("change", "is_held"),
    [
        ("row_hash = 'of another reading'", True),
        ("failed_expectations = '{share_is_at_most_whole,unit_fits_indicator}'", True),
        ("failed_expectations = '{unit_fits_indicator}'", True),
        ("quarantined_at = now(), row_content = row_content || '{\"written_date\": null}'", False),
    ],
)
def test_a_row_that_reads_or_fails_differently_is_kept_back_again(
    settings: Settings, judged: Any, change: str, is_held: bool
) -> None:
    release_rows(settings, [SHARE], **WHY)
    judged.execute(f"update quarantine.target set {change} where target_key = '{SHARE}'")
    assert (SHARE in held(judged)) is is_held


def test_a_row_that_fails_fewer_rules_than_it_was_released_for_stays_released(
    settings: Settings, judged: Any
) -> None:
    both = "failed_expectations = '{range_is_ordered,share_is_at_most_whole}'"
    judged.execute(f"update quarantine.target set {both} where target_key = '{SHARE}'")
    release_rows(settings, [SHARE], **WHY)
    judged.execute(
        "update quarantine.target set failed_expectations = '{range_is_ordered}'"
        f" where target_key = '{SHARE}'"
    )
    assert SHARE not in held(judged)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (
            ["deadbeef00"],
            r"there is no target or measure deadbeef00; look at `luce",
        ),
        (["5ba2"], r"'5ba2' is no key; give its first 8 characters"),
        (["5ba2e000"], r"2 rows have keys that begin with 5ba2e000; give more"),
        ([GOOD], r"is not in quarantine: it passed, or was not judged yet"),
        ([FALSE], r"fails span_is_true, and the marts rest on that; mend the reading"),
        (["%" * 8], r"there is no target or measure"),
    ],
)
def test_what_cannot_be_released_is_said_with_its_cure_and_nothing_is(
    settings: Settings, judged: Any, keys: list[str], says: str
) -> None:
    with pytest.raises(NotReleasable, match=says):
        release_rows(settings, [SHARE, *keys], **WHY)
    assert judged.execute("select 1 from quarantine.release") == []


def test_a_release_needs_a_reason_and_a_name(settings: Settings, judged: Any) -> None:
    for empty in ({"reason": " \u3000"}, {"by": ""}):
        for write in (release_rows, revoke_releases):
            with pytest.raises(BadSetting, match=r"give"):
                write(settings, [SHARE], **(WHY | empty))
    with pytest.raises(NotReleasable, match="is not released: it is in quarantine"):
        revoke_releases(settings, [SHARE], **WHY)


def test_a_second_release_is_refused_and_names_the_first(settings: Settings, judged: Any) -> None:
    assert release_rows(settings, [SHARE, SHARE[:11]], **WHY) == [SHARE]
    with pytest.raises(NotReleasable, match=r"released already, by 王工 on .*: 印刷如此.*publish"):
        release_rows(settings, [SHARE], **WHY)


def test_a_row_that_was_built_otherwise_since_its_judgement_waits(
    settings: Settings, judged: Any
) -> None:
    judged.execute(
        "update intermediate.int_targets_resolved set row_hash = 'new'"
        f" where target_key = '{SHARE}'"
    )
    with pytest.raises(NotReleasable, match=r"read differently since.*luce validate"):
        release_rows(settings, [SHARE], **WHY)
    judged.execute("drop schema intermediate cascade")
    with pytest.raises(NotReleasable, match=r"read differently since.*luce build"):
        release_rows(settings, [TWIN], **WHY)
    with pytest.raises(NotReleasable, match="there is no target"):
        release_rows(settings, [GOOD], **WHY)


@pytest.mark.parametrize("table", ["release", "revocation"])
@pytest.mark.parametrize(
    "command", ["update {} set reason = 'x'", "delete from {}", "truncate {} cascade"]
)
def test_what_was_said_is_never_rewritten(
    settings: Settings, judged: Any, table: str, command: str
) -> None:
    release_rows(settings, [SHARE], **WHY)
    revoke_releases(settings, [SHARE], **WHY)
    with pytest.raises(psycopg.errors.RestrictViolation, match="is append-only"):
        judged.execute(command.format(f"quarantine.{table}"))


def test_a_release_waits_for_the_one_writer(settings: Settings, judged: Any) -> None:
    with connect(settings, autocommit=True) as holder, writer_lock(holder):
        with pytest.raises(WriterBusy):
            release_rows(settings, [SHARE], wait_seconds=0, **WHY)
        assert judged.execute("select 1 from quarantine.release") == []


def test_a_stale_writer_releases_nothing(
    settings: Settings, judged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = release._insert

    def insert_late(*arguments: Any) -> list[str]:
        judged.execute("update raw.writer set token = token + 1")
        return insert(*arguments)

    monkeypatch.setattr(release, "_insert", insert_late)
    with pytest.raises(StaleWriter):
        release_rows(settings, [SHARE], **WHY)
    assert judged.execute("select 1 from quarantine.release") == []


def test_two_who_release_at_once_leave_one_release(settings: Settings, judged: Any) -> None:
    outcomes: list[str] = []

    def try_it() -> None:
        try:
            outcomes.extend(release_rows(settings, [SHARE], **WHY))
        except NotReleasable:
            outcomes.append("refused")

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == sorted([SHARE, "refused", "refused", "refused"])
    assert judged.execute("select count(*) from quarantine.release") == [(1,)]


def test_the_gate_and_the_counts_take_a_released_row_as_trusted(
    settings: Settings, warehouse: Any
) -> None:
    """More than half of a source's targets fail a rule; a person has looked at each of them."""
    warehouse.fill("chengchuan", notices=1, targets=10)
    keys = [f"5ba2e000-{n:02}" for n in range(12)]
    for key in keys:
        warehouse.add_target("chengchuan", "chengchuan-0", key, value=850)
    refused = validate_pending(settings)
    assert (refused["verdict"], refused["counts"]["quarantined"]) == ("refused", 12)
    validate_pending(settings, accept="看过了")
    release_rows(settings, keys, **WHY)
    warehouse.execute("delete from quarantine.validated")

    passed = validate_pending(settings)

    assert passed["verdict"] == "passed"
    counts = passed["counts"]
    assert (counts["judged"], counts["quarantined"], counts["released"]) == (23, 0, 12)
    assert held(warehouse) == set()
