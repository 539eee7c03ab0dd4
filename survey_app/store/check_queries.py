"""What `flask data check` asks of the databases: whole files, names that both sides know."""

from typing import TypeVar

from sqlalchemy import Connection, select

from survey_app.store.database import SETTING_NAMES, Database, connect
from survey_app.store.durability import check as check_durability
from survey_app.store.errors import StoreError
from survey_app.store.migrations import check_revision
from survey_app.store.models import BoxBase, Collector, Survey

Code = TypeVar("Code", int, str)


def find_setting_faults(database: Database) -> dict[str, str]:
    """What is wrong with version or durability, by database; {} when both are as they must be."""
    faults = {}
    for name, engine in database.engines.items():
        try:
            with connect(engine, name) as connection:
                check_durability(connection, SETTING_NAMES[name])
                check_revision(connection, name)
        except StoreError as error:
            faults[name] = str(error)
    return faults


def find_damage(database: Database, name: str) -> list[str]:
    """What the database says of its own file: [] for a whole one.

    SQLite walks every page and every foreign key; PostgreSQL keeps both by itself.
    """
    with connect(database.engines[name], name) as connection:
        if connection.dialect.name != "sqlite":
            return []
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
        damage = [line for line in found if line != "ok"]
        keys = connection.exec_driver_sql("PRAGMA foreign_key_check")
        return damage + [f"{table}: {parent}" for table, _, parent, _ in keys]


def find_lost_surveys(database: Database) -> dict[str, list[int]]:
    """Numbers of surveys that the box speaks of and `default` does not have, by table."""
    with connect(database.default, "default") as connection:
        known = set(connection.execute(select(Survey.id)).scalars())
    with connect(database.box, "box") as connection:
        return _lost(connection, "survey_id", known)


def find_lost_collectors(database: Database) -> dict[str, list[str]]:
    """Codes of collectors that the box speaks of and `default` does not have, by table."""
    with connect(database.default, "default") as connection:
        known = set(connection.execute(select(Collector.code)).scalars())
    with connect(database.box, "box") as connection:
        return _lost(connection, "collector", known)


def _lost(connection: Connection, column: str, known: set[Code]) -> dict[str, list[Code]]:
    found = {}
    for table in BoxBase.metadata.sorted_tables:
        if column in table.c:
            values = connection.execute(select(table.c[column]).distinct()).scalars()
            if lost := sorted(value for value in values if value not in known):
                found[table.name] = lost
    return found
