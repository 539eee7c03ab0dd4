"""Group 4: 100,000 answers of 50 items, from the store to weighted tables (SQLite)."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, at_most, spread
from benchmarks.large_survey import large_questionnaire
from benchmarks.servers import PROJECT
from benchmarks.worlds import World, make_world
from survey_app.store.extract import delete_snapshot

CROSSTABS_S = 3.0


@dataclass(frozen=True)
class Cost:
    """What one step took: processor and wall seconds, greatest memory of its process."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def measure_large(round_count: int, seconds: float) -> Iterator[Figure]:
    """Extract cold and grown, rake, tables; `seconds` plays no part here."""
    del seconds
    with TemporaryDirectory(prefix="ydan-bench-") as folder:
        world = make_world(Path(folder), large_questionnaire())
        _step(world, "fill")
        cold = []
        for _ in range(round_count):
            delete_snapshot(world.survey_id, world.settings.snapshots)
            cold.append(_step(world, "extract"))
        yield from _lines("Extract, cold", cold)
        grown = []
        for _ in range(round_count):
            _step(world, "grow")
            grown.append(_step(world, "extract"))
        yield from _lines("Extract after 1,000 new answers", grown)
        for name, step in (
            ("Rake on 4 margins", "rake"),
            ("Rake, 40 one-way tables with SE", "one_way"),
        ):
            yield from _lines(name, [_step(world, step) for _ in range(round_count)])
        crosstabs = [_step(world, "crosstabs") for _ in range(round_count)]
        cpu = [cost.cpu_s for cost in crosstabs]
        yield at_most("Rake, 240 crosstabs with Rao–Scott: CPU", cpu, CROSSTABS_S, " s")
        yield from _lines("Rake, 240 crosstabs with Rao–Scott", crosstabs)[1:]


def _lines(name: str, costs: Sequence[Cost]) -> list[Figure]:
    return [
        Figure(f"{name}: CPU", spread([cost.cpu_s for cost in costs], " s")),
        Figure(f"{name}: time", spread([cost.wall_s for cost in costs], " s")),
        Figure(f"{name}: peak memory", spread([cost.peak_mb for cost in costs], " MB", 0)),
    ]


def _step(world: World, step: str) -> Cost:
    settings = {**world.settings.model_dump(mode="json"), "secret_key": world.settings.secret_key}
    document = {"settings": settings, "survey_id": world.survey_id, "code": world.code}
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.large_steps", step, json.dumps(document)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise RuntimeError(f"{step}: {found.stderr[-2000:]}")
    return Cost(**json.loads(found.stdout.splitlines()[-1]))
