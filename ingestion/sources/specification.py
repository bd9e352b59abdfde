"""What a source file may say."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from ingestion.fetch.families import Family
from ingestion.models import Level
from ingestion.parse.page import Selectors


class Politeness(BaseModel):
    """Units: seconds between two requests to one host, and until one answer must be whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_seconds: float = Field(
        default=1.0, ge=0, le=60, description="seconds between two requests to a host"
    )
    deadline_seconds: float = Field(
        default=60.0, gt=0, le=300, description="seconds until one answer must be whole"
    )


class Counts(BaseModel):
    """How many notices are usual: of one night, and of a crawl of everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    night_floor: int = Field(default=0, ge=0)
    night_ceiling: int | None = Field(default=None, ge=1)
    whole_floor: int | None = Field(default=None, ge=0)
    whole_ceiling: int | None = Field(default=None, ge=1)

    @field_validator("night_ceiling")
    @classmethod
    def _check_night(cls, ceiling: int | None, others: ValidationInfo) -> int | None:
        return _check_above(ceiling, others.data.get("night_floor"), "night_floor")

    @field_validator("whole_ceiling")
    @classmethod
    def _check_whole(cls, ceiling: int | None, others: ValidationInfo) -> int | None:
        return _check_above(ceiling, others.data.get("whole_floor"), "whole_floor")


def _check_above(ceiling: int | None, floor: int | None, name: str) -> int | None:
    if ceiling is not None and floor is not None and ceiling < floor:
        raise ValueError(f"{ceiling} lies below {name}, {floor}")
    return ceiling


class Access(BaseModel):
    """What a site needs of us that others must not get; each is named by whoever saw the need."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    legacy_tls: bool = Field(default=False, description="TLS 1.0 and weak ciphers too")
    cookies: bool = Field(default=False, description="keep what the site sets, for this run")


class Source(BaseModel):
    """One publisher's list of notices. Every field is described in docs/sources.md."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_id: str = Field(
        pattern=r"^[a-z][a-z0-9_]{1,40}$", description="the file's name, without .yml"
    )
    publisher: str = Field(min_length=2, description="who publishes, in Chinese")
    region: str = Field(min_length=2, description="as in the seed of regions; 全国 for the nation")
    level: Level = Field(description="the region's level")
    home: str = Field(description="http://www.example.gov.cn/; the paths below are relative to it")
    rank: Literal["publisher", "reposter"] = Field(
        default="publisher", description="reposter: the site reprints what others published"
    )
    family: str = Field(description="how the site lists its notices")
    lists: Family = Field(discriminator="family", description="the family's own fields")
    selectors: Selectors | None = Field(
        default=None, description="XPaths, where the usual containers do not serve"
    )
    date_format: str | None = Field(
        default=None, description="as in strptime, where the usual dates of a list do not serve"
    )
    politeness: Politeness = Politeness()
    access: Access = Access()
    revisit_days: int = Field(
        default=14, ge=0, le=3650, description="days for which a notice is looked at again"
    )
    time_zone: str = Field(default="Asia/Shanghai", description="in which the dates are meant")
    counts: Counts = Counts()
    verified: date | None = Field(
        default=None,
        description="the day on which somebody last ran it against the live site and looked",
    )
    served_at: Literal["LUCE_SAMPLE_URL"] | None = Field(
        default=None, description="of the bundled sample only"
    )
    runbook: str = Field(default="", description="what to look at when it fails")

    @model_validator(mode="before")
    @classmethod
    def _name_family_of_lists(cls, fields: Any) -> Any:
        """The family is written once, at the top; the lists take their shape from it."""
        if not isinstance(fields, dict) or not isinstance(fields.get("family"), str):
            return fields
        if isinstance(fields.get("lists", {}), dict):
            lists = fields.get("lists", {}) | {"family": fields["family"]}
            return fields | {"lists": lists}
        return fields

    @field_validator("home")
    @classmethod
    def _check_home(cls, home: str) -> str:
        parts = urlsplit(home)
        if home != "folder:" and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("write it as http://www.example.gov.cn/")
        return home

    @field_validator("date_format")
    @classmethod
    def _check_date_format(cls, written: str | None) -> str | None:
        parts = (("%Y", "%y"), ("%m", "%b", "%B"), ("%d",))
        if written is not None and not all(any(one in written for one in part) for part in parts):
            raise ValueError(
                "it must tell year, month and day, as %Y-%m-%d does; a list that shows no year"
                " has no date: write undated: true under lists"
            )
        return written

    @field_validator("verified")
    @classmethod
    def _check_verified(cls, day: date | None) -> date | None:
        if day is not None and day > date.today():
            raise ValueError("nobody can have run it on a day to come")
        return day

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
    def has_night(self) -> bool:
        """Whether it can be fetched every night: a folder and an unlisted site cannot."""
        return self.family not in ("folder", "unlisted")

    @property
    def notices_floor(self) -> int | None:
        """Fewest notices expected of a whole crawl."""
        return self.counts.whole_floor

    @property
    def notices_ceiling(self) -> int | None:
        """Most notices expected of one night."""
        return self.counts.night_ceiling
