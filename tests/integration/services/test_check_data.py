"""`flask data check`: a line for each check, and the first thing that is broken by name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from survey_app.config import Settings
from survey_app.services.audit import record
from survey_app.services.check_data import check_data
from survey_app.services.context import Context
from survey_app.store.database import Database
from survey_app.store.models import Response
from tests.integration.services.test_audit_chain import without_guards

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
GOOD = [
    "good_settings", "good_settings", "good_file", "good_file", "chain_whole", "good_surveys",
    "good_collectors",
]  # fmt: skip


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    settings = Settings(data=tmp_path, secret_key="q7Zp-0vNn3_tests-only-kX81LmRw5sYd2")
    made = Context(database, settings, clock=lambda: NOW)
    with database.session(write=True) as session:
        for number in (1, 2, 3):
            record(session, made, "survey.opened", f"survey:{number}")
        session.commit()
    return made


def codes(context: Context) -> list[str]:
    return [line.code for line in check_data(context)]


def test_everything_in_order_is_said_line_by_line(context: Context) -> None:
    assert codes(context) == GOOD
    assert all(line.is_good for line in check_data(context))


def test_a_changed_event_is_named(context: Context) -> None:
    with without_guards(context) as connection:
        connection.execute(text("UPDATE audit_event SET target = 'survey:9' WHERE id = 2"))
    (wrong,) = [line for line in check_data(context) if not line.is_good]
    assert (wrong.code, wrong.values["id"]) == ("chain_changed", 2)


def test_answers_of_a_collector_that_is_gone_are_noticed(context: Context) -> None:
    with context.database.box_session(write=True) as session:
        session.add(
            Response(
                id=uuid4(),
                survey_id=77,
                version_hash="a" * 64,
                collector="GONE22",
                mode="qr",
                tags="{}",
                answers="{}",
                date=NOW.date(),
                flags="[]",
                content_hash="b" * 64,
                batch=1,
            )
        )
        session.commit()
    wrong = {line.code: line.values for line in check_data(context) if not line.is_good}
    assert wrong["bad_surveys"] == {"count": 1, "table": "response", "first": 77}
    assert wrong["bad_collectors"] == {"count": 1, "table": "response", "first": "GONE22"}


def test_a_database_of_another_version_stops_the_rest(context: Context) -> None:
    with context.database.default.execution_options(ydan_write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    lines = list(check_data(context))
    assert [line.code for line in lines] == ["bad_settings", "good_settings"]
    assert "YDAN_DATABASE_URL" in str(lines[0].values["detail"])


def test_a_damaged_file_is_noticed(sqlite_database: Database, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, secret_key="q7Zp-0vNn3_tests-only-kX81LmRw5sYd2")
    context = Context(sqlite_database, settings, clock=lambda: NOW)
    driver = sqlite_database.default.raw_connection()
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute(
        "INSERT INTO release (survey_id, upto_batch, responses, released_at)"
        " VALUES (99, 1, 0, '2026-07-01')"
    )
    driver.execute("PRAGMA foreign_keys=ON")
    driver.close()
    (wrong,) = [line for line in check_data(context) if not line.is_good]
    assert (wrong.code, wrong.values["first"]) == ("bad_file", "release: survey")
