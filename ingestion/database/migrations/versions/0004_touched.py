"""Which notices a later stage has not followed yet: a night costs what the night brought."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run 0004_touched.sql."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script)


def downgrade() -> None:
    """Nothing goes backwards: restore a backup instead."""
    raise NotImplementedError("restore a backup instead of going back")
