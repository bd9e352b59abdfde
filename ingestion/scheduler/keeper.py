"""Keeps the embedded server running while Airflow is up: looks every two seconds."""

from __future__ import annotations

import logging
import time

from ingestion.database import embedded
from ingestion.errors import LuceError
from ingestion.settings import Settings, load_settings

PAUSE = 2.0  # seconds


def keep_running(settings: Settings) -> None:
    """Start the server again whenever it is found dead."""
    while True:
        if not embedded.status(settings).is_running:
            try:
                embedded.start(settings)
                logging.warning("the database had stopped and was started again")
            except LuceError as error:
                logging.error("%s", error)
        time.sleep(PAUSE)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    keep_running(load_settings())
