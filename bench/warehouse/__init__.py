"""What a night, a rebuild and a question cost in a warehouse that has grown: see README.md."""

from bench.warehouse.measuring import measure

__all__ = ["measure"]
