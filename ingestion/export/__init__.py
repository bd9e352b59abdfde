"""Published tables as files that other programs read: whole, or the rows that were asked for."""

from ingestion.export.formats import EXPORTERS, disarm
from ingestion.export.rows import Choice, TableRows, read_table

__all__ = ["EXPORTERS", "Choice", "TableRows", "disarm", "read_table"]
