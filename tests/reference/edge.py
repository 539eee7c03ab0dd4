"""The edge reference: its data with the columns that R's calls derive, and its plans."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import ArraySource, Column

DATA = Path(__file__).parent / "data"
CLUSTERED = {"weight": "w", "strata": "stratum", "clusters": ["psu"]}
DESIGNS: dict[str, dict[str, Any]] = {
    "edgeA": {**CLUSTERED, "lonely_psu": "adjust"},
    "edgeB": {"weight": "w"},
    "edgeC": {"weight": "w", "strata": "stratum", "lonely_psu": "adjust"},
}
MARGINS = {
    "sex": {"1": 480, "2": 520},
    "age": {"1": 250, "2": 300, "3": 250, "4": 200},
    "eth": {"1": 550, "2": 250, "3": 150, "4": 50},
}


@cache
def entries() -> dict[str, dict[str, Any]]:
    """Return R's entries by id."""
    document = json.loads((DATA / "edge.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in document["entries"]}


@cache
def rows() -> list[dict[str, str]]:
    """Return the rows with `top` (q1 >= 4), `nps100` (100 · promoter − detractor) and `msum`."""
    with (DATA / "edge.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    for row in found:
        row["top"] = "" if not row["q1"] else str(int(int(row["q1"]) >= 4))
        score = int(row["nps"]) if row["nps"] else None
        row["nps100"] = "" if score is None else str(100 * ((score >= 9) - (score <= 6)))
        ticks = [row[f"m{i}"] for i in range(1, 5)]
        row["msum"] = str(sum(map(int, ticks))) if all(ticks) else ""
    return found


def source(some: list[dict[str, str]] | None = None) -> ArraySource:
    """Return rows as a source of number columns; `q2x` has the label 4 that nobody chose."""
    used = rows() if some is None else some
    arrays: dict[str, Any] = {
        name: np.array([float(row[name]) if row[name] else np.nan for row in used])
        for name in used[0]
    }
    columns = {name: Column(name, "number") for name in arrays}
    columns["q2x"] = Column("q2x", "category", ("1", "2", "3", "4", "5"))
    arrays["q2x"] = np.array([int(row["q2"]) for row in used], dtype=np.uint8)
    return ArraySource(columns, arrays, batch_rows=50)


def answer(design: dict[str, Any], *estimates: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """Run a plan of the estimates under a design over the edge data."""
    plan = {
        "format": "ydan-analysis/1",
        "design": design,
        "estimates": [{"id": str(i), **one} for i, one in enumerate(estimates)],
        **keys,
    }
    return dict(run(parse_plan(plan), source()))


def cells(design: dict[str, Any], estimate: dict[str, Any], **keys: Any) -> list[dict[str, Any]]:
    """Return the cells of one estimate."""
    return list(answer(design, estimate, **keys)["estimates"][0]["cells"])
