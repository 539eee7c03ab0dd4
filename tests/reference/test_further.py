"""Every line of data/further.json: domains, lonely strata, weights of 0, replicates, against R.

`survey` 4.1-1 on our own generated data; each line names R's call. Differences up to 1e-9 agree
(relative for numbers above 1), 5e-5 for likelihood intervals, 1e-7 for `logit`: R's own goes
through an iterative fit.
"""

import csv
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import ArraySource, Column

DATA = Path(__file__).parent / "data"
EXACT, FITTED, LIKELIHOOD = 1e-9, 1e-7, 5e-5
Row = dict[str, float]
NOTHING = float("nan")
DERIVED: dict[str, Callable[[Row], float]] = {
    "inc": lambda row: NOTHING if row["hours"] == 0 else row["income"],
    "qm": lambda row: NOTHING if row["hours"] == 1 else row["q"],
    "zw": lambda row: 0.0 if row["psu"] == 6 and row["stratum"] < 3 else row["ppsw"],
    "zs": lambda row: 0.0 if row["psu"] == 6 or row["stratum"] == 3 else row["ppsw"],
    "big": lambda row: 1e6 + row["spend"],
    "rent": lambda row: 1000 * row["income"],
    "near": lambda row: 1e6 + 2000 * row["income"] + 100 * row["spend"],
    "late": lambda row: row["income"] if row["stratum"] == 1 and row["hours"] >= 6 else NOTHING,
    "m1": lambda row: float(row["q"] >= 3),
    "m2": lambda row: float(row["hours"] > 2),
    "score": lambda row: min(10.0, row["hours"] + row["q"]),
    "full": lambda row: 6.0 if row["stratum"] == 4 else row["fpc1"],
}
ROWS: dict[str, Callable[[Row], bool]] = {
    "all": lambda _row: True,
    "lone": lambda row: row["stratum"] < 4 or row["psu"] == 1,
}


@cache
def entries() -> dict[str, dict[str, Any]]:
    document = json.loads((DATA / "further.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in document["entries"]}


@cache
def source(kept: str) -> ArraySource:
    with (DATA / "more.csv").open(encoding="utf-8", newline="") as file:
        rows = [{name: float(text) for name, text in row.items()} for row in csv.DictReader(file)]
    rows = [row for row in rows if ROWS[kept](row)]
    arrays: dict[str, Any] = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    for name, derive in DERIVED.items():
        arrays[name] = np.array([derive(row) for row in rows])
    columns = {name: Column(name, "number") for name in arrays}
    return ArraySource(columns, arrays, batch_rows=100)


@cache
def answer(name: str) -> dict[str, Any]:
    entry = entries()[name]
    found = run(parse_plan(entry["plan"]), source(entry["rows"]))
    return {estimate["id"]: estimate for estimate in found["estimates"]}


def part_of(name: str, line: dict[str, Any]) -> dict[str, Any]:
    """Return the cell, or the test, that a line is about."""
    estimate, wanted = answer(name)[line["estimate"]], line["cell"]
    if "test" in wanted:
        return dict(estimate["tests"][wanted["test"]])
    (cell,) = (
        cell for cell in estimate["cells"] if all(cell[key] == wanted[key] for key in wanted)
    )
    return dict(cell)


def tolerance(call: str) -> float:
    return FITTED if "'logit'" in call else LIKELIHOOD if "'likelihood'" in call else EXACT


LINES = [(name, i) for name, entry in entries().items() for i in range(len(entry["lines"]))]


@pytest.mark.parametrize(("name", "number"), LINES)
def test_line_agrees_with_r(name: str, number: int) -> None:
    line = entries()[name]["lines"][number]
    ours = part_of(name, line)
    for key, theirs in line["value"].items():
        assert theirs is not None, f"R has no {key}"
        assert ours[key] is not None, f"{key} is {theirs} in R"
        error = abs(ours[key] - theirs) / max(1.0, abs(theirs))
        assert error <= tolerance(line["call"]), f"{key} is {theirs} in R, {ours[key]} here"


def test_every_line_is_compared(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\nfurther references: {len(LINES)} lines of R are compared\n")
    assert len(LINES) == 395
    assert all(line["value"] for entry in entries().values() for line in entry["lines"])
