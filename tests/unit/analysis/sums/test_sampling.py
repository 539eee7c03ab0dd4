"""Stages, fpc, lonely units, weights that follow from the fpc."""

from typing import Any

import numpy as np
import pytest

from analysis.error import AnalysisError
from analysis.source import ArraySource, Column
from tests.unit.analysis import rowwise
from tests.unit.analysis.making import answer, cells

MEAN = {"statistic": "mean", "variables": ["y"]}
TOTAL = {"statistic": "total", "variables": ["y"]}


def two_stage(seed: int = 1) -> ArraySource:
    """Make 2 strata of 8 and 6 clusters, 3 and 2 drawn, units drawn inside, two rows a unit."""
    chance = np.random.default_rng(seed)
    rows = []
    for stratum, clusters, drawn in ((1, 8, 3), (2, 6, 2)):
        for cluster in range(1, drawn + 1):
            units = int(chance.integers(3, 6))
            for unit in range(1, units + 1):
                for _ in range(2):
                    rows.append((stratum, cluster, unit, clusters, 2 * units, chance.normal(5, 2)))
    names = ("stratum", "cluster", "unit", "fpc1", "fpc2", "y")
    arrays = {
        name: np.array(values, dtype=float)
        for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }
    return ArraySource({name: Column(name, "number") for name in names}, arrays, batch_rows=7)


DESIGN = {
    "strata": "stratum",
    "clusters": ["cluster", "unit"],
    "nest": True,
    "fpc": ["fpc1", "fpc2"],
}


def test_two_stages_with_fpc_equal_the_textbook() -> None:
    source = two_stage()
    a = source.arrays
    weights = np.zeros(source.rows)
    variance = 0.0
    for stratum in (1.0, 2.0):
        inside = a["stratum"] == stratum
        clusters = np.unique(a["cluster"][inside])
        n, population = len(clusters), a["fpc1"][inside][0]
        for cluster in clusters:
            part = inside & (a["cluster"] == cluster)
            units = np.unique(a["unit"][part])
            weights[part] = population / n * a["fpc2"][part][0] / len(units)
    x = weights * a["y"]
    variance += rowwise.variance(x, a["stratum"], a["cluster"], a["fpc1"])
    for stratum in (1.0, 2.0):
        inside = a["stratum"] == stratum
        n, population = len(np.unique(a["cluster"][inside])), a["fpc1"][inside][0]
        for cluster in np.unique(a["cluster"][inside]):
            part = inside & (a["cluster"] == cluster)
            within = rowwise.variance(
                x[part], np.zeros(part.sum()), a["unit"][part], a["fpc2"][part]
            )
            variance += n / population * within
    (cell,) = cells(source, TOTAL, design=DESIGN)
    assert cell["estimate"] == pytest.approx(x.sum(), rel=1e-12)
    assert cell["se"] == pytest.approx(np.sqrt(variance), rel=1e-10)
    assert cell["df"] == 3


def test_fractions_and_counts_give_the_same() -> None:
    source = two_stage(2)
    fractions = {"fpc1": np.where(source.arrays["stratum"] == 1, 3 / 8, 2 / 6)}
    other = ArraySource(source.columns, {**source.arrays, **fractions})
    design = {**DESIGN, "clusters": ["cluster"], "fpc": ["fpc1"]}
    first, second = cells(source, TOTAL, design=design), cells(other, TOTAL, design=design)
    assert first[0]["se"] == pytest.approx(second[0]["se"], rel=1e-12)
    assert first[0]["estimate"] == pytest.approx(second[0]["estimate"], rel=1e-12)


def test_element_fpc_gives_the_textbook_error_and_the_weights() -> None:
    y = np.array([1.0, 2.0, 4.0, 7.0])
    columns = {"y": Column("y", "number"), "N": Column("N", "number")}
    source = ArraySource(columns, {"y": y, "N": np.full(4, 40.0)})
    (cell,) = cells(source, TOTAL, design={"fpc": ["N"]})
    assert cell["estimate"] == pytest.approx(40 * y.mean())
    assert cell["se"] == pytest.approx(40 * np.sqrt((1 - 4 / 40) * y.var(ddof=1) / 4))
    assert cell["df"] == 3


def test_census_has_no_error() -> None:
    columns = {"y": Column("y", "number"), "N": Column("N", "number")}
    source = ArraySource(columns, {"y": np.arange(5.0), "N": np.full(5, 5.0)})
    (cell,) = cells(source, MEAN, design={"fpc": ["N"]})
    assert cell["se"] == 0


@pytest.mark.parametrize(
    ("fpc", "detail"),
    [
        ([40.0, 40.0, 41.0, 40.0], "differs"),
        ([3.0] * 4, "under the number"),
        ([0.5, 40.0, 0.5, 40.0], "differs"),
        ([np.nan] * 4, "missing"),
    ],
)
def test_impossible_fpc_is_refused(fpc: Any, detail: str) -> None:
    columns = {"y": Column("y", "number"), "N": Column("N", "number")}
    source = ArraySource(columns, {"y": np.arange(4.0), "N": np.array(fpc)})
    with pytest.raises(AnalysisError) as refused:
        answer(source, MEAN, design={"fpc": ["N"]})
    assert refused.value.code == "bad_design"
    assert detail in refused.value.detail


def test_missing_stratum_is_refused() -> None:
    columns = {"y": Column("y", "number"), "s": Column("s", "category", ("a",))}
    source = ArraySource(columns, {"y": np.arange(3.0), "s": np.array([1, 0, 1], dtype=np.uint8)})
    with pytest.raises(AnalysisError) as refused:
        answer(source, MEAN, design={"strata": "s"})
    assert refused.value.code == "bad_design"


def test_units_split_over_batches_give_the_same_sums() -> None:
    source = two_stage(3)
    order = np.random.default_rng(0).permutation(source.rows)
    moved = ArraySource(
        source.columns, {k: v[order] for k, v in source.arrays.items()}, batch_rows=3
    )
    one, two = cells(source, TOTAL, design=DESIGN), cells(moved, TOTAL, design=DESIGN)
    assert one[0]["se"] == pytest.approx(two[0]["se"], rel=1e-12)


def test_no_answers_yet_give_nulls() -> None:
    columns = {"q": Column("q", "category", ("a", "b")), "y": Column("y", "number")}
    source = ArraySource(columns, {"q": np.empty(0, dtype=np.uint8), "y": np.empty(0)})
    share = {"statistic": "proportion", "variable": "q"}
    crosstab = {"statistic": "crosstab", "rows": "q", "columns": "q", "tests": ["rao_scott_f"]}
    found = answer(source, share, MEAN, TOTAL, crosstab, design={"lonely_psu": "adjust"})
    for estimate in found["estimates"]:
        for cell in estimate["cells"]:
            assert (cell["estimate"], cell["se"], cell["n"]) == (None, None, 0)
            assert "empty" in cell["flags"]
    assert found["weights"]["n"] == 0
