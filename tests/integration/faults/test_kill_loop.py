"""Nothing acknowledged is lost, nothing is counted twice: kill -9 under eight phones."""

from pathlib import Path

import pytest

from benchmarks.faults.kill_loop import run_kill_loop
from benchmarks.faults.sheets import fault_questionnaire
from benchmarks.worlds import STORES, World, make_world
from tests.support.databases import PostgresqlPairs

RESTARTS = 5  # `python -m benchmarks faults` does 20


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    server = None
    if request.param == "postgresql":
        pairs: PostgresqlPairs = request.getfixturevalue("postgresql_pairs")
        server = pairs.address
    return make_world(tmp_path, fault_questionnaire(), server)


@pytest.mark.parametrize("world", STORES, indirect=True)
def test_kill_9_loses_doubles_and_alters_nothing(world: World) -> None:
    report = run_kill_loop(world, restarts=RESTARTS, seed=20261122)
    assert report.is_clean, report
    assert report.stored == report.sent > 50
    assert min(report.dropped_replies, report.double_taps, report.broken_connections) > 0


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_the_loop_sees_a_store_that_forgets(world: World) -> None:
    report = run_kill_loop(world, restarts=1, seed=1, clients=2, target="benchmarks.noop_app:app")
    assert report.lost == report.sent > 0
    assert not report.is_clean
