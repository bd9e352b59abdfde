"""Opening the warehouse for a command: the server runs, the schema is at its newest."""

from __future__ import annotations

from ingestion.database import embedded
from ingestion.database.migrate import migrate
from ingestion.settings import Settings, load_settings


def open_warehouse() -> Settings:
    """Start the embedded server where it serves, migrate, and return the settings.

    Raises:
        DatabaseUnreachable: no server answers; the message says how to start one.
    """
    settings = load_settings()
    embedded.start(settings)
    migrate(settings)
    return settings
