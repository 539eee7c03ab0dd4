"""The comparison with other packages: the made-up data, what counts, what is extrapolated."""

import io
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from analysis.plan import parse_plan
from benchmarks.peers.data import GROUPS, QUESTIONS, draw, margins, write
from benchmarks.peers.drivers import Cost, tables
from benchmarks.peers.measure import taken
from benchmarks.peers.meter import Meter
from benchmarks.peers.plans import plan

STOPPED = Cost(load_s=1.0, work_s=60.0, done=60, of=240, peak_mb=100.0, check=(0.5, 0.1))


def test_a_shorter_file_is_the_beginning_of_a_longer_one() -> None:
    short, (one, two) = next(draw(7)), draw(10_007)
    assert all(np.array_equal(values, one[name][:7]) for name, values in short.items())
    assert len(two["w"]) == 7
    assert not np.array_equal(two["q1"], one["q1"][:7])


def test_the_file_holds_what_the_plans_ask_for(tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    write(50, path)
    names = set(pq.read_schema(path).names)
    for step in ("rake", "one_way", "crosstabs", "again"):
        assert parse_plan(plan(step, 50)).wanted_columns({}) <= names


def test_margins_have_one_sum() -> None:
    assert [sum(targets.values()) for targets in margins(100.0).values()] == [
        pytest.approx(100.0)
    ] * 4


def test_every_package_gets_the_same_tables() -> None:
    assert len(tables("one_way")) == QUESTIONS
    assert len(set(tables("crosstabs"))) == QUESTIONS * len(GROUPS)
    assert len(parse_plan(plan("crosstabs", 50)).estimates) == len(tables("crosstabs"))


def test_a_stopped_peer_is_extrapolated_and_marked() -> None:
    assert STOPPED.whole_s == 240.0
    assert STOPPED.is_extrapolated


def test_reading_the_file_counts_for_crosstabs_only() -> None:
    assert taken("crosstabs", STOPPED) == 241.0
    assert taken("one_way", STOPPED) == 240.0


def test_the_meter_stops_when_time_is_up(capsys: pytest.CaptureFixture[str]) -> None:
    Meter().work([lambda: [0.5, 0.1]] * 3, stop_s=-1.0)
    line = json.loads(io.StringIO(capsys.readouterr().out).readlines()[-1])
    assert (line["done"], line["of"], line["check"]) == (1, 3, [0.5, 0.1])
    assert line["peak_mb"] > 0
