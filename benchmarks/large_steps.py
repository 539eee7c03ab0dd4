"""`python -m benchmarks.large_steps STEP SETTINGS`: one step in a process of its own.

So that its processor time and its greatest memory are those of this step alone.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping

from analysis.plan import parse_plan
from analysis.run import run
from analysis.source import Source
from benchmarks.designs import GROUPS
from benchmarks.large_survey import SCALES, add_responses, read_version
from benchmarks.peers.meter import peak_mb
from benchmarks.worlds import World
from survey_app.config import Settings
from survey_app.store.extract import extract

RESPONSES, LATER = 100_000, 1_000
RAKED = ("gioi", "tuoi", "viec", "dan_toc")
TABLES = 40
Document = dict[str, object]


def plan(*, one_way: int = 0, crosstabs: int = 0) -> Document:
    """Rake on four margins, then so many one-way tables and (by every group) crosstabs."""
    estimates: list[Document] = [
        {"id": f"p{n}", "statistic": "proportion", "variable": f"q{n}"}
        for n in range(1, one_way + 1)
    ]
    estimates += [
        {
            "id": f"x{n}.{group}",
            "statistic": "crosstab",
            "rows": f"q{n}",
            "columns": f"group.{group}",
            "tests": ["rao_scott_f"],
        }
        for n in range(1, crosstabs // len(GROUPS) + 1)
        for group in GROUPS
    ]
    return {
        "format": "ydan-analysis/1",
        "weighting": [{"method": "rake", "targets": {f"group.{g}": _target(g) for g in RAKED}}],
        "estimates": estimates,
    }


def _target(group: str) -> dict[str, float]:
    """Margins that are not those of the sample, each with the same sum."""
    codes = GROUPS[group]
    parts = [1 + code / codes for code in range(codes)]
    return {f"n{code + 1}": RESPONSES * part / sum(parts) for code, part in enumerate(parts)}


def _extract(world: World) -> Source:
    context = world.context()
    questionnaire = read_version(world)
    try:
        return extract(context.database, world.survey_id, questionnaire, world.settings.snapshots)
    finally:
        context.close()


def _run(document: Document) -> Callable[[World], object]:
    def step(world: World) -> object:
        return run(parse_plan(document), _extract(world))

    return step


STEPS: Mapping[str, Callable[[World], object]] = {
    "fill": lambda world: add_responses(world, RESPONSES, 1),
    "grow": lambda world: add_responses(world, LATER, 2),
    "extract": _extract,
    "rake": _run(plan()),
    "one_way": _run(plan(one_way=TABLES)),
    "crosstabs": _run(plan(crosstabs=TABLES * len(GROUPS))),
}


def main() -> None:
    """Do the step; print its processor and wall seconds and the greatest memory in MB."""
    step, document = sys.argv[1:]
    known = json.loads(document)
    settings = Settings(_env_file=None, **known.pop("settings"))
    world = World(settings, **known)
    assert SCALES >= TABLES
    start, processor = time.perf_counter(), time.process_time()
    STEPS[step](world)
    print(
        json.dumps(
            {
                "cpu_s": time.process_time() - processor,
                "wall_s": time.perf_counter() - start,
                "peak_mb": peak_mb(),
            }
        )
    )


if __name__ == "__main__":
    main()
