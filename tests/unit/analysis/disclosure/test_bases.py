"""What tables of different bases over the same groups may not tell of each other."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from analysis.source import ArraySource, Column
from tests.unit.analysis.making import answer

K = 10
NAN = float("nan")
PAIRS = tuple(product("abc", "kl"))


def survey(people: dict[str, list[int]]) -> ArraySource:
    """So many people at every pair of groups; `x` or `y` counts those with an answer to it."""
    places = np.repeat(np.arange(len(PAIRS)), people["all"])
    columns: dict[str, Column] = {
        "g": Column("g", "category", tuple("abc")),
        "h": Column("h", "category", tuple("kl")),
    }
    arrays: dict[str, Any] = {
        "g": (places // 2 + 1).astype(np.uint8),
        "h": (places % 2 + 1).astype(np.uint8),
    }
    for name in people.keys() - {"all"}:
        columns[name] = Column(name, "number")
        arrays[name] = np.full(len(places), NAN)
        for place, count in enumerate(people[name]):
            here = np.flatnonzero(places == place)[:count]
            arrays[name][here] = np.arange(count) % 2
    return ArraySource(columns, arrays)


def hidden(source: ArraySource, *estimates: dict[str, Any]) -> list[set[str]]:
    """The pairs of groups that every estimate hides."""
    found = answer(source, *estimates, disclosure={"minimum_base": K})["estimates"]
    return [
        {"".join(cell["by"].values()) for cell in estimate["cells"] if cell["suppressed"]}
        for estimate in found
    ]


def mean(variable: str) -> dict[str, Any]:
    return {"statistic": "mean", "variable": variable, "by": ["g", "h"]}


def test_a_place_empty_in_one_base_does_not_bound_the_few_of_another() -> None:
    """Of 4 people at (c, l) none answered x: with the rest of l they would be known to be few."""
    everyone = [30, 30, 30, 30, 30, 4]
    source = survey({"all": everyone, "y": everyone, "x": [30, 30, 30, 30, 30, 0]})
    of_x, of_y = hidden(source, mean("x"), mean("y"))
    assert "cl" in of_y
    assert of_x == of_y
    assert hidden(source, mean("x")) == [set()]


def test_an_empty_place_is_hidden_beside_a_table_of_shares_too() -> None:
    everyone = [30, 30, 30, 30, 30, 4]
    source = survey({"all": everyone, "y": everyone, "x": [30, 30, 30, 30, 30, 0]})
    shares = {"statistic": "proportion", "variable": "y", "by": ["g", "h"]}
    of_x, of_y = hidden(source, mean("x"), shares)
    assert "cl" in of_y
    assert "cl" in of_x


def test_bases_that_differ_by_a_few_hide_the_same_places() -> None:
    """Only y has fewer than ten at (c, l): x, which all answered, tells its companions."""
    everyone = [40, 30, 30, 25, 20, 11]
    source = survey({"all": everyone, "x": everyone, "y": [40, 30, 30, 25, 20, 9]})
    of_x, of_y = hidden(source, mean("x"), mean("y"))
    assert len(of_y) == 4
    assert of_x == of_y
    assert hidden(source, mean("x")) == [set()]


def test_companions_are_the_same_in_all_bases() -> None:
    """Alone, y would hide (a, ·) with (c, ·), and x (b, ·)."""
    source = survey(
        {
            "all": [20, 21, 21, 20, 30, 4],
            "x": [20, 21, 21, 20, 30, 4],
            "y": [19, 18, 19, 20, 30, 4],
        }
    )
    assert hidden(source, mean("x")) != hidden(source, mean("y"))
    of_x, of_y = hidden(source, mean("x"), mean("y"))
    assert of_x == of_y


@pytest.mark.parametrize("few", [3, 9])
def test_a_question_that_few_were_asked_hides_no_other(few: int) -> None:
    """Where k or more others have no answer, nothing is told of those who have."""
    source = survey({"all": [60] * 6, "x": [60] * 6, "y": [20, 20, 20, 20, 20, few]})
    of_x, of_y = hidden(source, mean("x"), mean("y"))
    assert "cl" in of_y
    assert of_x == set()
