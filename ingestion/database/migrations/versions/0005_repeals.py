"""Which documents a notice repeals, and until when it holds itself."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run 0005_repeals.sql."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script)


def downgrade() -> None:
    """Nothing goes backwards: restore a backup instead."""
    raise NotImplementedError("restore a backup instead of going back")
