"""Answers into PostgreSQL: a connection of the pool and a transaction for each.

The usual answer is one statement that commits by itself: one round trip. Only an answer under a
limit opens a transaction, in which its tallies are locked.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from survey_app.store.errors import StoreUnavailableError, explain
from survey_app.store.new_response import NewResponse, Outcome
from survey_app.store.response_queries import find_content_hash
from survey_app.store.tallies import TallyMissingError, create_tallies, refuse_beyond_limits

INSERT = (
    "INSERT INTO response (id, survey_id, version_hash, collector, mode, tags, answers, date, "
    "flags, content_hash, batch) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, "
    "CAST(CAST(pg_current_xact_id() AS text) AS bigint)) ON CONFLICT (id) DO NOTHING"
)
HASH = "SELECT content_hash FROM response WHERE id = %s"

Row = tuple[UUID | str | int | date, ...]


class PostgresqlWriter:
    """See `store.writer.Writer`."""

    def __init__(self, engine: Engine, pool_size: int) -> None:
        self._readers = engine
        self._engine = create_engine(
            engine.url,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,
        )
        self._transactions = self._engine.execution_options(isolation_level="READ COMMITTED")
        self._closed = False

    def submit(self, response: NewResponse) -> Outcome:
        """Store a response in a transaction of its own."""
        row = _row(response)
        if self._closed:
            raise StoreUnavailableError("the store is closing: send again later")
        try:
            return self._store(response, row)
        except SQLAlchemyError as error:
            if not getattr(error, "connection_invalidated", False):
                raise explain(error) from None
        try:
            # The connection had died, in the pool most often. The id makes a second try safe.
            return self._store(response, row)
        except SQLAlchemyError as error:
            raise explain(error) from None

    def find(self, response_id: UUID) -> str | None:
        """The content hash stored under an id, None when there is none."""
        with Session(self._readers) as session:
            return find_content_hash(session, response_id)

    def close(self) -> None:
        """Refuse further submissions and close the pool; those under way finish."""
        self._closed = True
        self._engine.dispose()

    def _store(self, response: NewResponse, row: Row) -> Outcome:
        if not response.limits:
            with self._engine.connect() as connection:
                return _insert(connection, row)
        try:
            return self._store_within_limits(response, row)
        except TallyMissingError as error:
            with self._transactions.begin() as connection:
                create_tallies(connection, error.cells)
            return self._store_within_limits(response, row)

    def _store_within_limits(self, response: NewResponse, row: Row) -> Outcome:
        with self._transactions.begin() as connection:
            if refuse_beyond_limits(connection, [response]):
                return Outcome.FULL
            return _insert(connection, row)


def _insert(connection: Connection, row: Row) -> Outcome:
    if connection.exec_driver_sql(INSERT, row).rowcount:
        return Outcome.STORED
    # The row that was in the way is committed: the insert waited for it.
    stored = connection.exec_driver_sql(HASH, (row[0],)).scalar_one()
    return Outcome.REPEATED if stored == row[-1] else Outcome.CONFLICT


def _row(response: NewResponse) -> Row:
    tags, answers, flags = response.texts()
    return (
        response.id,
        response.survey_id,
        response.version_hash,
        response.collector,
        response.mode,
        tags,
        answers,
        response.date,
        flags,
        response.content_hash,
    )
