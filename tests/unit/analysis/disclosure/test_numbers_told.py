"""What a mean, a quantile or ticks may not tell about a hidden category."""

from typing import Any

import numpy as np
import pytest

from analysis.source import ArraySource, Column
from tests.unit.analysis.disclosure.test_boxes import BOX, SHARES, hidden, people
from tests.unit.analysis.making import answer

NUMBERS = [
    {"statistic": "mean", "variable": "x"},
    {"statistic": "total", "variable": "x"},
    {"statistic": "ratio", "numerator": "x", "denominator": "one"},
    {"statistic": "quantile", "variable": "x", "probs": [0.95]},
]


def ticks(**counts: tuple[int, int]) -> ArraySource:
    """People of groups (by name), so many with x = 0 and with x = 1."""
    group = np.repeat(np.arange(1, len(counts) + 1), [sum(row) for row in counts.values()])
    x = np.concatenate([np.repeat([0.0, 1.0], row) for row in counts.values()])
    columns = {
        "g": Column("g", "category", tuple(counts)),
        "x": Column("x", "number"),
        "one": Column("one", "number"),
    }
    return ArraySource(columns, {"g": group.astype(np.uint8), "x": x, "one": np.ones(len(x))})


@pytest.mark.parametrize("number", NUMBERS, ids=[str(one["statistic"]) for one in NUMBERS])
def test_a_number_beside_hidden_categories_is_hidden(number: dict[str, Any]) -> None:
    source = ticks(a=(60, 3), b=(50, 40), c=(50, 45))
    shares = {"statistic": "proportion", "variable": "x", "by": ["g"]}
    table, found = hidden(source, shares, {**number, "by": ["g"]})
    assert found == [any(table[2 * i : 2 * i + 2]) for i in range(3)]
    assert found[0]
    assert not all(found), "where all categories are shown a number tells nothing new"
    assert hidden(source, {**number, "by": ["g"]}) == [[False] * 3]


def test_a_difference_of_means_beside_hidden_categories_is_hidden() -> None:
    source = ticks(a=(60, 3), b=(50, 40), c=(50, 45))
    shares = {"statistic": "proportion", "variable": "x", "by": ["g"]}
    means = {"statistic": "difference", "group": "g", "variable": "x", "measure": "mean"}
    _, (b_a, c_a, c_b) = hidden(source, shares, means)
    assert b_a
    assert c_a
    assert c_b or not all(hidden(source, shares)[0])


def test_ticks_beside_hidden_categories_are_hidden() -> None:
    source = ticks(a=(60, 3), b=(50, 40), c=(50, 45))
    shares = {"statistic": "proportion", "variable": "x", "by": ["g"]}
    item = {"statistic": "multiple", "variables": ["x", "one"], "by": ["g"]}
    table, found = hidden(source, shares, item)
    assert [found[2 * i] for i in range(3)] == [table[2 * i] for i in range(3)]


def test_a_box_of_shown_categories_is_shown() -> None:
    """Hidden categories in one group do not hide the box in another, nor in the total."""
    source = people(a=(50, 40, 4, 20), b=(50, 40, 30, 20), c=(50, 40, 33, 20))
    by = {"by": ["g"]}
    total = SHARES, {**BOX, "categories": ["2", "3"]}
    shares, boxes, _, whole = hidden(source, {**SHARES, **by}, {**total[1], **by}, *total)
    assert boxes == [any(shares[4 * i : 4 * i + 4]) for i in range(3)]
    assert whole == [False]
    assert not all(boxes)


def test_corrected_p_value_beside_a_hidden_pair_is_hidden() -> None:
    """Holm gives the p value of a shown pair as three times that of a hidden one."""
    source = people(a=(50, 40), b=(30, 4), c=(60, 45), d=(50, 40))
    pairs = {
        "statistic": "difference",
        "group": "g",
        "variable": "q",
        "measure": "proportion",
        "correction": "holm",
    }
    found = answer(source, pairs, disclosure={"minimum_base": 10})["estimates"][0]["cells"]
    shown = [cell for cell in found if not cell["suppressed"]]
    assert shown
    assert all(cell["p"] is not None and cell["p_adjusted"] is None for cell in shown)
