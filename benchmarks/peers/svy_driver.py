"""`python -m benchmarks.peers.svy_driver JOB`: the same tables by svy, under its own Python."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence

import polars as pl  # type: ignore[import-not-found]  # both live in .venv-peers only
import svy  # type: ignore[import-not-found]

from benchmarks.peers.meter import Check, Meter

Tasks = Sequence[Callable[[], Check]]


def main() -> None:
    """Do the step of the job and print what it took."""
    job = json.loads(sys.argv[1])
    meter = Meter()
    design = svy.Design(stratum="stratum", psu="psu", wgt="w")
    sample = svy.Sample(pl.read_parquet(job["file"]), design)
    meter.loaded()
    meter.work(tasks(sample, job), job["stop_s"])


def tasks(sample: svy.Sample, job: Mapping[str, object]) -> Tasks:
    """Return a task per table."""
    if job["step"] == "rake":
        return [lambda: rake(sample, job["margins"])]
    return [lambda table=table: tabulate(sample, *table) for table in job["tables"]]  # type: ignore[misc, attr-defined]  # from JSON


def tabulate(sample: svy.Sample, question: str, group: str | None = None) -> Check:
    """Return the first share with its error; Rao and Scott's tests come with a crosstab."""
    if group is None:
        found = sample.estimation.prop(question).to_polars()
    else:
        found = sample.categorical.tabulate(question, colvar=group).to_polars()
    return [float(found["est"][0]), float(found["se"][0])]


def rake(sample: svy.Sample, margins: object) -> Check:
    """Return the effective n and the worst margin of the raked weights."""
    raked = sample.weighting.rake(controls=margins, tol=1e-10, wgt_name="raked").data
    weights = raked["raked"]
    worst = max(
        abs(float(weights.filter(raked[group] == label).sum()) / total - 1)
        for group, targets in margins.items()  # type: ignore[attr-defined]  # from JSON
        for label, total in targets.items()
    )
    return [float(weights.sum() ** 2 / (weights**2).sum()), worst]


if __name__ == "__main__":
    main()
