"""`python -m benchmarks.peers.ours STEP FILE ROWS PLACE`: one step of ours, measured.

PLACE `memory`: the columns are loaded before the work begins. `file`: the work reads them.
`numbers`: they are loaded and the answers are the numbers 1 … 5 instead of texts. `kept`: they are
loaded and so are the sums of all rows but the last 1,000. `kept-file`: these sums lie in a file,
which the work reads and writes.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analysis.answer import Answer
from analysis.files.open_file import open_source
from analysis.plan import Plan, parse_plan
from analysis.run import KeptSums, run
from analysis.source import ArraySource, Column, Source
from analysis.sums.kept_file import read_kept, write_kept
from benchmarks.peers.meter import Check, Meter
from benchmarks.peers.plans import plan

LATER = 1_000


def main() -> None:
    """Do the step and print what it took."""
    step, file, rows, place = sys.argv[1:]
    asked = parse_plan(plan(step, int(rows)))
    meter = Meter()
    with open_source(Path(file), asked) as opened:
        source = opened if place == "file" else load(opened)
        if place == "numbers":
            source = as_numbers(source)
        if place.startswith("kept"):
            grow(meter, asked, load(opened), in_file=place == "kept-file")
            return
        if place != "file":
            meter.loaded()
        meter.work([lambda: check(run(asked, source))], 0, max(1, len(asked.estimates)))


def grow(meter: Meter, asked: Plan, source: ArraySource, *, in_file: bool) -> None:
    """Measure the plan over all rows when the sums of all but the last 1,000 are kept."""
    before = {name: array[:-LATER] for name, array in source.arrays.items()}
    kept = KeptSums("rows")
    run(asked, ArraySource(source.columns, before), kept=kept)
    with TemporaryDirectory(prefix="ydan-kept-") as folder:
        path = Path(folder) / "sums"
        write_kept(path, kept)

        def again() -> Check:
            known = read_kept(path, "rows") if in_file else kept
            found = check(run(asked, source, kept=known))
            if in_file:
                write_kept(path, known)
            return found

        meter.loaded()
        meter.work([again], 0, max(1, len(asked.estimates)))


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
