"""One survey and the plans on which engines have to agree: designs, weightings, statistics."""

from typing import Any

import numpy as np

from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import ArraySource, Column

Document = dict[str, Any]
LABELS = {
    "g": ("a", "b", "c"),
    "h": ("01", "02", "k", "l"),
    "q": ("1", "2", "3", "4", "5"),
    "wave": ("Yes", "No"),
    "stratum": ("s1", "s2", "s3"),
    "psu": tuple(f"p{number}" for number in range(1, 19)),
    "ssu": tuple(f"u{number}" for number in range(1, 5)),
    "half": ("x", "y"),
}
TICKS = ("m.song", "m.cho", "m.ao")
REPLICATES = tuple(f"r{number}" for number in range(1, 7))


def make_survey(rows: int = 900, *, batch_rows: int = 128) -> ArraySource:
    """Make a survey with missing answers, rows of weight 0 and columns for every design."""
    chance = np.random.default_rng(20261122)
    psu = np.sort(chance.integers(1, 19, rows))
    stratum = (psu + 5) // 6
    arrays: dict[str, Any] = {
        "g": chance.choice([1, 2, 3], rows, p=[0.5, 0.3, 0.2]),
        "h": chance.integers(1, 5, rows),
        "q": chance.integers(0, 6, rows),
        "wave": chance.integers(1, 3, rows),
        "stratum": stratum,
        "psu": psu,
        "ssu": chance.integers(1, 5, rows),
        "half": chance.integers(1, 3, rows),
        "fpc": np.array([0, 900.0, 1100.0, 1300.0])[stratum],
        "fpc1": np.array([0, 40.0, 60.0, 80.0])[stratum],
        "fpc2": 9.0 + psu % 3,
        "w": chance.lognormal(0, 0.6, rows) * (chance.random(rows) > 0.03),
        "y": chance.normal(650, 100, rows),
        "z": chance.gamma(2.0, 1.5, rows) + 0.1,
        "nps": chance.integers(0, 11, rows).astype(float),
        "age": chance.integers(18, 90, rows).astype(float),
        "flat": np.full(rows, 3.3),
    }
    for name in TICKS:
        arrays[name] = chance.integers(0, 2, rows).astype(float)
    arrays["sparse"] = np.where((psu % 5 == 0) | (stratum == 2), 0.0, arrays["w"])
    gone = chance.random(rows) < 0.1
    for name in (*TICKS, "y"):
        arrays[name][gone] = np.nan
    arrays["m.ao"][chance.random(rows) < 0.1] = np.nan
    arrays["nps"][chance.random(rows) < 0.1] = np.nan
    for number, name in enumerate(REPLICATES):
        arrays[name] = arrays["w"] * np.where(stratum % 3 == number % 3, 1.5, 0.8)
        arrays[name] *= chance.uniform(0.9, 1.1, rows)
    columns = {
        name: Column(name, "category", LABELS[name]) if name in LABELS else Column(name, "number")
        for name in arrays
    }
    typed = {n: a.astype(np.uint8) if n in LABELS else a for n, a in arrays.items()}
    return ArraySource(columns, typed, batch_rows=batch_rows)


ESTIMATES: list[Document] = [
    {"statistic": "mean", "variables": ["y", "z", "flat"], "by": ["g"], "deff": True},
    {"statistic": "mean", "variables": ["y", "age", "w"], "where": "age > 40 and q != '2'"},
    {"statistic": "total", "variables": ["z"], "by": ["g", "wave"], "deff": "replace"},
    {"statistic": "total", "variables": ["h"], "indicator": True},
    {"statistic": "ratio", "numerator": "y", "denominator": "z", "by": ["h"]},
    {"statistic": "proportion", "variables": ["q", "h"], "deff": True},
    {"statistic": "proportion", "variable": "q", "where": "z > 2", "ci": "beta", "by": ["wave"]},
    {"statistic": "quantile", "variables": ["y", "age"], "probs": [0.2, 0.5], "by": ["g"]},
    {"statistic": "crosstab", "rows": "q", "columns": "h", "tests": ["rao_scott_f"]},
    {
        "statistic": "crosstab",
        "rows": "q",
        "columns": "g",
        "where": "age > 30",
        "tests": ["rao_scott_f"],
    },
    {"statistic": "crosstab", "rows": "nps", "columns": "g", "where": "has(m, 'song')"},
    {"statistic": "difference", "group": "wave", "variable": "y", "measure": "mean"},
    {"statistic": "difference", "group": "g", "variable": "q", "measure": "proportion"},
    {"statistic": "multiple", "variables": list(TICKS), "by": ["g"]},
    {"statistic": "multiple", "variables": list(TICKS), "base": "responses"},
    {"statistic": "top_box", "variable": "q", "categories": ["4", "5"], "missing": ["1"]},
    {
        "statistic": "mean_top_box",
        "variables": ["nps", "q"],
        "categories": ["1", "2"],
        "missing": ["5"],
        "by": ["g"],
    },
    {"statistic": "nps", "variable": "nps", "by": ["wave"], "deff": True},
    {"statistic": "letters", "variable": "q", "columns": "g", "minimum_n": 5},
]

CLUSTERS = {"strata": "stratum", "clusters": ["psu"]}
HALVES = {"weight": "w", "strata": "stratum", "clusters": ["half"], "nest": True}
DESIGNS: dict[str, Document] = {
    "equal": {},
    "weighted": {"weight": "w"},
    "strata": {"weight": "w", "strata": "stratum"},
    "strata_fpc": {"strata": "stratum", "fpc": ["fpc"]},
    "clusters": {"weight": "w", **CLUSTERS},
    "empty_units": {"weight": "sparse", **CLUSTERS, "lonely_psu": "average"},
    "two_stages": {**CLUSTERS, "clusters": ["psu", "ssu"], "fpc": ["fpc1", "fpc2"], "nest": True},
    "jackknife": {"weight": "w", **CLUSTERS, "replicates": {"type": "JKn"}},
    "bootstrap": {**CLUSTERS, "replicates": {"type": "bootstrap", "replicates": 20, "seed": 3}},
    "brr": {**HALVES, "replicates": {"type": "BRR"}},
    "fay": {**HALVES, "replicates": {"type": "Fay", "rho": 0.3, "mse": True}},
    "columns": {"weight": "w", "replicates": {"columns": list(REPLICATES), "scale": 0.3}},
}
MARGINS = {
    "g": {"a": 420.0, "b": 310.0, "c": 270.0},
    "h": {"01": 300.0, "02": 250.0, "k": 250.0, "l": 200.0},
}
TOTALS = {"(intercept)": 1000.0, "g": MARGINS["g"], "age": 54_500.0}
RAKE = {"method": "rake", "targets": MARGINS}
TRIM = {"method": "trim", "lower": 0.3, "upper": 3.0, "strict": True}
BY_Q = {"method": "poststratify", "targets": {"wave": {"Yes": 400.0, "No": 600.0}}}
WEIGHTINGS: dict[str, list[Document]] = {
    "none": [],
    "rake": [RAKE],
    "rake_unit": [{**RAKE, "residuals": "unit", "trim": [0.001, 60.0]}],
    "poststratify": [BY_Q, {**RAKE, "residuals": "unit"}],
    "linear": [{"method": "calibrate", "function": "linear", "targets": MARGINS}],
    "numbers": [{"method": "calibrate", "function": "raking", "totals": TOTALS}],
    "trim": [RAKE, TRIM],
}


def make_plan(design: str, weighting: str) -> Document:
    """Return the plan of all estimates under a named design and weighting."""
    estimates = [{"id": str(place), **one} for place, one in enumerate(ESTIMATES)]
    return {
        "format": "ydan-analysis/1",
        "design": DESIGNS[design],
        "weighting": WEIGHTINGS[weighting],
        "estimates": estimates,
    }


def is_refused(design: str, weighting: str) -> bool:
    """Whether the plan asks for what replicate weights do not know."""
    return "replicates" in DESIGNS[design] and weighting in ("numbers", "trim")


def answer_to(document: Document, source: Any) -> Document:
    """Run a plan over a source of either engine."""
    return dict(run(parse_plan(document), source))


def assert_same_answer(one: object, two: object, path: str = "answer") -> None:
    """Assert the same keys everywhere, and numbers within 1e-9."""
    if isinstance(one, dict):
        assert isinstance(two, dict), path
        assert list(one) == list(two), path
        for key in one:
            assert_same_answer(one[key], two[key], f"{path}.{key}")
    elif isinstance(one, list):
        assert isinstance(two, list), path
        assert len(one) == len(two), path
        for place, (left, right) in enumerate(zip(one, two, strict=True)):
            assert_same_answer(left, right, f"{path}[{place}]")
    elif isinstance(one, float) and isinstance(two, float):
        assert abs(one - two) <= 1e-9 * max(1.0, abs(one)), f"{path}: {one!r} is not {two!r}"
    else:
        assert one == two, path
