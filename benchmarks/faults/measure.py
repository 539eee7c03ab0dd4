"""The faults as lines of the table: twenty restarts on each store, the fsync before the answer."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.faults.fsync import count_early_answers, has_strace
from benchmarks.faults.kill_loop import Report, run_kill_loop
from benchmarks.faults.sheets import fault_questionnaire
from benchmarks.figures import Figure
from benchmarks.worlds import make_world, postgresql_server

RESTARTS = 20
SEED = 20261122


def measure_faults(round_count: int, seconds: float) -> Iterator[Figure]:
    """The kill loop on SQLite and PostgreSQL; `round_count` and `seconds` play no part here."""
    del round_count, seconds
    with TemporaryDirectory(prefix="ydan-faults-") as name:
        folder = Path(name)
        world = make_world(folder / "sqlite", fault_questionnaire())
        yield from _lines("SQLite", run_kill_loop(world, restarts=RESTARTS, seed=SEED))
        if has_strace():
            answers, early = count_early_answers(world)
            yield Figure(
                f"SQLite: answers before the fsync, of {answers}", str(early), "0", not early
            )
        with postgresql_server(folder / "server") as server:
            world = make_world(folder / "postgresql", fault_questionnaire(), server)
            yield from _lines("PostgreSQL", run_kill_loop(world, restarts=RESTARTS, seed=SEED))


def _lines(store: str, report: Report) -> Iterator[Figure]:
    yield Figure(
        f"{store}: sheets under {report.restarts} × kill -9",
        f"{report.stored:,}",
        f"{report.sent:,}",
        report.stored == report.sent,
    )
    yield Figure(f"{store}: replies dropped", f"{report.dropped_replies:,}")
    yield Figure(f"{store}: sheets tapped twice", f"{report.double_taps:,}")
    yield Figure(f"{store}: connections broken", f"{report.broken_connections:,}")
    verdict = f"{report.lost}, {report.doubled}, {report.altered}"
    yield Figure(f"{store}: lost, doubled, altered", verdict, "0, 0, 0", report.is_clean)
    for wrong in report.wrong:
        yield Figure(f"{store}: {wrong}", "", "", False)
