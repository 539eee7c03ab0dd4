"""Results computed once for each release: in memory, and on disk beside the snapshot.

One computation at a time for each survey, in this process by its job and among processes by a
lock on a file. Whoever asks meanwhile waits a little and is then told that it takes longer.
"""

import fcntl
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import structlog

from survey_app.services.program_version import program_version
from survey_app.services.results.tables import ShownResults

log = structlog.get_logger()

WAIT_S: Final = 1.0
MOST_KEPT: Final = 24
"""Releases in memory; a large one takes some megabytes."""
FILES_KEPT: Final = 2
START: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

Make = Callable[[], ShownResults]


@dataclass(frozen=True, slots=True)
class Key:
    """Which results: of a survey up to a batch, by a version of its questionnaire (with which its
    weighting is fixed). `is_last`: no more answers can come, so no column waits for some. `as_of`
    is when the release was made: after a restore the numbers of batches come a second time."""

    survey_id: int
    upto_batch: int
    version: str
    is_last: bool = False
    as_of: datetime | None = None

    @property
    def file_name(self) -> str:
        """The name on disk; another program or another version has another one."""
        digest = hashlib.sha256(f"{self.version} {program_version()}".encode()).hexdigest()[:16]
        moment = 0 if self.as_of is None else (self.as_of - START) // MICROSECOND
        return f"results-{self.upto_batch + 1:012d}-{moment:017d}-{int(self.is_last)}-{digest}.json"


@dataclass(eq=False)
class _Job:
    key: Key
    done: threading.Event = field(default_factory=threading.Event)
    found: ShownResults | None = None
    error: Exception | None = None


class KeptResults:
    """The results of releases by their key; `wait_s` is how long a reader waits for new ones."""

    def __init__(self, wait_s: float = WAIT_S, most: int = MOST_KEPT) -> None:
        self.wait_s = wait_s
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, ShownResults] = OrderedDict()
        self._jobs: dict[int, _Job] = {}

    def get(
        self, key: Key, folder: Path, make: Make, *, wait_s: float | None = None
    ) -> ShownResults | None:
        """The results of a key, computed if nobody has; None when that takes longer than `wait_s`.

        An error of the computation is raised to every reader who waited for it.
        """
        limit = self.wait_s if wait_s is None else wait_s
        while True:
            found = self._find(key, folder)
            if found is not None:
                return found
            job = self._job(key, folder, make)
            if not job.done.wait(limit):
                return None
            if job.key == key and job.error is not None:
                raise job.error
            if job.key == key:
                return job.found

    def previous(self, key: Key, folder: Path) -> ShownResults | None:
        """The newest results of the same survey, version and program before those of `key`."""
        tail = key.file_name.rpartition("-")[2]
        for path in sorted(folder.glob(f"results-*-{tail}"), reverse=True):
            _, batch, moment, last, _ = path.name.split("-")
            as_of = START + int(moment) * MICROSECOND if int(moment) else None
            found = Key(key.survey_id, int(batch) - 1, key.version, last == "1", as_of)
            if found.upto_batch < key.upto_batch:
                return self._find(found, folder)
        return None

    def _find(self, key: Key, folder: Path) -> ShownResults | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = _read(folder / key.file_name)
        if found is not None:
            self._keep(key, found)
        return found

    def _keep(self, key: Key, results: ShownResults) -> None:
        with self._lock:
            self._kept[key] = results
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _job(self, key: Key, folder: Path, make: Make) -> _Job:
        """The job that runs for the survey, started if none does."""
        with self._lock:
            job = self._jobs.get(key.survey_id)
            if job is None:
                job = self._jobs[key.survey_id] = _Job(key)
                threading.Thread(
                    target=self._work, args=(job, folder, make), name="results", daemon=True
                ).start()
            return job

    def _work(self, job: _Job, folder: Path, make: Make) -> None:
        try:
            with _locked(folder):
                found = _read(folder / job.key.file_name)
                if found is None:
                    found = make()
                    _write(folder, job.key, found)
            self._keep(job.key, found)
            job.found = found
        except Exception as error:  # the outermost handler of this thread: readers raise it
            log.warning("results_failed", survey=job.key.survey_id, error=type(error).__name__)
            job.error = error
        finally:
            with self._lock:
                self._jobs.pop(job.key.survey_id, None)
            job.done.set()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time in a survey's folder."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "results.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> ShownResults | None:
    """Results from a file; None when there is none or it is damaged (they are made again)."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=ShownResults)
    except (OSError, msgspec.DecodeError):
        return None


def _write(folder: Path, key: Key, results: ShownResults) -> None:
    """Put results in place whole or not at all, then remove all but the newest files.

    What a killed process left half written goes too: the folder is locked.
    """
    beside = folder / f"{key.file_name}.{os.getpid()}"
    beside.write_bytes(msgspec.json.encode(results))
    beside.replace(folder / key.file_name)
    tail = key.file_name.rpartition("-")[2]
    newest = sorted(folder.glob(f"results-*-{tail}"), reverse=True)[:FILES_KEPT]
    for path in folder.glob("results-*.json*"):
        if path not in newest and path.name != key.file_name:
            path.unlink(missing_ok=True)
