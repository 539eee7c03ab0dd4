"""Whatever is done to the audit log behind our back is found; what we do keeps it whole."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from survey_app.config import Settings
from survey_app.services.audit import record
from survey_app.services.audit_chain import check_chain
from survey_app.services.context import Context
from survey_app.store.audit_log_queries import GUARDS
from survey_app.store.database import Database

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
A, B = "a" * 64, "b" * 64
INSERT = "INSERT INTO audit_event (at, actor, action, target, details, previous_hash, hash)"
COPY_OF = f"{INSERT} SELECT at, actor, action, target, details, hash, '{B}' FROM audit_event"


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    settings = Settings(data=tmp_path, secret_key="q7Zp-0vNn3_tests-only-kX81LmRw5sYd2")
    return Context(database, settings, clock=lambda: NOW)


def add_events(context: Context, number: int) -> None:
    with context.database.session(write=True) as session:
        for count in range(1, number + 1):
            record(session, context, "survey.opened", f"survey:{count}", count=count)
        session.commit()


@contextmanager
def without_guards(context: Context) -> Iterator[Connection]:
    """The table as whoever owns the database may treat it; the guards come back afterwards."""
    engine = context.database.default.execution_options(ydan_write=True)
    with engine.begin() as connection:
        made = drop_guards(connection)
        yield connection
        for statement in made:
            connection.exec_driver_sql(statement)


def drop_guards(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
        return ["ALTER TABLE audit_event ENABLE TRIGGER USER"]
    query = "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    made = list(connection.execute(text(query)).scalars())
    for name in GUARDS:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return made


def test_a_log_that_nobody_touched_is_whole(context: Context) -> None:
    empty = check_chain(context)
    assert (empty.events, empty.fault, empty.last_hash) == (0, None, "0" * 64)
    add_events(context, 5)
    state = check_chain(context)
    assert (state.events, state.fault, state.event_id, state.is_all) == (5, None, None, True)


def test_the_newest_events_can_be_checked_alone(context: Context) -> None:
    add_events(context, 5)
    state = check_chain(context, newest=2)
    assert (state.events, state.fault, state.is_all) == (2, None, False)
    assert check_chain(context, newest=5).is_all
    assert check_chain(context, newest=50).events == 5


@pytest.mark.parametrize(
    ("statements", "fault", "event_id"),
    [
        (["UPDATE audit_event SET details = '{\"count\":9}' WHERE id = 3"], "changed", 3),
        (["UPDATE audit_event SET person_id = NULL, actor = 'cli' WHERE id = 1"], "changed", 1),
        (["UPDATE audit_event SET at = '2026-07-02 08:00:00' WHERE id = 4"], "changed", 4),
        (["DELETE FROM audit_event WHERE id = 3"], "gap", 4),
        (["DELETE FROM audit_event WHERE id = 1"], "gap", 2),
        (["DELETE FROM audit_event WHERE id = 5"], "cut", 4),
        (["DELETE FROM audit_event"], "cut", None),
        (
            [
                "UPDATE audit_event SET id = 99 WHERE id = 2",
                "UPDATE audit_event SET id = 2 WHERE id = 3",
                "UPDATE audit_event SET id = 3 WHERE id = 99",
            ],
            "gap",
            2,
        ),
        (
            [
                f"{INSERT} VALUES ('2026-07-01 08:00:00', 'x', 'x', 'y', '{{}}', '{A}', '{B}')",
            ],
            "gap",
            6,
        ),
        (
            [
                f"{COPY_OF} WHERE id = 5",
            ],
            "changed",
            6,
        ),
    ],
    ids=[
        "details", "actor", "moment", "removed", "first removed", "last removed", "all removed",
        "swapped", "appended outside the chain", "appended with a wrong hash",
    ],
)  # fmt: skip
def test_what_was_done_to_the_log_is_found(
    context: Context, statements: list[str], fault: str, event_id: int | None
) -> None:
    add_events(context, 5)
    with without_guards(context) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)

    state = check_chain(context)

    assert (state.fault, state.event_id) == (fault, event_id)


def test_an_event_appended_past_the_program_is_found_with_the_guards_on(context: Context) -> None:
    add_events(context, 2)
    with context.database.default.execution_options(ydan_write=True).begin() as connection:
        connection.exec_driver_sql(f"{COPY_OF} WHERE id = 2")

    state = check_chain(context)

    assert (state.fault, state.event_id, state.events) == ("changed", 3, 2)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET target = 'x'", "DELETE FROM audit_event WHERE id = 1"],
)
def test_the_database_itself_refuses_changes(context: Context, statement: str) -> None:
    add_events(context, 2)
    engine = context.database.default.execution_options(ydan_write=True)
    with (
        pytest.raises(DBAPIError, match="only ever added to"),
        engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    assert check_chain(context).fault is None


def test_a_log_without_its_guards_is_told(context: Context) -> None:
    add_events(context, 2)
    with context.database.default.execution_options(ydan_write=True).begin() as connection:
        drop_guards(connection)
    assert check_chain(context).fault == "unguarded"


def test_concurrent_writers_keep_one_chain(context: Context) -> None:
    threads = [threading.Thread(target=add_events, args=(context, 5)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    state = check_chain(context)

    assert (state.events, state.fault) == (30, None)


def test_an_event_is_lost_with_the_change_that_it_tells_of(context: Context) -> None:
    add_events(context, 1)
    with context.database.session(write=True) as session:
        record(session, context, "survey.opened", "survey:2")
    state = check_chain(context)
    assert (state.events, state.fault) == (1, None)


def test_checking_takes_the_same_memory_for_a_long_log(
    sqlite_database: Database, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, secret_key="q7Zp-0vNn3_tests-only-kX81LmRw5sYd2")
    context = Context(sqlite_database, settings, clock=lambda: NOW)
    peaks = []
    for _ in range(2):
        add_events(context, 3000)
        tracemalloc.start()
        assert check_chain(context).fault is None
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]
