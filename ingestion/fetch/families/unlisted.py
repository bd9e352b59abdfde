"""A site whose list nobody knows yet: said, not guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ingestion.errors import BadSource
from ingestion.fetch.families.crawl import Crawl
from ingestion.fetch.listing import Row


class Unlisted(BaseModel):
    """What has to be found before the site can be listed. Such a source has no night."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Literal["unlisted"]
    wanting: str = Field(min_length=4, description="what has to be found, in a few words")

    def list_rows(self, crawl: Crawl, date_format: str | None) -> Iterator[Row]:
        raise BadSource(
            f"{crawl.source_id} cannot be listed yet: {self.wanting} is not known",
            "find it as its runbook says, then give the source its family and lists",
        )
