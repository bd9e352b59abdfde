"""Hard passages: stretches of text that show one phenomenon each, right as a whole or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingestion.evaluate.corpus import Corpus
from ingestion.evaluate.pairing import overlap
from ingestion.evaluate.rows import Row
from ingestion.evaluate.verdicts import CITED, METADATA, FieldVerdict, Verdict

# A passage of these that covers its whole text is about the notice, not about its rows.
_OF_THE_NOTICE = {"metadata": METADATA, "citations": (CITED,)}
_OF_MEASURES = "measures"


@dataclass(frozen=True, slots=True)
class PassageVerdict:
    passage: Row
    is_right: bool

    @property
    def notice(self) -> str:
        return str(self.passage["notice"])

    @property
    def phenomenon(self) -> str:
        return str(self.passage["phenomenon"])


def judge_passages(
    corpus: Corpus,
    verdicts: Mapping[str, Sequence[Verdict]],
    fields: Mapping[str, Sequence[FieldVerdict]],
) -> list[PassageVerdict]:
    """A verdict on each passage, given those on the rows and on the metadata of each notice."""
    found = []
    for passage in corpus.passages:
        name = passage["notice"]
        asked = _OF_THE_NOTICE.get(passage["phenomenon"])
        if asked and name in fields and _covers(passage, corpus.texts[name]):
            right = all(v.is_right for v in fields[name] if v.field in asked)
        else:
            right = _holds(passage, verdicts[name])
        found.append(PassageVerdict(passage, right))
    return found


def count_passages(verdicts: Sequence[PassageVerdict]) -> dict[str, dict[str, int]]:
    """Right and total of each phenomenon, in the order in which the corpus comes to them."""
    counted: dict[str, dict[str, int]] = {}
    for verdict in verdicts:
        count = counted.setdefault(verdict.phenomenon, {"right": 0, "total": 0})
        count["right"] += verdict.is_right
        count["total"] += 1
    return counted


def _covers(passage: Row, text: str) -> bool:
    return not (text[: passage["start"]].strip() or text[passage["end"] :].strip())


def _holds(passage: Row, verdicts: Sequence[Verdict]) -> bool:
    """Every gold row that it touches was read right, and nothing was read that is no target.

    An extra measure counts against a passage about measures only: elsewhere the sentence around
    a quantity may or may not be one.
    """
    for verdict in verdicts:
        if verdict.gold is not None:
            if overlap(verdict.gold, passage) > 0 and not verdict.is_row_right:
                return False
        elif verdict.kind != "measure" or passage["phenomenon"] == _OF_MEASURES:
            assert verdict.read is not None
            if overlap(verdict.read, passage) > 0:
                return False
    return True
