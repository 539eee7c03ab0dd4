"""What estimates of one variable among different rows may not tell together."""

from typing import Any

import numpy as np
import pytest

from analysis.source import ArraySource, Column
from tests.unit.analysis.disclosure.test_boxes import SHARES, hidden, people

BY = {**SHARES, "by": ["g"]}


def among(where: str, estimate: dict[str, Any] = SHARES) -> dict[str, Any]:
    return {**estimate, "where": where}


def aged(*ages: int) -> ArraySource:
    """So many people of each age (1, 2, …), with answers a and b by turns."""
    age = np.repeat(np.arange(1.0, len(ages) + 1), ages)
    columns = {"age": Column("age", "number"), "q": Column("q", "category", ("a", "b"))}
    return ArraySource(columns, {"age": age, "q": (np.arange(len(age)) % 2 + 1).astype(np.uint8)})


@pytest.mark.parametrize(("left_out", "is_hidden"), [(4, True), (40, False)])
def test_all_but_a_few_are_not_shown_beside_all(left_out: int, *, is_hidden: bool) -> None:
    source = aged(60, left_out)
    whole, part = hidden(source, SHARES, among("age < 2"))
    assert whole == [False, False]
    assert part == [is_hidden] * 2
    assert hidden(source, among("age < 2")) == [[False, False]]


def test_parts_that_leave_a_few_are_not_all_shown() -> None:
    parts = [among("age == 1"), among("age == 2"), among("age <= 3")]
    assert hidden(aged(60, 50, 4), *parts) == [[False] * 2, [True] * 2, [False] * 2]
    assert hidden(aged(60, 50, 40), *parts) == [[False] * 2] * 3
    assert hidden(aged(60, 50, 4), *parts[:2]) == [[False] * 2] * 2


def test_rows_that_differ_by_a_few_on_both_sides_are_not_both_shown() -> None:
    first, second = among("age <= 2"), among("age >= 2")
    assert hidden(aged(4, 60, 3), first, second) == [[False] * 2, [True] * 2]
    assert hidden(aged(40, 60, 30), first, second) == [[False] * 2] * 2


def test_the_rest_of_a_group_does_not_tell_its_hidden_cell() -> None:
    """Total less those of other groups are the answers of the group."""
    source = people(a=(50, 40), b=(30, 4), c=(60, 50))
    table, whole, others = hidden(source, BY, SHARES, among("g != 'b'"))
    assert any(table)
    assert whole == [False, False]
    assert others == [True, True]


def test_a_crosstab_without_a_level_does_not_tell_a_companion() -> None:
    """Its row shares, taken from the total, give the hidden cells of the level left out."""
    source = people(a=(50, 40), b=(30, 4), c=(60, 50))
    crosstab = {"statistic": "crosstab", "rows": "q", "columns": "g"}
    assert any(hidden(source, BY)[0])
    assert all(hidden(source, BY, SHARES, among("g != 'b'", crosstab))[2])


def test_a_condition_on_a_variable_tells_its_hidden_categories() -> None:
    """The base of any estimate among `q < 4` is a count of answers."""
    source = people(a=(50, 40, 30, 4), b=(50, 40, 30, 40), c=(60, 50, 30, 40))
    groups = {"statistic": "proportion", "variable": "g", "where": "q != '4'"}
    assert any(hidden(source, BY, groups)[1])
    assert not any(hidden(source, groups)[0])


def test_hidden_categories_are_hidden_among_all_rows() -> None:
    source = people(a=(50, 40, 4, 20), b=(50, 40, 0, 30))
    shares, part = hidden(source, SHARES, among("g == 'b'"))
    assert shares == [False, False, True, True]
    assert part == [False, False, True, True]
