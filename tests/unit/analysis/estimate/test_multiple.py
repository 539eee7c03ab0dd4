"""Multiple response with both bases."""

from typing import Any

import numpy as np
import pytest

from analysis.error import PlanError
from analysis.source import ArraySource, Column
from tests.unit.analysis.making import cells

NAMES = ["a", "b", "c"]
RESPONSES = {"statistic": "multiple", "variables": NAMES, "base": "responses", "ci": "mean"}


def ticks(seed: int) -> ArraySource:
    """Return three choices of 200 people (some unanswered), weights, and the ticks of each."""
    chance = np.random.default_rng(seed)
    arrays: dict[str, Any] = {name: 1.0 * (chance.random(200) < 0.4) for name in NAMES}
    for name in NAMES:
        arrays[name][:20] = np.nan
    arrays["ticks"] = sum(arrays[name] for name in NAMES)
    arrays["w"] = chance.gamma(2, 1, 200)
    return ArraySource({name: Column(name, "number") for name in arrays}, arrays, batch_rows=64)


def test_responses_are_the_ratio_of_ticks_to_all_ticks() -> None:
    source, design = ticks(1), {"weight": "w"}
    found = cells(source, {**RESPONSES, "deff": "replace"}, design=design)
    assert sum(cell["estimate"] for cell in found) == pytest.approx(1)
    for name, cell in zip(NAMES, found, strict=True):
        ratio = {"statistic": "ratio", "numerator": name, "denominator": "ticks"}
        (other,) = cells(source, {**ratio, "deff": "replace"}, design=design)
        for key in ("estimate", "se", "low", "high", "df", "n", "n_effective", "deff"):
            assert cell[key] == pytest.approx(other[key]), key
        assert cell["count"] == np.nansum(source.arrays[name])


def test_a_column_missing_alone_counts_as_not_ticked() -> None:
    source = ticks(2)
    arrays = {**source.arrays, "c": np.where(source.arrays["c"] == 0, np.nan, source.arrays["c"])}
    holes = ArraySource(source.columns, arrays)
    for one, two in zip(cells(source, RESPONSES), cells(holes, RESPONSES), strict=True):
        assert one["estimate"] == pytest.approx(two["estimate"])
        assert one["se"] == pytest.approx(two["se"])


def test_nothing_ticked_has_no_share_of_responses() -> None:
    source = ticks(3)
    nothing = {name: np.zeros_like(source.arrays[name]) for name in NAMES}
    found = cells(ArraySource(source.columns, {**source.arrays, **nothing}), RESPONSES)
    assert [cell["estimate"] for cell in found] == [None] * 3
    assert [cell["n"] for cell in found] == [200] * 3


def test_another_base_is_refused() -> None:
    with pytest.raises(PlanError, match="base must be one of respondents, responses"):
        cells(ticks(4), {**RESPONSES, "base": "people"})
