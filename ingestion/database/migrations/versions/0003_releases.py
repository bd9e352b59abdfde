"""Rows that fail a rule and are published all the same: who said so, why, and about what."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run 0003_releases.sql."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script)


def downgrade() -> None:
    """Nothing goes backwards: restore a backup instead."""
    raise NotImplementedError("restore a backup instead of going back")
