"""Airflow's own tables, brought to what its version expects. Run it in Airflow's environment."""

from __future__ import annotations

import os
from pathlib import Path

from airflow import __version__
from airflow.configuration import conf
from airflow.utils import db
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError


def migrate_metadata() -> None:
    """Migrate where this version has not migrated this database yet.

    Asking Airflow costs a quarter of a second and a lock; a note of the last answer, and whether
    the database is still the one it was about, costs a hundredth.
    """
    note = Path(os.environ["AIRFLOW_HOME"]) / "migrated"
    if note.exists() and note.read_text() == _describe():
        return
    db.upgradedb()
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(_describe())


def _describe() -> str:
    """Airflow's version, and the revision that its database says it is at."""
    try:
        with create_engine(conf.get("database", "sql_alchemy_conn")).connect() as connection:
            revision = connection.execute(text("select version_num from alembic_version")).scalar()
    except SQLAlchemyError:
        revision = None
    return f"{__version__} {revision}"


if __name__ == "__main__":
    migrate_metadata()
