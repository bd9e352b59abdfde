"""A night follows what changed and no more; all built anew is the same, however it came."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import psycopg
import pytest

from ingestion.database.connection import connect
from ingestion.models import StageReport
from ingestion.settings import Settings
from ingestion.stages.build import build
from ingestion.stages.publish import publish
from tests.dbt_project.raw_rows import (
    EPOCH,
    SECOND,
    RawNotice,
    insert_notice,
    insert_source,
    judge_all,
)

SEED = 1
SOURCES = ("site_a", "site_b", "site_c")
PLACES = (("定西市", "prefecture"), ("甘肃省", "province"), ("临洮县", "county"))
INDICATORS = ("农膜回收率", "秸秆综合利用率", "能耗强度", "渠系完好度")
FILLER = "为落实上级部署，结合本地实际制定本方案，请各单位认真组织实施并按时报送进展情况。"


@dataclass(slots=True)
class World:
    """What was landed so far, and a source of chance to change it."""

    connection: psycopg.Connection
    chance: random.Random
    held: list[RawNotice] = field(default_factory=list)
    seconds: int = 0

    def night(self, changes: int) -> None:
        """Some changes of every kind, committed."""
        kinds = (self.add, self.add, self.copy, self.revise, self.see_again, self.read_again)
        kinds += (self.lose, self.move_source, self.keep_back, self.let_go)  # type: ignore[assignment]
        for kind in self.chance.choices(kinds, k=changes):
            kind()
        self.connection.commit()

    def add(self, url: str | None = None, source_id: str | None = None) -> None:
        """A page that nobody has seen, often of a document that stands elsewhere."""
        self.seconds += 1
        number = self.chance.choice([None, f"青政发〔2031〕{self.chance.randint(1, 6)}号"])
        title = self.chance.choice(
            ["青禾行动实施方案", "秸秆利用三年行动方案", f"方案{self.seconds}"]
        )
        place, level = self.chance.choice(PLACES)
        values = [self.chance.randint(50, 90) for _ in range(3)]
        names = self.chance.sample(INDICATORS, 3)
        said = [f"{name}{value}%" for name, value in zip(names, values, strict=True)]
        cited = f"青政发〔2031〕{self.chance.randint(1, 6)}号"
        text = f"第{self.seconds}稿。根据{cited}，到2035年{'，'.join(said)}。"
        text += f"推广第{values[0]}类地膜。{FILLER}"
        deadline = self.chance.choice([date(2031, 6, 2), date(2035, 12, 31)])
        self._insert(
            RawNotice(
                url=url or f"/{self.seconds}.html",
                text=text,
                source_id=source_id or self.chance.choice(SOURCES),
                fields={
                    "document_number": number,
                    "title": title,
                    "region": self.chance.choice([place, None]),
                    "level": level,
                    "written_date": date(2031, 1, self.chance.randint(1, 3)),
                },
                targets=[
                    {"quote": f"{value}%", "indicator": name, "value": value, "unit": "%",
                     "deadline": deadline, "deadline_basis": "clause"}
                    for name, value in dict(zip(names, values, strict=True)).items()
                ],
                measures=[{"text": f"推广第{values[0]}类地膜", "lead": ["市农业农村局"],
                           "deadline": deadline}],
                citations=[{"quote": cited, "title": None, "number": cited}],
            )
        )  # fmt: skip

    def _insert(self, notice: RawNotice) -> None:
        notice.seen_at = self.seconds
        insert_notice(self.connection, notice)
        self.held.append(notice)

    def copy(self) -> None:
        """The same text on another site."""
        if not self.held:
            return
        self.seconds += 1
        one = self.chance.choice(self.held)
        fields = one.fields | {"is_repost": self.chance.random() < 0.5}
        source_id = self.chance.choice(SOURCES)
        self._insert(
            RawNotice(f"/copy{self.seconds}.html", one.text, source_id, fields, one.targets,
                      one.measures, one.citations)
        )  # fmt: skip

    def revise(self) -> None:
        """Other bytes at a url that was landed before."""
        if self.held:
            one = self.chance.choice(self.held)
            self.add(one.url, one.source_id)

    def see_again(self) -> None:
        """The site gives these bytes again, perhaps those of an earlier version."""
        if not self.held:
            return
        self.seconds += 1
        self.connection.execute(
            "insert into raw.sighting (page_key, last_seen_at, last_run_id, times)"
            f" values (%s, {EPOCH} + {SECOND}, 'r', 1) on conflict (page_key)"
            " do update set last_seen_at = excluded.last_seen_at",
            [self.chance.choice(self.held).key, self.seconds],
        )

    def read_again(self) -> None:
        """A later parser reads something else."""
        if not self.held:
            return
        key = self.chance.choice(self.held).key
        number = f"青政发〔2031〕{self.chance.randint(1, 6)}号"
        change = self.chance.choice([
            ("update raw.notice set document_number = %s where notice_key = %s", [number, key]),
            ("update raw.notice set title = %s where notice_key = %s", [f"改题{number}", key]),
            ("update raw.target set value = value + %s where notice_key = %s", [1, key]),
            ("delete from raw.target where ordinal = %s and notice_key = %s", [1, key]),
            ("delete from raw.measure where ordinal = %s and notice_key = %s", [0, key]),
            ("update raw.citation set number = %s where notice_key = %s", [number, key]),
        ])  # fmt: skip
        self.connection.execute(*change)

    def lose(self) -> None:
        """A page that is read as no notice any more."""
        if len(self.held) > 3:
            one = self.held.pop(self.chance.randrange(len(self.held)))
            self.connection.execute("delete from raw.notice where notice_key = %s", [one.key])

    def move_source(self) -> None:
        """A source file says another region."""
        self.connection.execute(
            "update raw.source set region = %s, level = %s where source_id = %s",
            [*self.chance.choice(PLACES), self.chance.choice(SOURCES)],
        )

    def keep_back(self) -> None:
        """A row fails a rule: the one that build gave last."""
        if self.connection.execute("select to_regclass('marts.fct_target')").fetchone() == (None,):
            return
        self.connection.execute(
            "insert into quarantine.target select target_key, notice_key, source_id, row_hash,"
            " '{unit_known}', '{}', 'by hand', now() from intermediate.int_targets_resolved"
            " order by md5(target_key || %s) limit 1 on conflict do nothing",
            [self.chance.random()],
        )

    def let_go(self) -> None:
        """A person releases what is kept back, or it passes after all."""
        if self.chance.random() < 0.5:
            self.connection.execute("delete from quarantine.target")
            return
        self.connection.execute(
            "insert into quarantine.release (fact_type, fact_key, row_hash, failed_expectations,"
            " reason, released_by, released_at) select 'target', target_key, row_hash,"
            " failed_expectations, 'as printed', 'somebody', now() from quarantine.target"
        )


def run_night(settings: Settings, as_of: date) -> tuple[StageReport, StageReport]:
    built = build(settings=settings)
    with connect(settings) as connection:
        judge_all(connection)
        connection.execute(
            "delete from quarantine.validated where notice_key not in"
            " (select notice_key from intermediate.int_notices_resolved)"
        )
    return built, publish(settings=settings, as_of=as_of)


@pytest.mark.timeout(600)
def test_nights_of_changes_end_where_all_built_anew_does(
    settings: Settings, connection: psycopg.Connection
) -> None:
    for source_id in SOURCES:
        insert_source(connection, source_id)
    judge_all_is_possible(connection)
    world = World(connection, random.Random(SEED))
    day = date(2031, 6, 1)
    for night, changes in enumerate((12, 16, 16)):
        world.night(changes)
        built, published = run_night(settings, day + timedelta(days=night))
    assert "all built anew" not in built.notes
    assert published.counts["targets"] > 10
    queued = connection.execute("select count(*) from raw.touched_notice").fetchone()
    assert queued == (0,)

    connection.execute(
        "insert into raw.touched_notice (stage, part, notice_key) values ('build', 'notice', '*')"
    )
    connection.commit()
    built, again = run_night(settings, day + timedelta(days=night))
    assert "all built anew" in built.notes
    assert again.notes == ("nothing changed",)


def judge_all_is_possible(connection: psycopg.Connection) -> None:
    """The batch that rows kept back by hand belong to."""
    connection.execute(
        "insert into quarantine.batch (batch_id, judged_at, verdict, failed_expectations, sources,"
        " notices, rows_judged, rows_quarantined, suite_hash, detail)"
        " values ('by hand', now(), 'passed', '{}', '{}', 0, 0, 0, 's', '{}')"
    )
    connection.commit()
