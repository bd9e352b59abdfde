"""One corpus read and judged: all verdicts, and the figures counted from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingestion.evaluate.corpus import Corpus
from ingestion.evaluate.passages import PassageVerdict, count_passages, judge_passages
from ingestion.evaluate.reading import Reading, read_texts
from ingestion.evaluate.rows import Row
from ingestion.evaluate.scores import score_measures, score_notices, score_targets
from ingestion.evaluate.verdicts import (
    FieldVerdict,
    Verdict,
    judge_measures,
    judge_notice,
    judge_targets,
)

Verdicts = dict[str, list[Verdict]]  # by notice


@dataclass(frozen=True)
class Report:
    """The verdicts by notice. A part that the corpus has no gold rows for is left out of figures.

    As the guideline asks, a score counts the notices only that its gold file names: `targets` and
    `measures` may also hold verdicts on others, for the passages that must read as nothing.
    """

    corpus: Corpus
    targets: Verdicts
    measures: Verdicts
    fields: dict[str, list[FieldVerdict]]
    passages: list[PassageVerdict]

    def score(self) -> Row:
        """The figures of the whole corpus."""
        return self._score(self.corpus.texts)

    def score_notice(self, name: str) -> Row:
        """The figures of one notice, in the same form."""
        return self._score([name])

    def as_json(self) -> Row:
        """Everything that is counted: totals, phenomena, notice by notice."""
        return {
            "corpus": str(self.corpus.folder),
            "sha256": self.corpus.sha256,
            **self.score(),
            "by_notice": {name: self.score_notice(name) for name in self.corpus.texts},
        }

    def _score(self, names: Sequence[str] | dict[str, str]) -> Row:
        figures: Row = {}
        told = {row["notice"] for row in self.corpus.targets}.intersection(names)
        if told:
            figures["targets"] = score_targets(_chain(self.targets, told))
        told = {row["notice"] for row in self.corpus.measures}.intersection(names)
        if told:
            figures["measures"] = score_measures(_chain(self.measures, told))
        fields = [v for name in names for v in self.fields.get(name, ())]
        if fields:
            figures["notices"] = score_notices(fields)
        passages = [v for v in self.passages if v.notice in names]
        if passages:
            figures["phenomena"] = count_passages(passages)
        return figures


def evaluate(corpus: Corpus, progress: Callable[[int, int], None] | None = None) -> Report:
    """Read a corpus's texts and judge what was read."""
    return judge(corpus, read_texts(corpus.texts, progress))


def judge(corpus: Corpus, reading: Reading) -> Report:
    """Judge rows, wherever they were read."""
    gold, read = _by_notice(corpus.targets), _by_notice(reading.targets)
    targets = {name: judge_targets(name, gold[name], read[name]) for name in corpus.texts}
    gold, read = _by_notice(corpus.measures), _by_notice(reading.measures)
    measures = {name: judge_measures(name, gold[name], read[name]) for name in corpus.texts}
    told = {row["notice"]: row for row in reading.notices}
    fields = {
        row["notice"]: judge_notice(row, told.get(row["notice"], {})) for row in corpus.notices
    }
    both = {name: targets[name] + measures[name] for name in corpus.texts}
    passages = judge_passages(corpus, both, fields)
    return Report(corpus, targets, measures, fields, passages)


def _by_notice(rows: Sequence[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["notice"]].append(row)
    return found


def _chain(verdicts: Verdicts, names: set[str]) -> list[Verdict]:
    return [v for name, of_notice in verdicts.items() if name in names for v in of_notice]
