"""Group "spark": the same tables from the same Parquet file by Spark and by numpy, on request.

Spark runs in the environment that `make test-spark` makes. Seconds are those of the clock, as most
of Spark's work is done by another process.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, spread
from benchmarks.peers.data import write
from benchmarks.peers.plans import Document, plan
from benchmarks.servers import PROJECT

ROWS = 1_000_000
PYTHON = PROJECT / ".venv-spark" / "bin" / "python"
ENGINES = ("numpy", "spark")
PLANS = {"raking, no table": "rake", "40 one-way tables and 40 crosstabs": "again"}


def measure_spark(round_count: int, seconds: float) -> Iterator[Figure]:
    """A million rows; the plan without a table shows what starting takes; `seconds` is idle."""
    del seconds
    if not PYTHON.exists():
        yield Figure("Spark", "not measured: run make test-spark first")
        return
    with TemporaryDirectory(prefix="ydan-bench-") as folder:
        data, document = Path(folder) / "answers.parquet", Path(folder) / "plan.json"
        write(ROWS, data)
        for title, step in PLANS.items():
            document.write_text(json.dumps(plan(step, ROWS)), encoding="utf-8")
            answers = {}
            for engine in ENGINES:
                rounds = [_run(engine, document, data) for _ in range(round_count)]
                answers[engine] = rounds[0][0]
                yield Figure(f"{title}, {engine}: seconds", spread([one[1] for one in rounds]))
            worst = max(_differences(answers["numpy"], answers["spark"]), default=0.0)
            yield Figure(f"{title}: greatest difference", f"{worst:.1e}")


def _run(engine: str, document: Path, data: Path) -> tuple[Document, float]:
    """Return the answer and the seconds it took."""
    options = ["--data", str(data), "--engine", engine]
    command = [str(PYTHON), "-m", "analysis", "run", str(document), *options]
    start = time.monotonic()
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    answer: Document = json.loads(done.stdout)
    if done.returncode:
        raise RuntimeError(f"{engine} refused the plan: {answer}")
    return answer, time.monotonic() - start


def _differences(one: object, two: object) -> Iterator[float]:
    """Yield |one − two| / max(1, |one|) of all numbers; what else differs is an error."""
    if isinstance(one, dict) and isinstance(two, dict) and list(one) == list(two):
        for key in one:
            yield from _differences(one[key], two[key])
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for left, right in zip(one, two, strict=True):
            yield from _differences(left, right)
    elif isinstance(one, float) and isinstance(two, float):
        yield abs(one - two) / max(1.0, abs(one))
    elif one != two:
        raise RuntimeError(f"{one!r} is not {two!r}")
