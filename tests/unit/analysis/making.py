"""Small random surveys for tests, and plans over them."""

from typing import Any

import numpy as np

from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import ArraySource, Column


def survey(
    seed: int = 0, rows: int = 240, *, batch_rows: int = 64, missing: bool = True
) -> ArraySource:
    """Make a survey: groups g (3), h (4), answers q (5), numbers y, z, strata, clusters, w."""
    chance = np.random.default_rng(seed)
    low = 0 if missing else 1
    arrays: dict[str, Any] = {
        "g": chance.integers(1, 4, rows).astype(np.uint8),
        "h": chance.integers(1, 5, rows).astype(np.uint8),
        "q": chance.integers(low, 6, rows).astype(np.uint8),
        "stratum": np.sort(chance.integers(1, 4, rows)).astype(np.uint8),
        "cluster": chance.integers(1, 6, rows).astype(np.uint8),
        "w": chance.lognormal(0, 0.6, rows),
        "y": chance.normal(650, 100, rows),
        "z": chance.gamma(2.0, 1.5, rows) + 0.1,
    }
    if missing:
        arrays["y"][chance.random(rows) < 0.1] = np.nan
    labels = {"g": "abc", "h": "klmn", "q": "12345", "stratum": "123", "cluster": "12345"}
    columns = {
        name: Column(name, "category", tuple(labels[name]))
        if name in labels
        else Column(name, "number")
        for name in arrays
    }
    return ArraySource(columns, arrays, batch_rows=batch_rows)


def answer(source: ArraySource, *estimates: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """Run a plan of the estimates over a source."""
    plan = {
        "format": "ydan-analysis/1",
        "estimates": [{"id": str(i), **one} for i, one in enumerate(estimates)],
        **keys,
    }
    return dict(run(parse_plan(plan), source))


def cells(source: ArraySource, estimate: dict[str, Any], **keys: Any) -> list[dict[str, Any]]:
    """Return the cells of one estimate."""
    return list(answer(source, estimate, **keys)["estimates"][0]["cells"])
