"""A quantity where it stands: what every refusal looks at."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.parse.tokens.quantities import Quantity


@dataclass(slots=True)
class Placed:
    """A quantity with the words of its clause before and behind it."""

    quantity: Quantity
    text: str  # the sentence
    left: str
    right: str
    is_dated: bool = False  # the sentence has a date to be met

    @property
    def is_share(self) -> bool:
        return self.quantity.unit_class == "percent"

    @property
    def is_bounded(self) -> bool:
        return self.quantity.comparator in ("ge", "gt", "le", "lt")
