"""Where notices come from: one YAML file a source, checked against one specification."""

from ingestion.sources.catalogue import Survey, list_sources, load_source, survey_sources
from ingestion.sources.specification import Counts, Politeness, Source

FOLDER_SOURCE = "folder"  # the one that takes its folder at run time

__all__ = [
    "FOLDER_SOURCE",
    "Counts",
    "Politeness",
    "Source",
    "Survey",
    "list_sources",
    "load_source",
    "survey_sources",
]
