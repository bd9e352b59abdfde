"""`luce sources new`: asks what a source file needs, and writes it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer


class Rank(StrEnum):
    """Whether a site publishes, or reprints what others published."""

    publisher = "publisher"
    reposter = "reposter"


class LevelName(StrEnum):
    """The levels of government."""

    national = "national"
    province = "province"
    prefecture = "prefecture"
    county = "county"


def new(
    source_id: Annotated[
        str, typer.Argument(metavar="ID", help="The source's name: small letters, digits and _.")
    ],
    publisher: Annotated[
        str, typer.Option(prompt="Publisher, in Chinese", help="Who publishes, in Chinese.")
    ],
    region: Annotated[
        str,
        typer.Option(
            prompt="Region (全国 for the nation)",
            help="The region's name or code, as in the seed of regions; 全国 for the nation.",
        ),
    ],
    home: Annotated[
        str,
        typer.Option(
            prompt="Home (http://www.example.gov.cn/)",
            help="The site's address; the paths of its lists are relative to it.",
        ),
    ],
    family: Annotated[
        str,
        typer.Option(
            prompt="Family (unlisted where the list is not known)",
            help="How the site lists its notices; see docs/sources.md.",
        ),
    ],
    lists: Annotated[
        list[str] | None,
        typer.Option(
            "--lists",
            metavar="NAME=VALUE",
            help="A field of the family, such as channels=zwgk/zcwj/; several times for a list.",
        ),
    ] = None,
    level: Annotated[
        LevelName | None, typer.Option(help="The region's level, where its name has several.")
    ] = None,
    rank: Annotated[
        Rank, typer.Option(help="reposter: the site reprints what others published.")
    ] = Rank.publisher,
) -> None:
    """Write the file of a new source, from options or from the answers to a few questions.

    The region is looked up and the file is read back before it stays; no file is written over.
    Example: luce sources new example_city --publisher 某市人民政府 --region 定西市
    --home http://www.example.gov.cn/ --family trs_static --lists channels=zwgk/zcwj/
    """
    from ingestion.sources.drafting import Answers, find_region, write_source

    place = find_region(region, level.value if level else None)
    path = write_source(
        Answers(
            source_id=source_id,
            publisher=publisher,
            region=region,
            level=place.level,
            home=home,
            family=family,
            rank=rank.value,
            lists=_ask_for_lists(family, lists or []),
        )
    )
    print(f"{path}\ntry it: luce sources check {source_id}")


def _ask_for_lists(family: str, given: list[str]) -> dict[str, Any]:
    """The family's own fields: what the options give, and the answers for what they lack."""
    from ingestion.sources.drafting import holds_several, read_values, wanted_fields

    wanted = wanted_fields(family)
    values = read_values(given, family)
    for name, info in wanted.items():
        if name not in values:
            hint = f" ({info.description})" if info.description else ""
            several = holds_several(name, family)
            tail = "; several with a space between" if several else ""
            answer = typer.prompt(f"lists.{name}{hint}{tail}")
            parts = answer.split() if several else [answer.strip()]
            values |= read_values([f"{name}={part}" for part in parts], family)
    return values
