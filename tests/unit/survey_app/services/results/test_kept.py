"""Results kept in memory and on disk, computed once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey_app.services.results import kept
from survey_app.services.results.kept import KeptResults, Key
from survey_app.services.results.tables import ShownResults
from tests.support.results import make_release

KEY = Key(1, 7, "a" * 64)


class Maker:
    """Counts how often it is asked; waits while `gate` is closed."""

    def __init__(self, release: ShownResults | None = None) -> None:
        self.calls = 0
        self.gate = threading.Event()
        self.gate.set()
        self._release = release or make_release()

    def __call__(self) -> ShownResults:
        self.calls += 1
        assert self.gate.wait(10)
        return self._release


def test_results_are_computed_once_and_then_read(tmp_path: Path) -> None:
    make, results = Maker(), KeptResults(wait_s=10)
    first = results.get(KEY, tmp_path, make)
    assert results.get(KEY, tmp_path, make) is first
    assert KeptResults(wait_s=10).get(KEY, tmp_path, make) == first
    assert make.calls == 1
    assert first == make_release()


def test_readers_at_once_wait_for_one_computation(tmp_path: Path) -> None:
    make, results = Maker(), KeptResults(wait_s=10)
    make.gate.clear()
    found: list[ShownResults | None] = []
    readers = [
        threading.Thread(target=lambda: found.append(results.get(KEY, tmp_path, make)))
        for _ in range(4)
    ]
    for reader in readers:
        reader.start()
    make.gate.set()
    for reader in readers:
        reader.join()
    assert make.calls == 1
    assert found == [make_release()] * 4


def test_a_long_computation_lets_the_reader_go_and_shows_the_state_before(tmp_path: Path) -> None:
    before = Key(1, 3, KEY.version)
    make, results = Maker(), KeptResults(wait_s=10)
    results.get(before, tmp_path, Maker(make_release(upto_batch=3)))
    make.gate.clear()
    assert results.get(KEY, tmp_path, make, wait_s=0.01) is None
    older = results.previous(KEY, tmp_path)
    assert older is not None
    assert older.upto_batch == 3
    make.gate.set()
    found = results.get(KEY, tmp_path, make)
    assert found is not None
    assert found.upto_batch == 7
    assert make.calls == 1


def test_another_version_or_program_is_not_mixed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, results = Maker(), KeptResults(wait_s=10)
    results.get(KEY, tmp_path, make)
    results.get(Key(1, 7, "b" * 64), tmp_path, make)
    monkeypatch.setattr(kept, "program_version", lambda: "newer")
    KeptResults(wait_s=10).get(KEY, tmp_path, make)
    assert make.calls == 3
    assert results.previous(Key(1, 9, "c" * 64), tmp_path) is None


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    make = Maker()
    KeptResults(wait_s=10).get(KEY, tmp_path, make)
    (tmp_path / KEY.file_name).write_bytes(b'{"survey_id": ')
    assert KeptResults(wait_s=10).get(KEY, tmp_path, make) == make_release()
    assert make.calls == 2


def test_an_error_reaches_the_reader_and_the_next_one_tries_again(tmp_path: Path) -> None:
    results, make = KeptResults(wait_s=10), Maker()

    def fail() -> ShownResults:
        raise ValueError("no weights")

    with pytest.raises(ValueError, match="no weights"):
        results.get(KEY, tmp_path, fail)
    assert results.get(KEY, tmp_path, make) == make_release()


def test_memory_and_disk_stay_bounded(tmp_path: Path) -> None:
    results = KeptResults(wait_s=10, most=3)
    for batch in range(8):
        results.get(Key(1, batch, KEY.version), tmp_path, Maker(make_release(upto_batch=batch)))
    assert len(results._kept) == 3
    files = sorted(path.name for path in tmp_path.glob("results-*.json"))
    assert len(files) == kept.FILES_KEPT
    assert files[-1] == Key(1, 7, KEY.version).file_name
    assert oct((tmp_path / files[-1]).stat().st_mode & 0o077) in ("0o0", "0o44")


def test_the_last_results_are_not_those_before_the_end(tmp_path: Path) -> None:
    results = KeptResults(wait_s=10)
    results.get(KEY, tmp_path, Maker())
    last = Key(KEY.survey_id, KEY.upto_batch, KEY.version, is_last=True)
    make = Maker(make_release(responses=99))
    assert results.get(last, tmp_path, make) == make_release(responses=99)
    assert make.calls == 1
    assert KeptResults(wait_s=10).get(last, tmp_path, Maker()) == make_release(responses=99)


def test_results_before_a_restore_are_not_those_of_the_same_batch_after_it(tmp_path: Path) -> None:
    """Batches are numbered again after a restore: the file of the lost answers was read."""
    lost = replace(KEY, as_of=datetime(2026, 11, 22, 7, 4, 5, 600_001, tzinfo=UTC))
    found = replace(KEY, as_of=datetime(2026, 11, 22, 9, tzinfo=UTC))
    results, make = KeptResults(wait_s=10), Maker(make_release(responses=99))
    results.get(lost, tmp_path, Maker())
    assert results.get(found, tmp_path, make) == make_release(responses=99)
    assert KeptResults(wait_s=10).get(found, tmp_path, Maker()) == make_release(responses=99)
    later = replace(KEY, upto_batch=8, as_of=datetime(2026, 11, 23, tzinfo=UTC))
    assert results.previous(later, tmp_path) == make_release(responses=99)


def test_what_a_killed_process_left_half_written_goes(tmp_path: Path) -> None:
    half = tmp_path / f"{replace(KEY, upto_batch=6).file_name}.4242"
    half.write_bytes(b'{"survey_id": ')
    KeptResults(wait_s=10).get(KEY, tmp_path, Maker())
    assert [path.name for path in tmp_path.glob("results-*")] == [KEY.file_name]
