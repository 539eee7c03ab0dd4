"""The two databases of an installation: engines, sessions, what must be true before the start.

`default` holds surveys, `box` holds answers; nothing joins them but numbers and codes. Both are
SQLite files or both PostgreSQL databases, or one of each.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from survey_app.config import normal_url
from survey_app.store import durability
from survey_app.store.errors import StoreError
from survey_app.store.scope import SCOPE, Scope, ScopedSession

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

POOL_SIZE = 32
BUSY_TIMEOUT_MS = 20_000
SETTING_NAMES = {"default": "YDAN_DATABASE_URL", "box": "YDAN_BOX_URL"}


class Database:
    """Both engines. Opens no connection until asked; `check` before serving, `close` at the end."""

    def __init__(self, database_url: str, box_url: str, *, pool_size: int = POOL_SIZE) -> None:
        self.pool_size = pool_size
        self.default = make_engine(database_url, pool_size)
        self.box = make_engine(box_url, pool_size)
        self.scope: Scope | None = None

    def within(self, scope: Scope) -> "Database":
        """The same databases, seen through sessions that reach no further than `scope`."""
        narrowed = copy(self)
        narrowed.scope = scope
        return narrowed

    @property
    def unscoped(self) -> "Database":
        """The same databases without a scope: for what counts whole surveys, never for a page.

        Who uses this has read the survey through the scope before (tests/architecture names them).
        """
        whole = copy(self)
        whole.scope = None
        return whole

    @contextmanager
    def session(self, *, write: bool = False) -> Iterator[Session]:
        """A session on `default`; whatever the caller did not commit is rolled back.

        Pass `write=True` to change something: on SQLite the write lock is then taken at the start
        (waiting its turn), where a reading transaction that turns to writing could be refused.
        """
        with _open(self.default, write, self.scope) as session:
            yield session

    @contextmanager
    def box_session(self, *, write: bool = False) -> Iterator[Session]:
        """A session on `box`, as `session`. Answers themselves go in through the writer only."""
        with _open(self.box, write, self.scope) as session:
            yield session

    @property
    def engines(self) -> dict[str, Engine]:
        """Both engines by the name of their database."""
        return {"default": self.default, "box": self.box}

    def check(self) -> None:
        """Raise StoreError unless both databases are reachable, durable and of this version."""
        from survey_app.store.migrations import check_revision  # noqa: PLC0415 - it needs this module

        for name, engine in self.engines.items():
            with connect(engine, name) as connection:
                durability.check(connection, SETTING_NAMES[name])
                check_revision(connection, name)

    def close(self) -> None:
        """Close every pooled connection."""
        for engine in self.engines.values():
            engine.dispose()


@contextmanager
def connect(engine: Engine, name: str, *, write: bool = False) -> Iterator[Connection]:
    """A connection; StoreError naming the setting when the database cannot be reached."""
    try:
        connection = engine.execution_options(ydan_write=write).connect()
    except DBAPIError as error:
        setting, address = SETTING_NAMES[name], engine.url.render_as_string(hide_password=True)
        raise StoreError(f"{setting}: cannot open {address}: {error.orig}") from error
    with connection:
        yield connection


def make_engine(address: str, pool_size: int) -> Engine:
    """An engine with the settings that durability needs; ValueError for an unusable address."""
    url = make_url(normal_url(address))
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=4, pool_pre_ping=not _is_file(url)
    )
    if _is_file(url):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_path(engine: Engine) -> Path | None:
    """The file of an SQLite engine, None for PostgreSQL."""
    return Path(engine.url.database or "") if _is_file(engine.url) else None


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


@contextmanager
def _open(engine: Engine, write: bool, scope: Scope | None) -> Iterator[Session]:
    bind = engine.execution_options(ydan_write=write)
    if scope is None:
        with Session(bind, expire_on_commit=False) as session:
            yield session
    else:
        with ScopedSession(bind, expire_on_commit=False, info={SCOPE: scope}) as session:
            yield session


def _prepare_sqlite(connection: sqlite3.Connection, entry: "ConnectionPoolEntry") -> None:
    """Commit only what is on disk (WAL with an fsync each), and keep foreign keys."""
    del entry
    connection.isolation_level = None  # transactions begin below, not where the driver thinks
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("ydan_write", False)
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    try:
        driver.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN", None, error) from error
