"""Whatever a plan asks for, a linear program cannot tell that a hidden cell is small."""

from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.analysis.disclosure.reader import LEVELS, WHERES, read

NUMBER = st.sampled_from(["q", "x", "y"])
GROUPS = st.sampled_from([[], ["g"], ["h"], ["g", "h"]])
OTHER = st.sampled_from([[], ["h"]])


def estimate(statistic: str, by: st.SearchStrategy[list[str]] = GROUPS, **keys: Any) -> Any:
    """Make estimates whose keys are strategies or what they are."""
    wanted = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in keys.items()
    }
    return st.fixed_dictionaries({"statistic": st.just(statistic), "by": by, **wanted})


ESTIMATES = {
    "proportion": estimate("proportion", variable=st.sampled_from(["q", "x"])),
    "groups": estimate("proportion", OTHER, variable="g"),
    "total": estimate("total", variables=st.sampled_from([["q"], ["x"]]), indicator=True),
    "crosstab": estimate("crosstab", OTHER, rows="q", columns=st.sampled_from(["g", "x"])),
    "top_box": estimate(
        "top_box",
        variable="q",
        categories=st.sampled_from([["1"], ["1", "2"], ["2", "3"]]),
        missing=st.sampled_from([[], ["4"]]),
    ),
    "mean": estimate("mean", variable=NUMBER),
    "sum": estimate("total", variable=NUMBER),
    "nps": estimate("nps", variable="q"),
    "ratio": estimate("ratio", numerator=st.sampled_from(["x", "q"]), denominator="y"),
    "quantile": estimate("quantile", variable=NUMBER, probs=[0.1, 0.25, 0.5, 0.75]),
    "multiple": estimate(
        "multiple",
        variables=st.sampled_from([["x", "y"], ["x"]]),
        base=st.sampled_from(["respondents", "responses"]),
    ),
    "means apart": estimate("difference", OTHER, group="g", variable=NUMBER, measure="mean"),
    "shares apart": estimate(
        "difference", OTHER, group="g", variable="q", measure="proportion", correction="holm"
    ),
    "boxes apart": estimate(
        "difference", OTHER, group="g", variable="q", measure="top_box", categories=["1", "2"]
    ),
    "letters": estimate("letters", OTHER, variable="q", columns="g", minimum_n=2),
    "boxes": estimate("mean_top_box", variables=["x", "y"], categories=["1"]),
    "ticks": estimate("crosstab", rows="x", columns=st.sampled_from(["y", "g"]), by=OTHER),
}


def people(seed: int, rows: int, skew: float) -> Any:
    """Count random people by combination; few answers are missing, or none."""
    chance = np.random.default_rng(seed)
    sizes = [len(levels) for levels in LEVELS.values()]
    columns = []
    for size in sizes:
        shares = chance.permutation(np.exp(-skew * np.arange(size)))
        shares = np.append(0.1 * chance.random() * (seed % 2) * shares.sum(), shares)
        chosen = chance.choice(size + 1, rows, p=shares / shares.sum())
        chosen[:size] = np.arange(1, size + 1)  # so that no level is unknown to the engine
        columns.append(chosen)
    shape = [size + 1 for size in sizes]
    return np.bincount(np.ravel_multi_index(columns, shape), minlength=int(np.prod(shape)))


def check(counts: Any, plan: list[dict[str, Any]], k: int) -> None:
    """Hold every small hidden cell of a plan's answer against what the reader knows."""
    known = read(counts, plan, k)
    cells = {cell.tobytes(): (name, cell) for name, cell in known.hidden.items()}
    for name, cell in cells.values():
        most = known.largest(cell)
        assert most > k - 1e-3, f"{name}: holds {cell @ known.truth}, known to hold at most {most}"


SHARES_APART = {
    "statistic": "difference",
    "by": ["h"],
    "group": "g",
    "variable": "q",
    "measure": "proportion",
}
RATIO = {"statistic": "ratio", "by": ["g", "h"], "numerator": "x", "denominator": "y"}
TICKS = {"statistic": "multiple", "by": ["h"], "variables": ["x"], "base": "responses"}


@settings(max_examples=60, deadline=None, derandomize=True)
@example(plan=[SHARES_APART, TICKS, RATIO], seed=716_263, rows=138, skew=1.29, k=5)
@given(
    plan=st.lists(st.one_of(*ESTIMATES.values()), min_size=2, max_size=5),
    seed=st.integers(0, 10_000),
    rows=st.integers(20, 250),
    skew=st.floats(0, 1.5),
    k=st.sampled_from([5, 7, 10]),
)
def test_no_plan_tells_that_a_hidden_cell_is_small(
    plan: list[dict[str, Any]], seed: int, rows: int, skew: float, k: int
) -> None:
    check(people(seed, rows, skew), plan, k)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    plan=st.lists(st.one_of(*ESTIMATES.values()), min_size=6, max_size=10),
    seed=st.integers(0, 10_000).map(lambda seed: 2 * seed + 1),
    rows=st.integers(40, 250),
    skew=st.floats(0, 1.5),
    k=st.sampled_from([5, 7, 10]),
)
def test_no_large_plan_with_missing_answers_tells_that_a_hidden_cell_is_small(
    plan: list[dict[str, Any]], seed: int, rows: int, skew: float, k: int
) -> None:
    check(people(seed, rows, skew), plan, k)


def under(condition: tuple[dict[str, Any], str]) -> dict[str, Any]:
    estimate, where = condition
    return {**estimate, "where": where} if where else estimate


ANY = st.one_of(*ESTIMATES.values())
SHARES: dict[str, Any] = {"statistic": "proportion", "by": [], "variable": "q"}
SHARES_BY_G = {**SHARES, "by": ["g"]}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    plan=st.lists(
        st.tuples(ANY, st.sampled_from(["", *WHERES])).map(under), min_size=2, max_size=5
    ),
    seed=st.integers(0, 10_000),
    rows=st.integers(20, 250),
    skew=st.floats(0, 1.5),
    k=st.sampled_from([5, 7, 10]),
)
@example(  # the whole less the shown row of a slice: three answers of "b"
    plan=[SHARES, {**SHARES_BY_G, "where": "g != 'b'"}, {**SHARES_BY_G, "where": "h == 'k'"}],
    seed=0,
    rows=49,
    skew=0.5,
    k=5,
)
@example(  # the rows of a condition on the variable itself, by the levels of a slice
    plan=[
        {**SHARES, "by": ["h"], "where": "h == 'k'"},
        {"statistic": "proportion", "by": ["h"], "variable": "x", "where": "q < 4"},
    ],
    seed=6136,
    rows=62,
    skew=0.0,
    k=5,
)
@example(  # the rows of a condition on a group of which a level is hidden
    plan=[
        {"statistic": "total", "by": ["g"], "variable": "x"},
        {
            "statistic": "mean_top_box",
            "by": [],
            "variables": ["x", "y"],
            "categories": ["1"],
            "where": "g != 'b'",
        },
        {"statistic": "total", "by": [], "variables": ["x"], "indicator": True},
        {
            "statistic": "top_box",
            "by": [],
            "variable": "q",
            "categories": ["2", "3"],
            "where": "g != 'b'",
        },
    ],
    seed=1024,
    rows=75,
    skew=0.7072359628218801,
    k=10,
)
def test_no_plan_over_different_rows_tells_a_hidden_number(
    plan: list[dict[str, Any]], seed: int, rows: int, skew: float, k: int
) -> None:
    known = read(people(seed, rows, skew), plan, k)
    for name, cell in known.hidden.items():
        most = known.largest(cell)
        assert most - cell @ known.truth > 0.999, f"{name} is known to be {cell @ known.truth}"
