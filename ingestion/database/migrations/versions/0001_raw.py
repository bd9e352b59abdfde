"""Schemas raw and quarantine: what was landed and read, and what did not pass."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables of 0001_raw.sql.

    Compression with lz4 is asked for where the server was built with it: the embedded one was not,
    and compresses with its own method.
    """
    connection = op.get_bind()
    methods: list[str] = connection.exec_driver_sql(
        "select enumvals from pg_settings where name = 'default_toast_compression'"
    ).scalar_one()
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    if "lz4" not in methods:
        script = script.replace(" compression lz4", "")
    connection.exec_driver_sql(script)


def downgrade() -> None:
    """Nothing goes backwards: restore a backup instead."""
    raise NotImplementedError("restore a backup instead of going back")
