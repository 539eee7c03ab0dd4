"""Bring the databases to the version of the program: `python -m survey_app.store.migrations`.

The numbered steps lie in migrations/default and migrations/box; Alembic runs them.
"""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from survey_app.config import PROJECT, SettingsError, load_settings
from survey_app.store.database import SETTING_NAMES, Database, connect, sqlite_path
from survey_app.store.errors import StoreError

MIGRATIONS = PROJECT / "migrations"
COMMAND = "python -m survey_app.store.migrations"
LOCK = 0x7964616E
"""One number for PostgreSQL's advisory lock, so that two processes do not migrate at once."""


def upgrade(database: Database) -> None:
    """Run every missing step on both databases; does nothing where none is missing.

    Makes the folder of an embedded database. StoreError when a database cannot be reached.
    """
    for name, engine in database.engines.items():
        path = sqlite_path(engine)
        if path is not None:
            _make_folder(path.parent)
        with connect(engine, name, write=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            command.upgrade(make_config(name, connection), "head")
            if name == "box":
                renumber_restored(connection)


def is_current(database: Database) -> bool:
    """Whether both databases are of the version of this program."""
    try:
        for name, engine in database.engines.items():
            with connect(engine, name) as connection:
                check_revision(connection, name)
    except StoreError:
        return False
    return True


def check_revision(connection: Connection, name: str) -> None:
    """Raise StoreError, naming setting and command, unless the schema is this program's."""
    current = MigrationContext.configure(connection).get_current_revision()
    head = ScriptDirectory.from_config(make_config(name)).get_current_head()
    if current != head:
        raise StoreError(
            f"{SETTING_NAMES[name]}: the database `{name}` has version {current or 'none'}, "
            f"this program needs {head}: run `{COMMAND}`"
        )
    if name == "box" and _has_restored_batches(connection):
        raise StoreError(
            f"{SETTING_NAMES[name]}: the answers come from another PostgreSQL server (a restored "
            f"backup): run `{COMMAND}`"
        )


def make_config(name: str, connection: Connection | None = None) -> Config:
    """Alembic's configuration for the database `name`; steps run on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / name).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


RESTORED = "batch >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"


def renumber_restored(connection: Connection) -> None:
    """Give rows of a restored backup a batch number below every transaction to come.

    A PostgreSQL batch is a transaction number of the server that stored it. On another server the
    count starts again, and rows from its future would stay out of every extract.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"UPDATE response SET batch = 0 WHERE {RESTORED}"))  # noqa: S608 - a constant


def _has_restored_batches(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    query = text(f"SELECT EXISTS (SELECT 1 FROM response WHERE {RESTORED})")  # noqa: S608 - a constant
    return bool(connection.execute(query).scalar_one())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"YDAN_DATA: cannot make the folder {folder}: {error.strerror}") from error


def main() -> int:
    """Migrate the databases that the settings name; 2 and one line per error when that fails."""
    try:
        settings = load_settings()
        database = Database(settings.database_url, settings.box_url)
        upgrade(database)
        database.check()
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
