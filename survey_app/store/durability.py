"""What a database must promise before an answer is acknowledged: committed means on disk."""

from sqlalchemy import Connection

from survey_app.store.errors import StoreError

SQLITE_FULL = 2
"""`PRAGMA synchronous`: 2 is FULL, 3 EXTRA; below that a commit may vanish with the power."""

POSTGRESQL_MINIMUM = 130_000
"""`pg_current_xact_id()` came with version 13."""


def check(connection: Connection, setting: str) -> None:
    """Raise StoreError, naming the setting, when a commit could be lost."""
    if connection.dialect.name == "sqlite":
        _check_sqlite(connection, setting)
    else:
        _check_postgresql(connection, setting)


def _check_sqlite(connection: Connection, setting: str) -> None:
    journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if journal != "wal":
        raise StoreError(
            f"{setting}: SQLite refuses its write-ahead log here (journal_mode is {journal}); "
            "put the file on a local disk that can be written"
        )
    synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    if int(synchronous) < SQLITE_FULL:
        raise StoreError(f"{setting}: SQLite runs with synchronous={synchronous}, it must be FULL")
    if not connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one():
        raise StoreError(f"{setting}: SQLite runs without foreign keys")


def _check_postgresql(connection: Connection, setting: str) -> None:
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < POSTGRESQL_MINIMUM:
        raise StoreError(f"{setting}: PostgreSQL 13 or newer is needed")
    for name, unsafe in (
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "off"),
    ):
        if connection.exec_driver_sql(f"SHOW {name}").scalar_one() == unsafe:
            raise StoreError(
                f"{setting}: PostgreSQL runs with {name}={unsafe}, acknowledged answers could be "
                f"lost; set {name}=on for the server, the database and the role"
            )
