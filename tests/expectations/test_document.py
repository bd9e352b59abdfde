"""docs/validation.md says what the suites ask, no more and no less."""

from __future__ import annotations

from expectations.document import PAGE, write_page


def test_the_page_is_the_one_that_the_suites_make() -> None:
    assert PAGE.read_text("utf-8") == write_page(), "run `python -m expectations.document`"
