"""Commits what was fetched before anything reads it: pages, sightings, links, rejections."""

from ingestion.land.commit import IngestRun, Landed, land_spool
from ingestion.land.keys import page_key

__all__ = ["IngestRun", "Landed", "land_spool", "page_key"]
