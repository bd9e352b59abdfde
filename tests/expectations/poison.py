"""For every expectation a row that it catches and no other one does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

PoisonRows = dict[str, dict[str, Any]]

_DEADLINES: PoisonRows = {
    "deadline_is_plausible": {
        "deadline_date": date(1985, 12, 31),
        "written_date": date(1984, 1, 1),
    },
    "deadline_not_before_notice": {"deadline_date": date(2021, 12, 31)},
    "deadline_not_too_far": {"deadline_date": date(2073, 12, 31)},
}

TARGETS: PoisonRows = {
    "kind_is_known": {"kind": "slogan"},
    "comparator_is_known": {"comparator": "about"},
    "number_has_comparator": {"comparator": None},
    "number_has_value": {"value": None, "value_raw": None},
    "benchmark_has_no_number": {"kind": "benchmark"},
    "value_is_not_negative": {"value": Decimal(-3)},
    "value_is_plausible": {
        "value": Decimal(2) * 10**15,
        "unit_code": "cny",
        "unit_dimension": "money",
        "indicator_dimension": "money",
    },
    "range_is_ordered": {"comparator": "range", "value": Decimal(30), "value_high": Decimal(20)},
    "range_has_two_ends": {"comparator": "range"},
    "unit_is_known": {"unit_code": None, "unit_dimension": None, "value": None},
    "unit_fits_indicator": {"unit_code": "hectare", "unit_dimension": "area"},
    "share_is_at_most_whole": {"value": Decimal(850)},
    "decrease_is_at_most_whole": {"change": "decrease", "value": Decimal(135)},
    "points_are_at_most_whole": {
        "change": "increase",
        "unit_code": "percentage_point",
        "value": Decimal(120),
    },
    "growth_is_plausible": {"change": "increase", "value": Decimal(1500)},
    "growth_is_possible": {
        "change": "increase",
        "unit_code": "times",
        "unit_dimension": "ratio",
        "value": Decimal(100),
    },
    **_DEADLINES,
    "period_starts_before_deadline": {"period_start": date(2026, 1, 1)},
    "deadline_basis_is_known": {"deadline_basis": "guess"},
    "deadline_has_basis": {"deadline_basis": "none"},
    "baseline_year_is_plausible": {"baseline_year": 1066},
    "baseline_before_deadline": {"baseline_year": 2022, "deadline_date": date(2022, 12, 31)},
    "baseline_not_after_notice": {
        "baseline_year": 2023,
        "deadline_date": None,
        "deadline_basis": "none",
    },
    "change_is_known": {"change": "more"},
    "binding_is_known": {"binding": "指导性"},
    "span_is_true": {"is_span_true": False},
    "span_is_not_empty": {"char_end": 40},
    "quote_is_not_blank": {"quote": "\u3000 "},
    "indicator_is_named": {"indicator_raw": ""},
    "indicator_is_short": {"indicator_raw": "率" * 61},
    "quote_is_short": {"quote": "达" * 61},
    "notice_has_date": {"written_date": None},
    "region_is_known": {"region_code": None},
}

MEASURES: PoisonRows = {
    "span_is_true": {"is_span_true": None},
    "span_is_not_empty": {"char_end": 60},
    "text_is_not_blank": {"text": "\u3000"},
    **_DEADLINES,
    "text_is_short": {"text": "推" * 1001},
    "region_is_known": {"region_code": None},
}

# What a sound batch of one source measures, and what each rule of the gate catches of it.
GOOD_SOURCE: dict[str, Any] = {
    "notices": 20,
    "notices_lost": 0,
    "notices_without_date": 4,
    "targets": 100,
    "measures": 300,
    "targets_now": 80,
    "targets_before": 100,
    "measures_now": 240,
    "measures_before": 300,
    "targets_quarantined": 50,
    "measures_quarantined": 150,
    "false_spans": 8,
    "targets_without_deadline": 95,
    "missing_from_floor": 0,
    "over_ceiling": 0,
    "chance_of_no_targets": 0.001,
}

SOURCES: PoisonRows = {
    "targets_not_gutted": {"targets_now": 79},
    "measures_not_gutted": {"measures_now": 239},
    "targets_are_found": {
        "targets": 0,
        "targets_now": 0,
        "targets_before": 0,
        "targets_quarantined": 0,
        "false_spans": 0,
        "targets_without_deadline": 0,
    },
    "targets_mostly_trusted": {"targets_quarantined": 51},
    "measures_mostly_trusted": {"measures_quarantined": 151},
    "spans_mostly_true": {"false_spans": 9},
    "dates_are_read": {"notices_without_date": 17},
    "deadlines_are_read": {"targets_without_deadline": 96},
    "crawl_reaches_floor": {"missing_from_floor": 1},
    "night_stays_below_ceiling": {"over_ceiling": 1},
}

ROWS: dict[str, PoisonRows] = {"targets": TARGETS, "measures": MEASURES, "sources": SOURCES}
