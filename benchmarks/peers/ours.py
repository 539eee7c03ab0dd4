"""`python -m benchmarks.peers.ours STEP FILE ROWS file|memory|numbers`: one step, measured.

With `memory` the columns are loaded before the work begins, with `file` the work reads them; with
`numbers` they are loaded and the answers are the numbers 1 … 5 instead of texts.
"""

import sys
from pathlib import Path

import numpy as np

from analysis.answer import Answer
from analysis.files.open_file import open_source
from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import ArraySource, Column, Source
from benchmarks.peers.meter import Check, Meter
from benchmarks.peers.plans import plan


def main() -> None:
    """Do the step and print what it took."""
    step, file, rows, place = sys.argv[1:]
    asked = parse_plan(plan(step, int(rows)))
    meter = Meter()
    with open_source(Path(file), asked) as opened:
        source = opened if place == "file" else load(opened)
        if place == "numbers":
            source = as_numbers(source)
        if place != "file":
            meter.loaded()
        meter.work([lambda: check(run(asked, source))], 0, max(1, len(asked.estimates)))


def load(source: Source) -> ArraySource:
    """Return the columns of a source as arrays in memory."""
    arrays = {
        name: np.concatenate([batch[name] for batch in source.batches([name])])
        for name in source.columns
    }
    return ArraySource(source.columns, arrays)


def as_numbers(source: Source) -> ArraySource:
    """Return columns in memory with the questions' answers as numbers."""
    columns = {
        name: Column(name, "number") if name.startswith("q") else column
        for name, column in source.columns.items()
    }
    kept = load(source).arrays
    arrays = {
        name: kept[name].astype(np.float64) if column.kind == "number" else kept[name]
        for name, column in columns.items()
    }
    return ArraySource(columns, arrays)


def check(answer: Answer) -> Check:
    """Return the first share with its error; or after raking the effective n, the worst margin."""
    if answer["estimates"]:
        cell = answer["estimates"][0]["cells"][0]
        return [float(cell["estimate"] or 0), float(cell["se"] or 0)]
    weights = answer["weights"]
    worst = max(abs((line["achieved"] or 0) / line["target"] - 1) for line in weights["margins"])
    return [float(weights["n_effective"] or 0), worst]


if __name__ == "__main__":
    main()
