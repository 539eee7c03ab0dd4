"""The way in for answers: stored exactly once, acknowledged when they are on disk.

SQLite allows one writer at a time and pays for every commit with an fsync: one thread commits
whatever is waiting as one group. PostgreSQL groups the commits of many connections by itself: every
answer takes a connection of the pool and commits alone.
"""

from typing import Protocol
from uuid import UUID

from survey_app.store.database import Database, sqlite_path
from survey_app.store.new_response import Limit, NewResponse, Outcome
from survey_app.store.postgresql_writer import PostgresqlWriter
from survey_app.store.sqlite_writer import SqliteWriter

__all__ = ["Limit", "NewResponse", "Outcome", "Writer", "make_writer"]


class Writer(Protocol):
    """Stores answers; may be called from many threads."""

    def submit(self, response: NewResponse) -> Outcome:
        """Store a response and return when it is durable.

        The same id again is REPEATED (same content hash) or CONFLICT (another), also when the
        survey is full. Raises StoreUnavailableError (StoreFullError: no room on the disk) when it
        could not be stored: whether it was is then unknown, and sending it again is safe.
        """

    def find(self, response_id: UUID) -> str | None:
        """The content hash stored under an id, None when there is none."""

    def close(self) -> None:
        """Store what is waiting and stop; later submissions are refused."""


def make_writer(database: Database) -> Writer:
    """The writer that suits the box database."""
    if sqlite_path(database.box) is not None:
        return SqliteWriter(database.box)
    return PostgresqlWriter(database.box, database.pool_size)
