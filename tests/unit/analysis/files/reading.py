"""Read columns of a file as the analysis sees them."""

from pathlib import Path
from typing import Any

import numpy as np

from analysis.files.open_file import open_source
from analysis.plan import parse_plan


def read_columns(file: Path, *names: str, **keys: Any) -> dict[str, tuple[str, list[Any]]]:
    """Return the kind and the values (None for missing) of each column."""
    shares = {"id": "a", "statistic": "proportion", "variables": list(names)}
    plan = parse_plan({"format": "ydan-analysis/1", "estimates": [shares], **keys})
    with open_source(file, plan) as source:
        found: dict[str, list[Any]] = {name: [] for name in names}
        for batch in source.batches(names):
            for name in names:
                found[name] += batch[name].tolist()
        columns = source.columns
    return {name: (columns[name].kind, _values(columns[name], found[name])) for name in names}


def _values(column: Any, read: list[Any]) -> list[Any]:
    if column.kind == "number":
        return [None if np.isnan(value) else value for value in read]
    return [column.labels[code - 1] if code else None for code in read]
