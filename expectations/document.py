"""`python -m expectations.document`: the page that lists every expectation, from the suites."""

from __future__ import annotations

from pathlib import Path

from expectations.suites import FOLDER, Expectation, SuiteName, list_expectations, read_suite

PAGE = FOLDER.parent / "docs" / "validation.md"
_SUITES: tuple[tuple[SuiteName, str], ...] = (
    ("targets", "Targets"),
    ("measures", "Measures"),
    ("sources", "The gate"),
)
_HEAD = """# What must hold before people see it

`luce validate` takes the notices whose rows nobody has judged as they are now, and holds them
against three suites of Great Expectations. The suites are data: `expectations/suites/*.json`, over
tables that `expectations/sql/*.sql` make for the batch. This page is written from them by
`python -m expectations.document`; a test compares.

- A row that fails a rule of the first two suites goes to `quarantine.target` or
  `quarantine.measure` with the names of the rules; the others go on. A rule marked *warning* is
  counted in `quarantine.batch.detail` and shown to people, and has no other consequence.
- A rule of the third suite that fails refuses the batch. Nothing of it is recorded as judged, so
  `publish` stays away from it and people keep what they had. The message says what was measured
  against what was asked. Look at the page it names, mend the cause, and run again; or let the batch
  pass with `luce validate --accept "REASON"`. The reason is kept. Rows stay in quarantine all the
  same.
- `LUCE_HOME/data_docs/<database>/summary.html` shows the last batch: each rule that does not hold,
  how many rows fail it, and the first 20 with their quotes. It needs no network; the Data Docs of
  Great Expectations beside it (`index.html`) do, for their scripts and styles.
- A changed rule makes every notice pending: all are judged again in the next batch.

## To let a row out
`luce quarantine list` shows the rows that are kept back, with the rules they failed. One that is
right as it stands is let out with `luce quarantine release KEY --reason "REASON"`, and the next
`luce publish` brings it to people, with the reason in its `released_reason`.

- A release holds for the row as it was read and for the rules it failed: read differently, or
  failing another rule, the row is back in quarantine.
- It is kept in `quarantine.release`, which nothing rewrites: it outlives `luce build`,
  `luce validate`, a reading that gives the same row, and a rebuild from `raw`. Another version of
  the page is another notice, whose rows have keys of their own.
- `luce quarantine revoke KEY --reason "REASON"` takes it back (`quarantine.revocation`).
- The gate counts a released row as trusted.
- What fails a rule marked *never released* stays: the marts rest on the rule (a fact has its
  characters, a code is of its vocabulary), and one such row would stop every publish.

## To add a rule
Add it to its suite with a name, a question, a reason and a severity, and with
`is_releasable: false` where a mart could not hold a row that fails it. Add a row that it alone
catches to `tests/expectations/poison.py`, and write this page again.
"""


def write_page() -> str:
    """The page as it should stand in `docs/validation.md`."""
    parts = [_HEAD]
    for suite, title in _SUITES:
        parts.append(f"\n## {title}\n{read_suite(suite)['meta']['purpose']}\n")
        parts.append("\n| rule | asks | because |\n|---|---|---|\n")
        parts += [_describe(rule) for rule in list_expectations(suite)]
    return "".join(parts)


def _describe(rule: Expectation) -> str:
    mark = "" if rule.is_critical else " *warning*"
    mark += "" if rule.is_releasable else " *never released*"
    return f"| `{rule.name}`{mark} | {rule.asks} | {rule.reason} |\n"


def main(page: Path = PAGE) -> None:
    """Write the page."""
    page.write_text(write_page(), "utf-8")


if __name__ == "__main__":
    main()
