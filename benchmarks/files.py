"""Group 8: 240 crosstabs straight from a file, in a process of its own."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, run
from tempfile import TemporaryDirectory

from analysis.__main__ import main as analyse
from benchmarks.figures import Figure, at_most, spread
from benchmarks.file_survey import crosstab_plan, write_survey
from benchmarks.peers.meter import cpu_s, peak_mb
from benchmarks.servers import PROJECT

SMALL, USUAL, LARGE = 100_000, 1_000_000, 10_000_000
LARGE_ASKED = "YDAN_BENCH_10M"
GOAL_CPU_S = {(SMALL, "parquet"): 2.0, (USUAL, "parquet"): 5.0, (LARGE, "parquet"): 40.0}
GOAL_MB = {"parquet": 350.0, "csv": 400.0}


@dataclass(frozen=True)
class Cost:
    """What a run took: processor seconds of the whole process, its greatest memory."""

    cpu_s: float
    peak_mb: float


def measure_files(round_count: int, seconds: float) -> Iterator[Figure]:
    """100,000 and a million rows, ten million when YDAN_BENCH_10M is set; `seconds` is not used."""
    del seconds
    sizes = [SMALL, USUAL] + [LARGE] * bool(os.environ.get(LARGE_ASKED))
    peaks: dict[tuple[int, str], float] = {}
    with TemporaryDirectory(prefix="ydan-bench-") as folder:
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps(crosstab_plan()), encoding="utf-8")
        for rows in sizes:
            for kind, file in write_survey(Path(folder), rows).items():
                rounds = 1 if rows == LARGE else round_count
                costs = [run_plan(plan, file) for _ in range(rounds)]
                peaks[rows, kind] = max(cost.peak_mb for cost in costs)
                yield from _lines(rows, kind, costs)
                file.unlink()
    for kind in ("parquet", "csv"):
        more = [peaks[rows, kind] - peaks[SMALL, kind] for rows in sizes[1:]]
        yield Figure(f"Memory for more rows than 100,000: {kind}", spread(more, " MB", 0))


def _lines(rows: int, kind: str, costs: Sequence[Cost]) -> Iterator[Figure]:
    name = f"240 crosstabs of {rows:,} rows from {kind}"
    cpu, peak = [cost.cpu_s for cost in costs], [cost.peak_mb for cost in costs]
    goal = GOAL_CPU_S.get((rows, kind))
    if goal is None:
        yield Figure(f"{name}: CPU", spread(cpu, " s"))
    else:
        yield at_most(f"{name}: CPU", cpu, goal, " s")
    yield at_most(f"{name}: peak memory", peak, GOAL_MB[kind], " MB", 0)


def run_plan(plan: Path, data: Path) -> Cost:
    """Run the command line as anybody would; RuntimeError if it refuses.

    The process tells its own memory: that of a child counts what its parent weighs.
    """
    command = [sys.executable, "-m", "benchmarks.files", "run", str(plan), "--data", str(data)]
    done = run(command, cwd=PROJECT, stdout=DEVNULL, stderr=PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the plan was refused with status {done.returncode}")
    return Cost(**json.loads(done.stderr.splitlines()[-1]))


def main() -> int:
    """Be `python -m analysis`; say on standard error what it took."""
    status = analyse(sys.argv[1:])
    print(json.dumps({"cpu_s": cpu_s(), "peak_mb": peak_mb()}), file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
