"""Paging over lists that are pinned, out of order, repeated, shifting or wrongly counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import LayoutChanged
from ingestion.fetch.families import Total
from ingestion.fetch.families.crawl import Crawl, Window
from ingestion.fetch.families.paging import ListPage, page_through
from ingestion.fetch.listing import RefusedRow, Row

PLACE = "http://www.example.gov.cn/list"
TODAY = date(2024, 6, 30)


def row(number: int, age: int) -> Row:
    return Row(f"{PLACE}/{number}", f"第{number}号", TODAY - timedelta(days=age))


class Shelf:
    """A list that can change between two pages: `changes` holds what happens after each one."""

    def __init__(self, rows: list[Row], size: int, *, total: bool = False) -> None:
        self.rows, self.size, self.tells_total = list(rows), size, total
        self.changes: list[tuple[str, Row]] = []
        self.asked: list[int] = []

    def read(self, number: int) -> ListPage:
        self.asked.append(number)
        page = self.rows[number * self.size : (number + 1) * self.size]
        total = Total(len(self.rows)) if self.tells_total else None
        if self.changes:
            deed, changed = self.changes.pop(0)
            if deed == "add":
                self.rows.insert(0, changed)
            else:
                self.rows.remove(changed)
        return ListPage(page, total=total)


def run(shelf: Shelf, since_age: int | None = None) -> tuple[list[str], Crawl]:
    since = None if since_age is None else TODAY - timedelta(days=since_age)
    crawl = Crawl("example", PLACE, Window(since), lambda url: pytest.fail("asked"))
    return [str(found.url) for found in page_through(crawl, PLACE, shelf.read)], crawl


def urls(rows: list[Row]) -> list[str]:
    return [one.url for one in rows]


@pytest.mark.parametrize(("told", "is_gap"), [(12, True), (9, False), (7, False)])
def test_a_total_promises_the_pages_that_it_fills(told: int, is_gap: bool) -> None:
    rows = [row(n, age=n) for n in range(6)]
    pages = [ListPage(rows[:3], total=Total(told)), ListPage(rows[3:], total=Total(told))]
    read = [*pages, ListPage([])].__getitem__
    crawl = Crawl("example", PLACE, Window(TODAY - timedelta(days=30)), lambda _: pytest.fail("-"))
    if is_gap:
        with pytest.raises(LayoutChanged, match="page 3 holds no rows"):
            list(page_through(crawl, PLACE, read))
    else:
        assert list(page_through(crawl, PLACE, read)) == rows


def test_a_page_in_order_that_is_too_old_ends_the_list() -> None:
    shelf = Shelf([row(n, age=n) for n in range(12)], 3)
    found, _ = run(shelf, since_age=4)
    assert found == urls(shelf.rows[:5])
    assert shelf.asked == [0, 1, 2]


def test_pinned_rows_do_not_end_the_list() -> None:
    pinned = [row(90, 900), row(91, 901)]
    fresh = [row(n, age=n) for n in range(7)]
    shelf = Shelf([*pinned, *fresh], 3)
    found, _ = run(shelf, since_age=4)
    assert found == urls(fresh[:5])


def test_pinned_rows_on_top_of_a_quiet_list_cost_no_second_page() -> None:
    pinned = [row(90, 900), row(91, 700)]
    shelf = Shelf([*pinned, *(row(n, age=n) for n in range(20, 30))], 6)
    found, _ = run(shelf, since_age=5)
    assert (found, shelf.asked) == ([], [0])


def test_a_first_page_of_rows_out_of_order_is_not_believed_alone() -> None:
    pinned = [row(90, 800), row(91, 900), row(92, 850)]
    fresh = [row(n, age=n) for n in range(7)]
    shelf = Shelf([*pinned, *fresh], 3)
    found, _ = run(shelf, since_age=3)
    assert found == urls(fresh[:4])


def test_one_row_out_of_order_hides_none_after_it() -> None:
    rows = [row(0, 0), row(1, 50), row(2, 1), row(3, 2), row(4, 60), row(5, 3), row(6, 70)]
    found, _ = run(Shelf(rows, 2), since_age=5)
    assert found == urls([rows[0], rows[2], rows[3], rows[5]])


def test_a_list_in_no_order_is_read_to_its_end() -> None:
    shelf = Shelf([row(0, 90), row(1, 80), row(2, 70), row(3, 1)], 2)
    crawl = Crawl("example", PLACE, Window(TODAY - timedelta(days=5)), lambda url: pytest.fail())
    found = page_through(crawl, PLACE, shelf.read, newest_first=False)
    assert urls(list(found)) == urls(shelf.rows[3:])


def test_rows_added_while_paging_come_once_in_effect_and_hide_none() -> None:
    shelf = Shelf([row(n, age=n) for n in range(9)], 3, total=True)
    before = urls(shelf.rows)
    shelf.changes = [("add", row(100, 0)), ("add", row(101, 0))]
    found, crawl = run(shelf)
    assert set(before) <= set(found)
    assert crawl.notes == ["http://www.example.gov.cn/list: 9 of 11 records came"]


def test_a_row_taken_off_while_paging_hides_none() -> None:
    """The row after the gap moves to a page that was read already."""
    shelf = Shelf([row(n, age=n) for n in range(9)], 3, total=True)
    before, gone = urls(shelf.rows), shelf.rows[1]
    shelf.changes = [("take", gone)]
    found, crawl = run(shelf)
    assert set(found) == set(before)
    assert shelf.asked == [0, 1, 0, 1, 2, 3]
    assert crawl.notes == []


def test_a_list_is_looked_at_again_where_no_total_can_show_that_it_shifted() -> None:
    rows = [row(n, age=n) for n in range(9)]
    for told, since, changes, watched in [
        (False, None, [], True),
        (False, 4, [], True),
        (False, 2, [], True),  # the row after the last of page 1 may be as new
        (False, 0, [], False),
        (True, None, [], False),
        (True, 4, [], False),
        (True, None, [("add", row(100, 0))], True),
        (True, None, [("take", rows[1])], False),
    ]:
        shelf = Shelf(rows, 3, total=told)
        shelf.changes = list(changes)
        _, crawl = run(shelf, since)
        assert len(crawl.watched) == watched, (told, since, changes)
        assert crawl.has_shifted() == bool(changes and watched)


def test_one_page_cannot_have_shifted() -> None:
    shelf = Shelf([row(n, age=n) for n in range(9)], 3)
    _, crawl = run(shelf, since_age=-1)
    assert crawl.watched == []
    assert (shelf.asked, crawl.has_shifted(), shelf.asked) == ([0], False, [0])


@given(
    size=st.integers(2, 5),
    deeds=st.lists(st.tuples(st.sampled_from(["add", "take"]), st.integers(0, 19)), max_size=3),
)
def test_no_row_that_stays_is_missed(size: int, deeds: list[tuple[str, int]]) -> None:
    """As long as one thing happens between two answers, and the list tells its total."""
    rows = [row(n, age=n) for n in range(20)]
    shelf = Shelf(rows, size, total=True)
    taken: set[str] = set()
    for number, (deed, which) in enumerate(deeds):
        if deed == "add":
            shelf.changes.append(("add", row(100 + number, 0)))
        elif rows[which].url not in taken:
            taken.add(rows[which].url)
            shelf.changes.append(("take", rows[which]))
    found, _ = run(shelf)
    assert {url for url in urls(rows) if url not in taken} <= set(found)


def test_a_site_that_gives_its_last_page_for_ever_ends() -> None:
    shelf = Shelf([row(n, age=n) for n in range(6)], 3)
    pages = [shelf.read(0), shelf.read(1)]
    crawl = Crawl("example", PLACE, Window(), lambda url: pytest.fail("asked"))
    found = list(page_through(crawl, PLACE, lambda number: pages[min(number, 1)]))
    assert urls(found) == urls(shelf.rows)
    assert crawl.notes == [f"{PLACE}: 6 records came; page 3 repeats earlier ones"]


def test_a_pager_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.fetch.families.paging.PAGE_LIMIT", 5)
    crawl = Crawl("example", PLACE, Window(), lambda url: pytest.fail("asked"))
    found = list(page_through(crawl, PLACE, lambda number: ListPage([row(number, 0)])))
    assert len(found) == 5
    assert crawl.notes == [f"{PLACE}: left after 5 pages"]


@pytest.mark.parametrize("page", [None, ListPage([]), ListPage([], total=Total(0))])
def test_a_list_that_holds_nothing_is_a_changed_layout(page: ListPage | None) -> None:
    crawl = Crawl("example", PLACE, Window(), lambda url: pytest.fail("asked"))
    with pytest.raises(LayoutChanged, match="row that can be followed; look at the page"):
        list(page_through(crawl, PLACE, lambda number: page))


def test_a_list_whose_rows_cannot_be_followed_is_a_changed_layout_too() -> None:
    page = ListPage([], [RefusedRow("row_without_date", "第1号", b"1", f"{PLACE}/1")])
    crawl = Crawl("example", PLACE, Window(), lambda url: pytest.fail("asked"))
    with pytest.raises(LayoutChanged):
        list(page_through(crawl, PLACE, lambda number: page, may_be_empty=True))


def test_refused_rows_are_counted_and_kept_once() -> None:
    refused = [RefusedRow("row_without_date", "第8号", b"8", f"{PLACE}/8")]
    pages = [ListPage([row(1, 1)], refused, Total(4)), ListPage([row(2, 2)], refused, Total(4))]
    crawl = Crawl("example", PLACE, Window(), lambda url: pytest.fail("asked"))
    found = list(page_through(crawl, PLACE, lambda n: pages[n] if n < 2 else None))
    assert len(found) == 2
    (gone,) = crawl.rejections
    assert (gone.url, gone.reason, gone.body) == (f"{PLACE}/8", "row_without_date", b"8")
    assert "第8号" in gone.detail
    assert crawl.notes == []


@pytest.mark.parametrize(
    ("total", "told", "note"),
    [
        (Total(9), "9 rows", "2 of 9 records came"),
        (Total(9, "at_most"), "at most 9 rows", None),
        (Total(9, "at_least"), "at least 9 rows", "2 records came, the site counts no further"),
    ],
)
def test_a_total_is_told_as_what_it_is(total: Total, told: str, note: str | None) -> None:
    page = ListPage([row(1, 1), row(2, 2)], total=total, is_last=True)
    crawl = Crawl("example", PLACE, Window(), lambda url: pytest.fail("asked"))
    list(page_through(crawl, PLACE, lambda number: page))
    assert str(crawl.totals[PLACE]) == told
    assert [note in said for said in crawl.notes] == [True] if note else crawl.notes == []
