"""What a source file may say."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ingestion.fetch.families import Family
from ingestion.models import Level
from ingestion.parse.page import Selectors


class Politeness(BaseModel):
    """Units: seconds between two requests to one host, and until one answer must be whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_seconds: float = Field(default=1.0, ge=0, le=60)
    deadline_seconds: float = Field(default=60.0, gt=0, le=300)


class Counts(BaseModel):
    """How many notices are usual: of one night, and of a crawl of everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    night_floor: int = Field(default=0, ge=0)
    night_ceiling: int | None = Field(default=None, ge=1)
    whole_floor: int | None = Field(default=None, ge=0)
    whole_ceiling: int | None = Field(default=None, ge=1)


class Access(BaseModel):
    """What a site needs of us that others must not get; each is named by whoever saw the need."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    legacy_tls: bool = False
    cookies: bool = False


class Source(BaseModel):
    """One publisher's list of notices. Every field is described in docs/sources.md."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    publisher: str = Field(min_length=2)
    region: str = Field(min_length=2)
    level: Level
    home: str
    rank: Literal["publisher", "reposter"] = "publisher"
    family: str
    lists: Family = Field(discriminator="family")
    selectors: Selectors | None = None
    date_format: str | None = None
    politeness: Politeness = Politeness()
    access: Access = Access()
    revisit_days: int = Field(default=14, ge=0, le=3650)
    time_zone: str = "Asia/Shanghai"
    counts: Counts = Counts()
    verified: date | None = None
    served_at: Literal["LUCE_SAMPLE_URL"] | None = None
    runbook: str = ""

    @model_validator(mode="before")
    @classmethod
    def _name_family_of_lists(cls, fields: Any) -> Any:
        """The family is written once, at the top; the lists take their shape from it."""
        if isinstance(fields, dict) and isinstance(fields.get("lists", {}), dict):
            lists = dict(fields.get("lists", {})) | {"family": fields.get("family")}
            return fields | {"lists": lists}
        return fields

    @field_validator("home")
    @classmethod
    def _check_home(cls, home: str) -> str:
        parts = urlsplit(home)
        if home != "folder:" and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("write it as http://www.example.gov.cn/")
        return home

    @field_validator("time_zone")
    @classmethod
    def _check_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("write a name such as Asia/Shanghai") from error
        return name

    @property
    def is_sample(self) -> bool:
        return self.served_at is not None

    @property
    def notices_floor(self) -> int | None:
        """Fewest notices expected of a whole crawl."""
        return self.counts.whole_floor

    @property
    def notices_ceiling(self) -> int | None:
        """Most notices expected of one night."""
        return self.counts.night_ceiling
