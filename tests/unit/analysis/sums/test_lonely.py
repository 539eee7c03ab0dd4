"""Strata with one unit, of the sample or of a domain, against sums written out unit by unit.

Means, ratios and shares are held against R in tests/reference/test_further.py; totals under
`adjust` differ between R's versions (4.1-1 takes a lonely unit around 0), so they are worked out
here as `survey` 4.4-2 does.
"""

from typing import Any

import numpy as np
import pytest

from analysis.error import AnalysisError
from analysis.source import ArraySource, Column
from tests.unit.analysis.making import answer, cells

# stratum: units with (rows in the domain, total of y in the domain)
UNITS = {
    "a": [(2, 5.0), (1, 1.0), (0, 0.0)],
    "b": [(1, 4.0), (0, 0.0)],
    "c": [(2, 7.0)],
    "d": [(0, 0.0)],
    "e": [(1, 2.0), (2, 3.0)],
}
TOTAL = {"statistic": "total", "variables": ["y"], "where": "part == 1"}


def source() -> ArraySource:
    rows = [
        (stratum, unit, float(inside), total / max(count, 1) if inside else 9.0)
        for stratum, units in UNITS.items()
        for unit, (count, total) in enumerate(units, 1)
        for inside in (*[True] * count, False)
    ]
    names = tuple(UNITS)
    arrays: dict[str, Any] = {
        "stratum": np.array([names.index(row[0]) + 1 for row in rows], dtype=np.uint8),
        "unit": np.array([float(row[1]) for row in rows]),
        "part": np.array([row[2] for row in rows]),
        "y": np.array([row[3] for row in rows]),
    }
    columns = {name: Column(name, "number") for name in arrays}
    columns["stratum"] = Column("stratum", "category", names)
    return ArraySource(columns, arrays, batch_rows=3)


def design(policy: str, **keys: Any) -> dict[str, Any]:
    return {"strata": "stratum", "clusters": ["unit"], "nest": True, "lonely_psu": policy, **keys}


def own(stratum: str) -> float:
    totals = np.array([total for _, total in UNITS[stratum]])
    return float(len(totals) * totals.var(ddof=1))


def around(stratum: str, centre: float) -> float:
    totals = np.array([total for _, total in UNITS[stratum]])
    n = len(totals)
    return float(((totals - centre) ** 2).sum() * n / max(n - 1, 1))


CENTRE = sum(total for units in UNITS.values() for _, total in units) / 8  # d is not in the domain
EXPECTED = {
    ("remove", False): own("a") + own("b") + own("e"),
    ("average", False): (own("a") + own("b") + own("e")) * 4 / 3,
    ("average", True): (own("a") + own("e")) * 4 / 2,
    ("adjust", False): own("a") + own("b") + own("e") + around("c", CENTRE),
    ("adjust", True): own("a") + own("e") + around("b", CENTRE) + around("c", CENTRE),
}


@pytest.mark.parametrize(("policy", "in_domains"), EXPECTED)
def test_only_strata_of_the_domain_stand_for_a_lonely_one(policy: str, in_domains: bool) -> None:
    asked = design(policy, adjust_domain_lonely=in_domains)
    (cell,) = cells(source(), TOTAL, design=asked)
    assert cell["estimate"] == pytest.approx(22)
    assert cell["se"] == pytest.approx(np.sqrt(EXPECTED[policy, in_domains]), rel=1e-12)


def test_domain_of_lonely_strata_alone_has_no_error_under_average() -> None:
    (cell,) = cells(source(), {**TOTAL, "where": "stratum == 'c'"}, design=design("average"))
    assert cell["estimate"] == pytest.approx(16)
    assert (cell["se"], cell["low"], cell["high"]) == (None, None, None)


def test_rows_as_units_cannot_be_lonely_in_a_domain() -> None:
    asked = {"strata": "stratum", "lonely_psu": "adjust", "adjust_domain_lonely": True}
    with pytest.raises(AnalysisError) as refused:
        answer(source(), TOTAL, design=asked)
    assert refused.value.code == "bad_design"


def test_stratum_that_weighs_nothing_shares_in_the_average() -> None:
    """It was taken for a stratum without rows, and the others were scaled up for fewer."""
    known = source()
    weights = np.where(known.arrays["stratum"] == list(UNITS).index("e") + 1, 0.0, 1.0)
    columns = {**known.columns, "w": Column("w", "number")}
    weighed = ArraySource(columns, {**known.arrays, "w": weights}, batch_rows=3)
    (cell,) = cells(weighed, TOTAL, design=design("average", weight="w"))
    assert cell["se"] ** 2 == pytest.approx((own("a") + own("b")) * 4 / 3, rel=1e-12)
