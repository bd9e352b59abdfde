"""Running DAGs once: the real ones, with Airflow's records, told line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.database.connection import connect
from ingestion.errors import StageFailed
from ingestion.scheduler.once import DagRun, run_dags
from ingestion.settings import Settings

NOTICE = """云坪市人民政府办公室关于印发节能行动方案的通知（本文为测试所写，地名均为虚构）

各县区人民政府，市直有关部门：

一、总体目标
到2030年，全市单位地区生产总值能耗比2025年下降12%，非化石能源消费比重达到25%。

二、重点任务
（一）推进工业节能。市工信局牵头，2027年底前完成300家企业节能诊断。

云坪市人民政府办公室
2026年3月2日
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "notice.txt").write_text(NOTICE, encoding="gb18030")
    return folder


def test_ingest_runs_by_its_dag_and_leaves_an_asset_event(settings: Settings, folder: Path) -> None:
    run = DagRun("ingest__folder", "folder.test", {"folder": str(folder)})
    told: list[tuple[str, int, int]] = []
    reports = list(run_dags(settings, [run], on_progress=lambda *step: told.append(step)))
    assert [report.stage for report in reports] == ["fetch", "land", "parse"]
    assert reports[1].counts["landed"] == 1
    with connect(settings) as connection:
        found = connection.execute(
            "select (select count(*) from raw.run where run_id = 'folder.test'),"
            " (select count(*) from raw.target)"
        ).fetchone()
    assert found and found[0] == 1 and found[1] >= 2
    with connect(settings, database="airflow_once") as connection:
        events = connection.execute(
            "select asset.name, event.source_task_id from asset_event event"
            " join asset on asset.id = event.asset_id order by event.id desc limit 1"
        ).fetchall()
    assert events == [("landed_notices", "parse")]
    _check_no_secret_is_told(settings)


def test_failed_task_is_one_line_with_its_cause(settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    runs = [
        DagRun("ingest__folder", "folder.test", {"folder": str(missing)}),
        DagRun("build_warehouse", "never"),
    ]
    with pytest.raises(StageFailed) as raised:
        list(run_dags(settings, runs))
    line = str(raised.value)
    assert "nowhere" in line and "fetch" in line and "\n" not in line
    with connect(settings) as connection:
        assert connection.execute("select count(*) from raw.run").fetchone() == (0,)


def test_unknown_dag_is_one_line(settings: Settings) -> None:
    with pytest.raises(StageFailed, match="there is no DAG ingest__atlantis"):
        list(run_dags(settings, [DagRun("ingest__atlantis", "x")]))


def _check_no_secret_is_told(settings: Settings) -> None:
    """No secret stands in any file of LUCE_HOME but its own."""
    vault = settings.home / "secrets"
    secrets = [path.read_bytes() for path in vault.iterdir() if path.suffix != ".json"]
    assert len(secrets) >= 5
    for path in settings.home.rglob("*"):
        if path.is_file() and vault not in path.parents:
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret in content], path
