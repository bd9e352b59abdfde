"""Pages that are gone, links looked at again, and what shows that a page is whole."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run 0002_absences.sql."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script)


def downgrade() -> None:
    """Nothing goes backwards: restore a backup instead."""
    raise NotImplementedError("restore a backup instead of going back")
