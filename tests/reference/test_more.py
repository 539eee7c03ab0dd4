"""Every entry of R's `survey` 4.1-1 on our own generated data (data/more.json), by name.

Differences up to 1e-9 agree (relative for numbers above 1). R `rake()` stops its residual sweeps
after ten, hence 1e-5 for its standard errors.
"""

import csv
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import ArraySource, Column

DATA = Path(__file__).parent / "data"
EXACT, SWEPT = 1e-9, 1e-5
NESTED = {"strata": "stratum", "nest": True}
HALVES = {"weight": "ppsw", "strata": "bstratum", "clusters": ["bpsu"], "nest": True}
DESIGNS: dict[str, dict[str, Any]] = {
    "two": {**NESTED, "clusters": ["psu", "ssu"], "fpc": ["fpc1", "fpc2"]},
    "two_fractions": {**NESTED, "weight": "w", "clusters": ["psu", "ssu"], "fpc": ["f1", "f2"]},
    "one_stage_fpc": {**NESTED, "weight": "w", "clusters": ["psu"], "fpc": ["fpc1"]},
    "pps": {**NESTED, "weight": "ppsw", "clusters": ["psu"]},
    "clusters": {"weight": "ppsw", "clusters": ["psuid"]},
    "elements": {"weight": "ppsw", "strata": "stratum", "fpc": ["fpce"]},
    "simple": {"weight": "ppsw"},
    "jk1": {"weight": "ppsw", "clusters": ["psuid"], "replicates": {"type": "JK1"}},
    "jkn": {**NESTED, "weight": "ppsw", "clusters": ["psu"], "replicates": {"type": "JKn"}},
    "brr": {**HALVES, "replicates": {"type": "BRR"}},
    "fay": {**HALVES, "replicates": {"type": "Fay", "rho": 0.3}},
    "columns": {
        "weight": "ppsw",
        "replicates": {
            "columns": [f"rw{i}" for i in range(1, 9)],
            "scale": 7 / 8,
            "rscales": [1.0] * 8,
        },
    },
}
# R counts the rank of the calibrated replicate weights after these, but not after raking and logit;
# here weighting leaves a design's degrees of freedom as they are.
DF_OF_DESIGN = {
    f"{design}_{how}": df
    for design, df in (("jkn", 20), ("brr", 8))
    for how in ("linear", "poststratify", "rake")
}
ESTIMATES: dict[str, dict[str, Any]] = {
    "mean": {"statistic": "mean", "variables": ["spend", "income"]},
    "total": {"statistic": "total", "variables": ["spend"]},
    "total_categories": {"statistic": "total", "variables": ["age"], "indicator": True},
    "proportion": {"statistic": "proportion", "variable": "q", "ci": "mean"},
    "ratio": {"statistic": "ratio", "numerator": "spend", "denominator": "income"},
    "by": {"statistic": "mean", "variables": ["spend"], "by": ["sex"]},
    "where": {"statistic": "mean", "variables": ["spend"], "where": "age == 2"},
}
TESTS = ("rao_scott_f", "rao_scott_chisq")


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "more.json").read_text(encoding="utf-8"))
    return found


@cache
def source() -> ArraySource:
    with (DATA / "more.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    arrays: dict[str, Any] = {
        name: np.array([float(row[name]) for row in rows]) for name in rows[0]
    }
    arrays["psuid"] = 10 * arrays["stratum"] + arrays["psu"]
    columns = {name: Column(name, "number") for name in arrays}
    return ArraySource(columns, arrays, batch_rows=100)


def split(name: str) -> tuple[str, str]:
    """Return the design of an entry's name and its weighting ("" without)."""
    own = name.partition(".")[0]
    design = max((one for one in DESIGNS if own == one or own.startswith(one + "_")), key=len)
    return design, own[len(design) + 1 :]


def weighting(design: str, how: str) -> list[dict[str, Any]]:
    """Return the plan's step for R's call of the same name."""
    if not how:
        return []
    size = 12600 if design in ("two", "one_stage_fpc") else 11600
    sex = {"1": 0.535 * size, "2": 0.465 * size}
    age = {"1": 0.4 * size, "2": 0.34 * size, "3": 0.26 * size}
    if how == "poststratify":
        return [{"method": "poststratify", "targets": {"age": age}}]
    if how == "rake":
        return [{"method": "rake", "targets": {"sex": sex, "age": age}, "residuals": "unit"}]
    totals: dict[str, Any] = {"(intercept)": size, "sex": sex, "age": age}
    if how.endswith("_numbers"):
        totals = {"(intercept)": size, "sex": sex, "income": 13.1 * size}
    step: dict[str, Any] = {"method": "calibrate", "totals": totals, "residuals": "design"}
    step["function"] = how.partition("_")[0]
    narrow = [0.9, 1.12] if how.endswith("_numbers") else [0.8, 1.2]
    if "bounds" in how or "logit" in how:
        step["bounds"] = narrow if "bounds" in how else [0.7, 1.4]
    return [step]


@cache
def answer(name: str) -> dict[str, Any]:
    """Return the answer to all statistics of one design and weighting."""
    design, how = split(name)
    estimates = [{"id": key, **one} for key, one in ESTIMATES.items()]
    crosstab = {"id": "x", "statistic": "crosstab", "rows": "q", "columns": "sex", "tests": TESTS}
    plan = {
        "format": "ydan-analysis/1",
        "design": DESIGNS[design],
        "weighting": weighting(design, how),
        "estimates": [*estimates, crosstab],
    }
    return dict(run(parse_plan(plan), source()))


def close(ours: Any, theirs: Any, tolerance: float = EXACT) -> None:
    if isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for one, two in zip(ours, theirs, strict=True):
            close(one, two, tolerance)
        return
    assert ours is not None
    assert abs(ours - theirs) <= tolerance * max(1.0, abs(theirs)), f"{ours} is not R's {theirs}"


def entries() -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in document()["entries"]}


@pytest.mark.parametrize("name", entries())
def test_entry_agrees_with_r(name: str) -> None:
    own, _, statistic = name.partition(".")
    found, theirs = answer(own), entries()[name]["result"]
    tolerance = SWEPT if own.endswith("_rake") else EXACT
    if statistic == "weights":
        weights = found["weights"]
        for key in ("sum", "min", "max"):
            close(weights[key], theirs[key])
        close(weights["sum"] ** 2 / weights["n_effective"], theirs["squares"])
        close(found["estimates"][0]["cells"][0]["df"], DF_OF_DESIGN.get(own, theirs["df"]))
    elif statistic in TESTS:
        test = next(one for one in found["estimates"] if one["id"] == "x")["tests"][statistic]
        ours = [test["ndf"]] if test["ddf"] is None else [test["ndf"], test["ddf"]]
        close(test["statistic"], theirs["statistic"])
        parameter = theirs["parameter"]
        if own in DF_OF_DESIGN and len(parameter) == 2:
            close(ours, [parameter[0], parameter[0] * DF_OF_DESIGN[own]], tolerance)
            return
        close(ours, parameter, tolerance)
        close(test["p"], theirs["p"], tolerance)
    else:
        lines = next(one for one in found["estimates"] if one["id"] == statistic)["cells"]
        values, errors = theirs["estimate"], theirs["se"]
        close([cell["estimate"] for cell in lines], values)
        known = [
            se if se > 1e-9 * abs(value) else 0.0 for value, se in zip(values, errors, strict=True)
        ]
        close([cell["se"] for cell in lines], known, tolerance)


def test_every_entry_is_compared(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\nmore references: {len(entries())} of 770 entries are compared\n")
    assert len(entries()) == 770
    assert all(entry["call"] and entry["result"] for entry in entries().values())
