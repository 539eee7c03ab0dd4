"""An answer is acknowledged after the log is on disk, which kill -9 alone does not show."""

from pathlib import Path

import pytest

from benchmarks.faults.fsync import count_early_answers, has_strace, judge_trace
from benchmarks.faults.sheets import fault_questionnaire
from benchmarks.worlds import make_world

ASK = '7 recvfrom(9<TCP:[1]>, "POST /api/v1/responses HTTP/1.1", 8192, 0, NULL, NULL) = 120'
SYNC = "8 fdatasync(12</data/box.sqlite3-wal>) = 0"
ELSE = "8 fdatasync(13</data/default.sqlite3-wal>) = 0"
ANSWER = '7 writev(9<TCP:[1]>, [{iov_base="HTTP/1.1 201 Created", iov_len=20}], 1) = 20'
PARTED = [
    "8 fdatasync(12</data/box.sqlite3-wal> <unfinished ...>",
    "8 <... fdatasync resumed>) = 0",
]
FAILED = "8 fdatasync(12</data/box.sqlite3-wal>) = -1 EIO (Input/output error)"


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ([ASK, SYNC, ANSWER], (1, 0)),
        ([ASK, *PARTED, ANSWER], (1, 0)),
        ([ASK, ANSWER, SYNC], (1, 1)),
        ([ASK, PARTED[0], ANSWER, PARTED[1]], (1, 1)),
        ([ASK, ELSE, ANSWER], (1, 1)),
        ([ASK, FAILED, ANSWER], (1, 1)),
        ([ASK, SYNC, ANSWER, ASK, ANSWER], (2, 1)),
    ],
)
def test_a_trace_is_judged_request_by_request(lines: list[str], verdict: tuple[int, int]) -> None:
    assert judge_trace(lines) == verdict


@pytest.mark.skipif(not has_strace(), reason="strace is not installed")
def test_no_answer_is_given_before_its_sheet_is_on_disk(tmp_path: Path) -> None:
    world = make_world(tmp_path, fault_questionnaire())
    assert count_early_answers(world, 10) == (10, 0)
    assert count_early_answers(world, 10, "benchmarks.noop_app:app") == (10, 10)
