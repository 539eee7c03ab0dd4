"""Acknowledged means on disk; who was not stored is told so."""

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from survey_app.store.database import Database
from survey_app.store.errors import StoreError, StoreFullError, StoreUnavailableError
from survey_app.store.sqlite_writer import SqliteWriter
from survey_app.store.writer import Outcome, Writer, make_writer
from tests.integration.responses import make_response
from tests.support.databases import sqlite_pair

PATIENCE_S = 60.0


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def submit(writer: Writer, response: object) -> Outcome | StoreError:
    try:
        return writer.submit(response)  # type: ignore[arg-type]
    except StoreError as error:
        return error


def test_nobody_is_acknowledged_before_the_commit(sqlite_database: Database) -> None:
    """The commit is held back: no submission of the group may return meanwhile."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        reached.set()
        assert go_on.wait(PATIENCE_S)

    event.listen(sqlite_database.box, "commit", hold)
    writer = make_writer(sqlite_database)
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(writer.submit, make_response()) for _ in range(4)]
        assert reached.wait(PATIENCE_S)
        assert not any(one.done() for one in waiting)
        go_on.set()
        assert [one.result(PATIENCE_S) for one in waiting] == [Outcome.STORED] * 4
    writer.close()


def test_a_failed_commit_reaches_everybody_who_waited(sqlite_database: Database) -> None:
    failing = threading.Event()
    failing.set()

    def fail(_: object) -> None:
        if failing.is_set():
            raise OperationalError("COMMIT", None, sqlite3.OperationalError("disk I/O error"))

    event.listen(sqlite_database.box, "commit", fail)
    writer = make_writer(sqlite_database)
    sheets = [make_response() for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda sheet: submit(writer, sheet), sheets))
    assert all(isinstance(outcome, StoreUnavailableError) for outcome in outcomes)

    failing.clear()
    assert [submit(writer, sheet) for sheet in sheets] == [Outcome.STORED] * 8
    writer.close()


def test_a_full_disk_is_named_and_stores_nothing_halfway(sqlite_database: Database) -> None:
    def shrink(connection: sqlite3.Connection, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 8}")

    event.listen(sqlite_database.box, "connect", shrink)
    sqlite_database.box.dispose()
    writer = make_writer(sqlite_database)
    sheets = [make_response({"q1": "x" * 3_000}) for _ in range(40)]
    outcomes = [submit(writer, sheet) for sheet in sheets]

    assert outcomes[0] is Outcome.STORED
    assert isinstance(outcomes[-1], StoreFullError)
    stored = [outcome is Outcome.STORED for outcome in outcomes]
    assert [writer.find(sheet.id) is not None for sheet in sheets] == stored
    writer.close()


def test_a_locked_database_is_unavailable_not_lost(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_app.store.database.BUSY_TIMEOUT_MS", 50)
    sqlite_database.box.dispose()
    writer = make_writer(sqlite_database)
    sheet = make_response()
    with sqlite_database.box_session(write=True) as session:
        session.execute(text("SELECT 1"))
        assert isinstance(submit(writer, sheet), StoreUnavailableError)
    assert submit(writer, sheet) is Outcome.STORED
    writer.close()


def test_a_broken_connection_to_postgresql_is_taken_up_again(
    postgresql_database: Database,
) -> None:
    writer = make_writer(postgresql_database)
    assert writer.submit(make_response()) is Outcome.STORED
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with postgresql_database.box.connect() as connection:
        assert connection.execute(text(kill)).all()
    assert writer.submit(make_response()) is Outcome.STORED
    writer.close()


def test_rows_on_disk_tell_the_batch_and_nothing_finer(sqlite_database: Database) -> None:
    """Within a commit group rows lie by their random ids, not in the order they came."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        reached.set()
        assert go_on.wait(PATIENCE_S)

    event.listen(sqlite_database.box, "commit", hold)
    writer = SqliteWriter(sqlite_database.box)
    with ThreadPoolExecutor(24) as threads:
        waiting = [threads.submit(writer.submit, make_response())]
        assert reached.wait(PATIENCE_S)
        waiting += [threads.submit(writer.submit, make_response()) for _ in range(23)]
        wait_until(lambda: writer._waiting.qsize() == 23)
        go_on.set()
        assert {one.result(PATIENCE_S) for one in waiting} == {Outcome.STORED}
    writer.close()
    with sqlite_database.box.connect() as connection:
        by_row = connection.execute(text("SELECT batch, id FROM response ORDER BY rowid")).all()
    assert by_row == sorted(by_row)
    assert [batch for batch, _ in by_row] == [1] + [2] * 23


def test_no_row_carries_a_time_or_an_address(database: Database) -> None:
    with database.box.connect() as connection:
        names = connection.execute(text("SELECT * FROM response")).keys()
    assert set(names) == {
        *("id", "survey_id", "version_hash", "collector", "mode", "tags", "answers"),
        *("date", "flags", "content_hash", "batch"),
    }


def test_check_accepts_both_engines(database: Database) -> None:
    database.check()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_check_refuses_an_unsafe_server(postgresql_database: Database, setting: str) -> None:
    try:
        _alter_server(postgresql_database, f"ALTER SYSTEM SET {setting} = off", (setting, "off"))
        with pytest.raises(StoreError, match=rf"YDAN_DATABASE_URL.*{setting}"):
            postgresql_database.check()
    finally:
        _alter_server(postgresql_database, f"ALTER SYSTEM RESET {setting}", (setting, "on"))
    postgresql_database.check()


def _alter_server(database: Database, statement: str, wanted: tuple[str, str]) -> None:
    engine = database.box.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql("SELECT pg_reload_conf()")

    def is_so() -> bool:
        with engine.connect() as connection:
            return bool(connection.exec_driver_sql(f"SHOW {wanted[0]}").scalar_one() == wanted[1])

    wait_until(is_so)
    database.default.dispose()


def test_check_refuses_an_address_that_turns_durability_off(
    postgresql_database: Database,
) -> None:
    unsafe = {"options": "-c synchronous_commit=off"}
    weak = Database(
        postgresql_database.default.url.render_as_string(hide_password=False),
        postgresql_database.box.url.update_query_dict(unsafe).render_as_string(False),
    )
    with pytest.raises(StoreError, match=r"YDAN_BOX_URL.*synchronous_commit"):
        weak.check()
    weak.close()


def test_check_refuses_a_weakened_sqlite(sqlite_database: Database) -> None:
    def weaken(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")

    event.listen(sqlite_database.box, "connect", weaken)
    sqlite_database.box.dispose()
    with pytest.raises(StoreError, match=r"YDAN_BOX_URL.*FULL"):
        sqlite_database.check()


def test_check_names_the_setting_of_a_database_that_is_not_there(tmp_path: Path) -> None:
    pair = sqlite_pair(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="YDAN_DATABASE_URL"):
        pair.check()


def test_an_address_without_a_server_is_named_without_its_password() -> None:
    pair = Database(
        "postgresql://ydan:verysecret@127.0.0.1:1/ydan",
        "postgresql://ydan:verysecret@127.0.0.1:1/box",
    )
    with pytest.raises(StoreError, match="YDAN_DATABASE_URL") as refusal:
        pair.check()
    assert "verysecret" not in str(refusal.value)
