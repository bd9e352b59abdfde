"""Great Expectations at work: a suite over a table, the complete failing rows, and Data Docs.

Only this module imports Great Expectations. It is loaded when there is a batch, since the import
alone takes seconds and prints.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import: nothing is sent anywhere

import great_expectations as gx
import psycopg
from great_expectations.core import ExpectationSuite, ExpectationValidationResult
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from psycopg import sql
from sqlalchemy.engine import make_url

from expectations.culprit import find_culprit
from expectations.suites import Rule, SuiteName, read_suite
from ingestion.errors import StageFailed

if TYPE_CHECKING:
    from great_expectations.data_context.store.store import DataDocsSiteConfigTypedDict

URL_VARIABLE = "LUCE_GX_DATABASE_URL"  # named in the context, so that no document holds a password
_SITE = "luce"
_EXAMPLES = 20  # rows of a warning that are shown


@dataclass(frozen=True, slots=True)
class Finding:
    """One expectation that does not hold: how many rows fail it, and which."""

    suite: SuiteName
    rule: Rule
    is_critical: bool
    rows: int
    keys: tuple[str, ...]  # of a warning the first few: it has no consequence for a row


class Judge:
    """A Data Context in memory over the tables of one batch."""

    def __init__(self, url: str, connection: psycopg.Connection, docs: Path) -> None:
        # The tables are found by the search path; a schema for each is deprecated since 1.14.
        connection.execute("set search_path to quarantine")
        os.environ[URL_VARIABLE] = _describe_database(url)
        self._connection = connection
        self._docs = docs
        self._new_docs = docs.with_name(f"{docs.name}.new")
        shutil.rmtree(self._new_docs, ignore_errors=True)
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(
            globally=False, metric_calculations=False
        )
        self._context.add_data_docs_site(_SITE, _describe_site(self._new_docs))
        self._source = self._context.data_sources.add_postgres(
            "warehouse", connection_string=f"${{{URL_VARIABLE}}}"
        )

    def judge(self, suite_name: SuiteName, table: str, key: str) -> list[Finding]:
        """Hold a table of schema `quarantine` against a suite.

        Raises:
            StageFailed: an expectation could not be evaluated; it has judged nothing.
        """
        asset = self._source.add_table_asset(table, table_name=table)
        definition = self._context.validation_definitions.add(
            gx.ValidationDefinition(
                name=suite_name,
                data=asset.add_batch_definition_whole_table("pending"),
                suite=self._context.suites.add(_load_suite(suite_name)),
            )
        )
        outcome = definition.run(
            result_format={
                "result_format": "SUMMARY",
                "unexpected_index_column_names": [key],
                "return_unexpected_index_query": True,
                "partial_unexpected_count": 20,
            }
        )
        return [
            self._find(definition, suite_name, result, key)
            for result in outcome.results
            if not result.success
        ]

    def write_docs(self) -> Path:
        """Render this batch as static pages, and put them in the place of the last batch's."""
        self._context.build_data_docs(site_names=[_SITE])
        shutil.rmtree(self._docs, ignore_errors=True)
        self._new_docs.rename(self._docs)
        return self._docs / "index.html"

    def _find(
        self,
        definition: gx.ValidationDefinition,
        suite: SuiteName,
        result: ExpectationValidationResult,
        key: str,
    ) -> Finding:
        config = result.expectation_config
        assert config is not None, "a result names what it is the result of"
        rule = Rule(config.meta["name"])
        for raised in _raised(result.exception_info or {}):
            raise self._explain(definition, suite, config, key, raised)
        is_critical = config.severity == "critical"
        if isinstance(expectation := config.to_domain_obj(), UnexpectedRowsExpectation):
            count = result.result["observed_value"]
            rows = definition.get_unexpected_rows(expectation)
            names = tuple(row[key] for row in rows[: None if is_critical else _EXAMPLES])
            return Finding(suite, rule, is_critical, count, names)
        # The list of indices stops at 20 rows; the query does not, so the query is run. It loses a
        # row_condition and is no SQL for dates, so no suite has either (seen in 1.24.1; a test).
        query = result.result["unexpected_index_query"]
        found = self._connection.execute(query)
        keys = found.fetchall() if is_critical else found.fetchmany(_EXAMPLES)
        count = result.result["unexpected_count"]
        return Finding(suite, rule, is_critical, count, tuple(row[0] for row in keys))

    def _explain(
        self,
        definition: gx.ValidationDefinition,
        suite: SuiteName,
        config: ExpectationConfiguration,
        key: str,
        raised: str,
    ) -> StageFailed:
        """Name the rule, and the row that it breaks off at where one alone does."""
        table, expectation = definition.asset.name, config.to_domain_obj()

        def breaks(keys: Sequence[str]) -> bool:
            query = sql.SQL("select * from {} where {} = any({}::text[])").format(
                sql.Identifier(table), sql.Identifier(key), sql.Literal(list(keys))
            )
            name = f"{table} {len(self._source.assets)}"
            asset = self._source.add_query_asset(name, query.as_string(self._connection))
            batch = asset.add_batch_definition_whole_table("part").get_batch()
            return any(_raised(batch.validate(expectation).exception_info or {}))

        rows = self._connection.execute(
            sql.SQL("select {0} from {1} order by {0}").format(
                sql.Identifier(key), sql.Identifier(table)
            )
        ).fetchall()
        culprit = find_culprit([row[0] for row in rows], breaks)
        where = f" at the row with {key} {culprit}" if culprit else ""
        return StageFailed(
            f"expectation {suite}.{config.meta['name']} could not be evaluated{where}: {raised}",
            "look at that row in schema intermediate, or mend the suite"
            if culprit
            else "mend the suite, or the column that it names",
        )


def _load_suite(name: SuiteName) -> ExpectationSuite:
    """Load a suite; Data Docs print the description only, so name and reason are put into it."""
    content = read_suite(name)
    shown = [
        entry | {"description": f"{entry['meta']['name']}: {entry['description']} {entry['notes']}"}
        for entry in content["expectations"]
    ]
    return ExpectationSuite(**(content | {"expectations": shown}))


def _raised(info: dict[str, Any]) -> Iterator[str]:
    """The messages of whatever went wrong inside an expectation: flat, or one a metric."""
    for part in [info] if "raised_exception" in info else info.values():
        if part.get("raised_exception"):
            yield str(part["exception_message"]).splitlines()[0]


def _describe_database(url: str) -> str:
    found = make_url(url).set(drivername="postgresql+psycopg")
    options = " ".join([*found.normalized_query.get("options", ()), "-csearch_path=quarantine"])
    return found.update_query_dict({"options": options}).render_as_string(hide_password=False)


def _describe_site(folder: Path) -> DataDocsSiteConfigTypedDict:
    return {
        "class_name": "SiteBuilder",
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
