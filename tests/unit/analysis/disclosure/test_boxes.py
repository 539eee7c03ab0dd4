"""What shares of several categories may not tell about a hidden category."""

from typing import Any

import numpy as np
import pytest

from analysis.source import ArraySource, Column
from tests.unit.analysis.making import answer

SHARES = {"statistic": "proportion", "variable": "q"}
BOX = {"statistic": "top_box", "variable": "q"}


def people(**counts: tuple[int, ...]) -> ArraySource:
    """Return people of groups (by name) with so many answers 1, 2, 3, …"""
    groups = np.repeat(np.arange(1, len(counts) + 1), [sum(row) for row in counts.values()])
    answers = [np.repeat(np.arange(1, len(row) + 1), row) for row in counts.values()]
    labels = tuple("12345"[: len(next(iter(counts.values())))])
    columns = {"g": Column("g", "category", tuple(counts)), "q": Column("q", "category", labels)}
    arrays = {"g": groups.astype(np.uint8), "q": np.concatenate(answers).astype(np.uint8)}
    return ArraySource(columns, arrays)


def hidden(source: ArraySource, *estimates: dict[str, Any]) -> list[list[bool]]:
    found = answer(source, *estimates, disclosure={"minimum_base": 10})["estimates"]
    for estimate in found:
        for cell in estimate["cells"]:
            if cell["suppressed"]:
                assert [cell[key] for key in ("estimate", "se", "low", "high", "n")] == [None] * 5
                assert cell.get("letters") is None
                assert cell.get("counts") is None
                assert cell.get("level_count") is None
    return [[cell["suppressed"] for cell in estimate["cells"]] for estimate in found]


def test_a_box_of_few_people_is_hidden_and_so_is_its_complement() -> None:
    source = people(a=(50, 40, 4, 3))
    assert hidden(source, {**BOX, "categories": ["3", "4"]}) == [[True]]
    assert hidden(source, {**BOX, "categories": ["1", "2"]}) == [[True]]
    assert hidden(source, {**BOX, "categories": ["2", "3"]}) == [[False]]


@pytest.mark.parametrize(("box", "is_hidden"), [(["1", "2"], False), (["2", "3"], True)])
def test_a_box_that_divides_hidden_categories_is_hidden(box: list[str], *, is_hidden: bool) -> None:
    source = people(a=(50, 40, 4, 20))
    shares, shown = hidden(source, SHARES, {**BOX, "categories": box})
    assert shares == [False, False, True, True]
    assert shown == [is_hidden]


def test_two_boxes_of_a_variable_tell_their_difference() -> None:
    source = people(a=(50, 40, 4, 20))
    wide, narrow = {**BOX, "categories": ["3", "4"]}, {**BOX, "categories": ["4"]}
    assert hidden(source, wide, narrow) == [[False], [True]]
    large = people(a=(50, 40, 40, 20))
    assert hidden(large, wide, narrow) == [[False], [True]]
    assert hidden(large, wide, narrow, SHARES)[:2] == [[False], [False]]


def test_differences_of_a_hidden_level_are_hidden() -> None:
    source = people(a=(50, 40), b=(30, 4), c=(60, 50))
    pairs = {"statistic": "difference", "group": "g", "variable": "q", "measure": "proportion"}
    found = answer(source, pairs, disclosure={"minimum_base": 10})["estimates"][0]["cells"]
    shown = {(cell["level"], cell["against"]) for cell in found if not cell["suppressed"]}
    assert not any("b" in pair for pair in shown)
    (by_level,) = hidden(source, {**pairs, "measure": "top_box", "categories": ["2"]})
    assert by_level[0]
    assert by_level[2]


def test_letters_of_a_row_with_a_hidden_cell_are_hidden() -> None:
    source = people(a=(50, 40, 50), b=(30, 4, 60), c=(60, 50, 40))
    letters = {"statistic": "letters", "variable": "q", "columns": "g", "minimum_n": 5}
    found = answer(source, letters, disclosure={"minimum_base": 10})["estimates"][0]["cells"]
    rows = {cell["row"] for cell in found if cell["suppressed"]}
    assert "2" in rows
    assert all((cell["letters"] is None) == (cell["row"] in rows) for cell in found)
    assert any(cell["letters"] for cell in answer(source, letters)["estimates"][0]["cells"])


def test_score_and_mean_of_boxes_follow_their_columns() -> None:
    source = people(a=(50, 40, 4, 3))
    mean = {"statistic": "mean_top_box", "variables": ["q"], "categories": ["2", "3"]}
    assert hidden(source, SHARES, mean)[1] == [True]
    assert hidden(people(a=(50, 40, 30, 20)), SHARES, mean)[1] == [False]
    scores = np.repeat([0.0, 5.0, 8.0, 10.0], [30, 30, 4, 30])
    numbers = ArraySource({"s": Column("s", "number")}, {"s": scores})
    assert hidden(numbers, {"statistic": "nps", "variable": "s"}) == [[True]]


def test_a_mean_of_boxes_beside_the_pairs_of_its_columns_is_hidden() -> None:
    """It says how many people are in both boxes: of the pairs by group, their total."""
    pairs = {"statistic": "crosstab", "rows": "x", "columns": "y", "by": ["g"]}
    mean = {"statistic": "mean_top_box", "variables": ["x", "y"], "categories": ["1"]}
    for few, is_hidden in (2, True), (40, False):
        x, y, g = (np.tile(values, 50) for values in ((0.0, 0, 1, 0), (0.0, 1, 0, 0), (1, 2, 1, 2)))
        arrays = {
            "x": np.append(x, np.ones(few)),
            "y": np.append(y, np.ones(few)),
            "g": np.append(g, np.arange(few) % 2 + 1).astype(np.uint8),
        }
        columns = {"x": Column("x", "number"), "y": Column("y", "number")}
        columns["g"] = Column("g", "category", ("a", "b"))
        shares = [{**SHARES, "variable": name} for name in ("x", "y")]
        table, one, other, found = hidden(ArraySource(columns, arrays), pairs, *shares, mean)
        assert any(table) == is_hidden
        assert (one, other) == ([False] * 2, [False] * 2)
        assert found == [is_hidden]
        assert hidden(ArraySource(columns, arrays), mean) == [[False]]


def test_shares_of_responses_are_hidden_together() -> None:
    a, b, c = ((np.arange(100) % 7 < k).astype(float) for k in (3, 5, 4))
    c[5:] = 0
    arrays = {"a": a, "b": b, "c": c}
    source = ArraySource({name: Column(name, "number") for name in arrays}, arrays)
    plan = {"statistic": "multiple", "variables": ["a", "b", "c"], "base": "responses"}
    assert hidden(source, plan) == [[True, True, True]]
    assert hidden(source, {**plan, "base": "respondents"}) == [[False, False, True]]
