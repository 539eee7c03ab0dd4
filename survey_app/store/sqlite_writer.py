"""Group commit on SQLite: one thread, one transaction and one fsync for all that wait.

The statements are few and wide on purpose: the driver gives up the interpreter lock at each step,
and among busy request threads every return costs a wait. They go to the driver itself, on one
connection that the thread keeps: at a few answers a group the wrapping cost more than the insert.

Rows of a group are inserted in the order of their random ids, so that the order of the rows on disk
tells what `batch` tells and no more.
"""

import sqlite3
import threading
from collections.abc import Sequence
from operator import itemgetter
from queue import Empty, SimpleQueue
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, Engine, exc
from sqlalchemy.orm import Session

from survey_app.store.errors import StoreUnavailableError, explain
from survey_app.store.new_response import NewResponse, Outcome
from survey_app.store.response_queries import find_content_hash
from survey_app.store.tallies import TallyMissingError, create_tallies, refuse_beyond_limits

GROUP_SIZE = 256
WAITING = 4_096
"""More than this many waiting submissions mean a disk that does not keep up: refuse, not grow."""

Row = tuple[str | int, ...]

COLUMNS = (
    "id, survey_id, version_hash, collector, mode, tags, answers, date, flags, content_hash, batch"
)
PLACES = f"({', '.join('?' * 11)})"
NEXT_BATCH = (
    "INSERT INTO batch_counter (id, value) VALUES (1, 1) "
    "ON CONFLICT (id) DO UPDATE SET value = value + 1 RETURNING value"
)


class _Slip:
    """One submission and the lock that its thread waits at until the outcome is known."""

    __slots__ = ("done", "error", "outcome", "response", "row")

    def __init__(self, response: NewResponse) -> None:
        self.response = response
        self.row = _row(response)
        self.outcome: Outcome | None = None
        self.error: Exception | None = None
        self.done = threading.Lock()
        self.done.acquire()

    def answer(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.done.release()

    def fail(self, error: Exception) -> None:
        self.error = error
        self.done.release()


class SqliteWriter:
    """See `store.writer.Writer`; the thread starts with the object and ends with `close`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(ydan_write=True)
        self._readers = engine
        self._waiting: SimpleQueue[_Slip | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, response: NewResponse) -> Outcome:
        """Hand a response to the writing thread and wait for its commit."""
        slip = _Slip(response)
        with self._gate:
            if self._closed:
                raise StoreUnavailableError("the store is closing: send again later")
            if self._waiting.qsize() >= WAITING:
                raise StoreUnavailableError("too many answers wait for the disk: send again later")
            self._waiting.put(slip)
        slip.done.acquire()
        if slip.outcome is None:
            raise slip.error or StoreUnavailableError("the answer was not stored")
        return slip.outcome

    def find(self, response_id: UUID) -> str | None:
        """The content hash stored under an id, None when there is none."""
        with Session(self._readers) as session:
            return find_content_hash(session, response_id)

    def close(self) -> None:
        """Store what is waiting, then end the thread."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        goes_on = True
        while goes_on:
            group: list[_Slip] = []
            goes_on = self._take(group)
            if group:
                self._store(group)
        self._let_go()

    def _take(self, group: list[_Slip]) -> bool:
        """Fill the group with all that waits; False when the end was called for."""
        slip = self._waiting.get()
        while slip is not None:
            group.append(slip)
            if len(group) == GROUP_SIZE:
                return True
            try:
                slip = self._waiting.get_nowait()
            except Empty:
                return True
        return False

    def _store(self, group: Sequence[_Slip]) -> None:
        """Commit a group and answer it; a group with a bad row is taken apart."""
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            outcomes = _commit(self._connection, group)
        except (exc.OperationalError, exc.TimeoutError, sqlite3.OperationalError) as error:
            self._let_go()
            _fail(group, explain(error))
        except Exception as error:  # the outermost handler of this thread
            self._let_go()
            if len(group) == 1:
                group[0].fail(explain(error))
                return
            for slip in group:
                self._store([slip])
        else:
            for slip, outcome in zip(group, outcomes, strict=True):
                slip.answer(outcome)

    def _let_go(self) -> None:
        """Give the connection back; the pool rolls back what it left open."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _commit(connection: Connection, group: Sequence[_Slip]) -> list[Outcome]:
    """Store a group in one transaction; returns only when it is on disk."""
    with connection.begin() as transaction:
        refused = _refused(connection, [slip.response for slip in group])
        slips = [slip for position, slip in enumerate(group) if position not in refused]
        outcomes = _insert(connection, slips) if slips else []
        if not refused and Outcome.STORED not in outcomes:
            transaction.rollback()  # repeats of what is on disk: no fsync for them
    known = iter(outcomes)
    return [Outcome.FULL if i in refused else next(known) for i in range(len(group))]


def _refused(connection: Connection, group: Sequence[NewResponse]) -> set[int]:
    try:
        return refuse_beyond_limits(connection, group)
    except TallyMissingError as error:
        create_tallies(connection, error.cells)
        return refuse_beyond_limits(connection, group)


def _insert(connection: Connection, slips: Sequence[_Slip]) -> list[Outcome]:
    driver = _driver(connection)
    batch = int(driver.execute(NEXT_BATCH).fetchone()[0])
    rows = sorted((slip.row for slip in slips), key=itemgetter(0))
    statement = (
        f"INSERT INTO response ({COLUMNS}) VALUES {', '.join([PLACES] * len(slips))} "  # noqa: S608 - constants
        "ON CONFLICT (id) DO NOTHING"
    )
    if driver.execute(statement, [x for row in rows for x in (*row, batch)]).rowcount == len(slips):
        return [Outcome.STORED] * len(slips)
    return _judge(driver, slips, batch)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _judge(driver: sqlite3.Connection, slips: Sequence[_Slip], batch: int) -> list[Outcome]:
    """Tell new rows from repeats, of earlier groups and within this one."""
    ids = tuple({slip.row[0] for slip in slips})
    query = (
        f"SELECT id, content_hash, batch FROM response WHERE id IN ({', '.join('?' * len(ids))})"  # noqa: S608 - constants
    )
    stored = {row[0]: (row[1], row[2]) for row in driver.execute(query, ids)}
    fresh = {id_ for id_, (_, row_batch) in stored.items() if row_batch == batch}
    outcomes = []
    for slip in slips:
        id_ = slip.row[0]
        if stored[id_][0] != slip.response.content_hash:
            outcomes.append(Outcome.CONFLICT)
        elif id_ in fresh:
            fresh.remove(id_)
            outcomes.append(Outcome.STORED)
        else:
            outcomes.append(Outcome.REPEATED)
    return outcomes


def _row(response: NewResponse) -> Row:
    tags, answers, flags = response.texts()
    return (
        response.id.hex,
        response.survey_id,
        response.version_hash,
        response.collector,
        response.mode,
        tags,
        answers,
        response.date.isoformat(),
        flags,
        response.content_hash,
    )


def _fail(group: Sequence[_Slip], error: Exception) -> None:
    for slip in group:
        slip.fail(error)
