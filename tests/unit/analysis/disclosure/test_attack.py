"""Nobody with a linear program can tell that a hidden cell is small.

The attacker knows everything that is printed (counts, bases, the number of rows, the plan), thinks
of all people by their full combination of answers, missing ones included, and asks for the largest
number a hidden cell could hold: it must be k or more.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.source import ArraySource, Column
from tests.unit.analysis.making import answer

LABELS = {"q": "1234", "g": "abc", "h": "kl"}
SIZES = (5, 4, 3)
AXES = {"q": 0, "g": 1, "h": 2}


def survey(seed: int, rows: int, skew: float) -> ArraySource:
    chance = np.random.default_rng(seed)
    arrays = {}
    for name, labels in LABELS.items():
        shares = np.exp(-skew * np.arange(len(labels) + 1))
        shares[0] *= 0.1 if seed % 2 else 0.0
        order = np.concatenate([[shares[0]], chance.permutation(shares[1:])])
        codes = chance.choice(len(order), rows, p=order / order.sum())
        arrays[name] = codes.astype(np.uint8)
    columns = {name: Column(name, "category", tuple(LABELS[name])) for name in LABELS}
    return ArraySource(columns, arrays)


def share(variable: str, *by: str) -> dict[str, Any]:
    return {"statistic": "proportion", "variable": variable, "by": list(by)}


RELEASES = {
    "totals": [share("q"), share("g")],
    "by one group": [share("q"), share("g"), share("q", "g")],
    "by a group alone": [share("q", "g")],
    "by two groups": [share("q"), share("g"), share("h"), share("q", "g"), share("q", "h")],
    "crosstab": [{"statistic": "crosstab", "rows": "q", "columns": "g"}, share("q"), share("g")],
    "by a pair": [share("q"), share("q", "g"), share("q", "h"), share("q", "g", "h")],
    "by a pair alone": [share("q", "g", "h")],
}


def indicator(place: dict[str, str], present: tuple[str, ...] = ()) -> Any:
    """Return which combinations lie in a place and have an answer to `present`."""
    mask = np.ones(SIZES, dtype=bool)
    for name, level in place.items():
        shape = [1, 1, 1]
        shape[AXES[name]] = -1
        mask = mask & (np.arange(SIZES[AXES[name]]) == LABELS[name].index(level) + 1).reshape(shape)
    for name in present:
        shape = [1, 1, 1]
        shape[AXES[name]] = -1
        mask = mask & (np.arange(SIZES[AXES[name]]) > 0).reshape(shape)
    return mask.ravel().astype(float)


def place_of(cell: dict[str, Any], estimate: dict[str, Any]) -> dict[str, str]:
    if estimate["statistic"] == "crosstab":
        return {"q": cell["row"], "g": cell["column"]}
    return {**cell["by"], cell["variable"]: cell["category"]}


def base_of(cell: dict[str, Any], estimate: dict[str, Any]) -> Any:
    if estimate["statistic"] == "crosstab":
        return indicator({}, ("q", "g"))
    return indicator(cell["by"], (cell["variable"],))


def attack(
    source: ArraySource, release: list[dict[str, Any]], k: int
) -> list[tuple[str, int, float]]:
    """Return (cell, true count, largest possible count) of every small hidden cell."""
    full = answer(source, *release)
    shown = answer(source, *release, disclosure={"minimum_base": k})
    known, numbers = [np.ones(np.prod(SIZES))], [float(source.rows)]
    hidden = []
    for estimate, true, seen in zip(release, full["estimates"], shown["estimates"], strict=True):
        for one, two in zip(true["cells"], seen["cells"], strict=True):
            cell = indicator(place_of(one, estimate))
            if two["suppressed"] and 0 < one["count"] < k <= source.rows:
                hidden.append((f"{estimate} {place_of(one, estimate)}", one["count"], cell))
            if two["count"] is not None:
                known.append(cell)
                numbers.append(two["count"])
            if two["n"] is not None:
                known.append(base_of(two, estimate))
                numbers.append(two["n"])
    equations = np.array(known)
    found = []
    for name, count, cell in hidden:
        result = linprog(-cell, A_eq=equations, b_eq=numbers, bounds=(0, None))
        assert result.status == 0, result.message
        found.append((name, count, -result.fun))
    return found


@pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
@settings(max_examples=10, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(5, 160),
    skew=st.floats(0, 1.5),
    k=st.sampled_from([3, 5, 10]),
)
def test_small_cell_could_always_hold_k_people(
    release: list[dict[str, Any]], seed: int, rows: int, skew: float, k: int
) -> None:
    source = survey(seed, rows, skew)
    for name, count, largest in attack(source, release, k):
        assert largest > k - 1e-6, f"{name}: holds {count}, is known to hold at most {largest}"


def test_large_table_of_three_axes_keeps_its_large_cells() -> None:
    source = survey(14, 900, 0.6)
    found = answer(source, share("q", "g", "h"), disclosure={"minimum_base": 10})
    cells = found["estimates"][0]["cells"]
    full = answer(source, share("q", "g", "h"))["estimates"][0]["cells"]
    assert any(0 < cell["count"] < 10 for cell in full)
    assert any(cell["suppressed"] for cell in cells)
    assert sum(not cell["suppressed"] for cell in cells) > 8


def test_small_cell_and_a_companion_are_hidden() -> None:
    codes = np.repeat([1, 2, 3], [40, 30, 4]).astype(np.uint8)
    source = ArraySource({"q": Column("q", "category", ("a", "b", "c"))}, {"q": codes})
    found = answer(source, share("q"), disclosure={"minimum_base": 10})["estimates"][0]["cells"]
    assert [cell["suppressed"] for cell in found] == [False, True, True]
    for cell in found[1:]:
        numbers = [v for k, v in cell.items() if k not in {"by", "variable", "category"}]
        assert [v for v in numbers if v not in (None, [], True)] == []
    assert found[0]["count"] == 40


def test_without_minimum_base_nothing_is_hidden() -> None:
    found = answer(survey(1, 12, 1.0), share("q", "g"), disclosure={"minimum_base": 0})
    assert not any(cell["suppressed"] for cell in found["estimates"][0]["cells"])


def test_tests_of_a_table_with_hidden_cells_are_hidden() -> None:
    crosstab = {"statistic": "crosstab", "rows": "q", "columns": "g", "tests": ["rao_scott_f"]}
    source = survey(2, 60, 1.0)
    hidden = answer(source, crosstab, disclosure={"minimum_base": 10})["estimates"][0]
    assert any(cell["suppressed"] for cell in hidden["cells"])
    assert set(hidden["tests"]["rao_scott_f"].values()) == {None}


def test_margin_of_a_small_group_does_not_tell_its_size() -> None:
    codes = np.repeat([1, 2, 3], [40, 30, 4]).astype(np.uint8)
    source = ArraySource({"q": Column("q", "category", ("a", "b", "c"))}, {"q": codes})
    targets = {"q": {"a": 50, "b": 40, "c": 10}}
    found = answer(
        source,
        weighting=[{"method": "rake", "targets": targets}],
        disclosure={"minimum_base": 10},
    )
    before = {margin["category"]: margin["before"] for margin in found["weights"]["margins"]}
    assert before == {"a": 40, "b": None, "c": None}


def test_weights_do_not_tell_the_size_of_a_hidden_class() -> None:
    """A class weighs target / people: the largest weight, or Kish's n, would give its people."""
    codes = np.repeat([1, 2, 3], [40, 30, 4]).astype(np.uint8)
    columns = {"q": Column("q", "category", ("a", "b", "c"))}
    targets = {"q": {"a": 50, "b": 40, "c": 10}}
    step = {"method": "poststratify", "targets": targets}
    found = answer(
        ArraySource(columns, {"q": codes}),
        {"statistic": "proportion", "variable": "q", "deff": True},
        weighting=[step],
        disclosure={"minimum_base": 10},
    )
    weights = found["weights"]
    assert (weights["min"], weights["max"]) == (None, None)
    numbers = [weights["n_effective"], *(c["n_effective"] for c in found["estimates"][0]["cells"])]
    assert all(number is None or number % 10 == 0 for number in numbers)
    assert {cell["deff"] for cell in found["estimates"][0]["cells"]} == {None}
