"""Two states of one survey do not tell together what neither tells alone."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.answer import Answer
from analysis.disclosure.steps import HELD, ShownState, Step, columns_to_hold
from analysis.plan import parse_plan
from analysis.run import run_step
from analysis.source import ArraySource, Column
from tests.unit.analysis.disclosure.test_attack import LABELS, SIZES, indicator, survey

K = 10
A, B, C = ("a",), ("b",), ("c",)


@pytest.mark.parametrize(
    ("came", "held"),
    [
        ({A: 12, B: 0}, set()),
        ({A: 12, B: 3}, {A, B}),
        ({A: 12, B: 30, C: 3}, {A, C}),
        ({A: 12, B: 5, C: 5}, {B, C}),
        ({(): 7}, {()}),
        ({(): 10}, set()),
        ({}, set()),
    ],
)
def test_a_column_moves_when_enough_people_came(
    came: dict[tuple[str, ...], int], held: set[tuple[str, ...]]
) -> None:
    assert columns_to_hold(came, K) == held


def test_in_a_table_of_pairs_no_line_tells_a_few() -> None:
    came = {("a", "k"): 3, ("a", "l"): 20, ("b", "k"): 30, ("b", "l"): 40}
    held = columns_to_hold(came, K)
    for line in (("a", None), ("b", None), (None, "k"), (None, "l")):
        here = [
            came[place]
            for place in held
            if all(want in (None, have) for want, have in zip(line, place, strict=True))
        ]
        assert sum(here) == 0 or sum(here) >= K


def answer(source: ArraySource, step: Step, release: list[Any]) -> tuple[Answer, ShownState]:
    plan = {
        "format": "ydan-analysis/1",
        "estimates": [{"id": str(i), **one} for i, one in enumerate(release)],
        "disclosure": {"minimum_base": K},
    }
    return run_step(parse_plan(plan), source, step)


def share(variable: str, *by: str) -> dict[str, Any]:
    return {"statistic": "proportion", "variable": variable, "by": list(by)}


def part(source: ArraySource, rows: int) -> ArraySource:
    return ArraySource(source.columns, {n: a[:rows] for n, a in source.arrays.items()})


def two_groups(first: list[int], then: list[int]) -> tuple[ArraySource, ArraySource]:
    """People of groups a and b with both answers; then newcomers, those of b of one answer."""
    codes = [np.repeat([1, 2], first), np.repeat([1, 2], then)]
    group = np.concatenate(codes).astype(np.uint8)
    said = np.resize([1, 2], len(group)).astype(np.uint8)
    said[sum(first) :][codes[1] == 2] = 2
    columns = {"g": Column("g", "category", ("a", "b")), "q": Column("q", "category", ("x", "y"))}
    whole = ArraySource(columns, {"g": group, "q": said})
    return part(whole, sum(first)), whole


def columns_of(found: Answer, estimate: int) -> dict[str, tuple[int | None, bool]]:
    cells = found["estimates"][estimate]["cells"]
    return {c["by"]["g"]: (c["n"], HELD in c["flags"]) for c in cells if c["category"] == "x"}


RELEASE = [share("q"), share("q", "g")]


def test_a_commune_of_one_newcomer_keeps_its_column() -> None:
    small, whole = two_groups([40, 40], [24, 1])
    _, state = answer(small, Step(), RELEASE)
    found, state = answer(whole, Step(state), RELEASE)
    assert found["estimates"][0]["cells"][0]["n"] == 105
    assert columns_of(found, 1) == {"a": (40, True), "b": (40, True)}
    last, _ = answer(whole, Step(state, is_last=True), RELEASE)
    assert columns_of(last, 1) == {"a": (64, False), "b": (41, False)}


def test_a_held_column_moves_when_its_own_people_are_enough() -> None:
    small, middle = two_groups([40, 40], [15, 5])
    _, whole = two_groups([40, 40], [25, 11])
    _, state = answer(small, Step(), RELEASE)
    found, state = answer(middle, Step(state), RELEASE)
    assert columns_of(found, 1) == {"a": (40, True), "b": (40, True)}
    found, _ = answer(whole, Step(state), RELEASE)
    assert columns_of(found, 1) == {"a": (65, False), "b": (51, False)}


def test_the_question_that_few_newcomers_got_does_not_move_at_all() -> None:
    columns = {"q": Column("q", "category", ("x", "y"))}
    said = np.repeat([1, 0, 2], [40, 20, 3]).astype(np.uint8)
    whole = ArraySource(columns, {"q": said})
    _, state = answer(part(whole, 40), Step(), [share("q")])
    found, _ = answer(whole, Step(state), [share("q")])
    assert {cell["n"] for cell in found["estimates"][0]["cells"]} == {40}


def test_a_companion_stays_while_its_small_cell_does() -> None:
    columns = {"q": Column("q", "category", ("a", "c", "d", "e"))}
    before, came = [40, 3, 20, 21], [8, 0, 2, 0]
    codes = np.concatenate([np.repeat([1, 2, 3, 4], counts) for counts in (before, came)])
    whole = ArraySource(columns, {"q": codes.astype(np.uint8)})
    _, state = answer(part(whole, sum(before)), Step(), [share("q")])
    found, _ = answer(whole, Step(state), [share("q")])
    hidden = {c["category"] for c in found["estimates"][0]["cells"] if c["suppressed"]}
    assert {"c", "d"} <= hidden  # alone, the second state would hide c with e, and c were bounded


RELEASES = {
    "total and group": [share("q"), share("g"), share("q", "g")],
    "two groups": [share("q"), share("g"), share("h"), share("q", "g"), share("q", "h")],
    "a pair": [share("q"), share("q", "g"), share("q", "h"), share("q", "g", "h")],
}


def what_is_known(
    found: Answer, release: list[Any], known: list[Any], numbers: list[float]
) -> dict[str, Any]:
    """Add the equations of everything shown; return the hidden cells by name."""
    hidden = {}
    for estimate, made in zip(release, found["estimates"], strict=True):
        for cell in made["cells"]:
            place = {**cell["by"], estimate["variable"]: str(cell["category"])}
            mask = indicator(place)
            if HELD in cell["flags"]:
                continue  # it repeats what the state before said
            if cell["suppressed"]:
                hidden[f"{sorted(place.items())} {estimate['by']}"] = mask
            else:
                known.append(mask)
                numbers.append(float(cell["count"] or 0))
            if cell["n"] is not None:
                known.append(indicator(cell["by"], (estimate["variable"],)))
                numbers.append(float(cell["n"]))
    return hidden


@pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    first=st.integers(10, 120),
    came=st.integers(10, 40),
    skew=st.floats(0, 1.5),
)
def test_two_states_do_not_tell_a_hidden_number(
    release: list[Any], seed: int, first: int, came: int, skew: float
) -> None:
    """The reader thinks of the people of the first state and of those who came as unknowns."""
    whole = survey(seed, first + came, skew)
    one, state = answer(part(whole, first), Step(), release)
    two, _ = answer(whole, Step(state), release)
    size = int(np.prod(SIZES))
    zero = np.zeros(size)
    known, numbers = [np.ones(size)], [float(first)]
    hidden = {
        f"1 {k}": np.concatenate([m, zero])
        for k, m in what_is_known(one, release, known, numbers).items()
    }
    equations = [np.concatenate([row, zero]) for row in known]
    known, later = [np.ones(size)], [float(first + came)]
    hidden |= {
        f"2 {k}": np.concatenate([m, m])
        for k, m in what_is_known(two, release, known, later).items()
    }
    equations += [np.concatenate([row, row]) for row in known]
    truth = people(whole, first)
    assert np.allclose(np.array(equations) @ truth, numbers + later), "the attack's own equations"
    for name, cell in hidden.items():
        if not 0 < cell @ truth < K:
            continue
        least, most = (bound(sign * cell, equations, numbers + later) for sign in (1, -1))
        assert most - least > 0.999, f"{name} is known to be {cell @ truth:.0f}"


def bound(goal: Any, equations: list[Any], numbers: list[float]) -> float:
    result = linprog(goal, A_eq=np.array(equations), b_eq=numbers, bounds=(0, None))
    assert result.status == 0, result.message
    return abs(float(result.fun))


def people(source: ArraySource, first: int) -> Any:
    """The true number of people of every combination, of the first state and of those who came."""
    codes = np.ravel_multi_index([source.arrays[name] for name in LABELS], SIZES)
    size = int(np.prod(SIZES))
    return np.concatenate(
        [np.bincount(codes[:first], minlength=size), np.bincount(codes[first:], minlength=size)]
    ).astype(float)
