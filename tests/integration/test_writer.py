from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from survey_app.store import response_queries
from survey_app.store.database import Database
from survey_app.store.errors import StoreError, StoreUnavailableError
from survey_app.store.models import Response
from survey_app.store.writer import Outcome, Writer, make_writer
from tests.integration.responses import HASHES, make_response


def count(database: Database, survey_id: int = 1) -> int:
    with database.box_session() as session:
        return response_queries.count_responses(session, survey_id)


def test_a_stored_response_keeps_every_column(database: Database, writer: Writer) -> None:
    response = make_response(
        {"q1": "có, “hài lòng”", "q4": {"thai_do": "5"}},
        tags={"gioi": "nữ"},
        mode="paper",
        flags=("rotated_code", "tag_mismatch:gioi"),
        date=date(2026, 2, 28),
    )

    assert writer.submit(response) is Outcome.STORED

    with database.box_session() as session:
        row = session.scalars(select(Response)).one()
        assert (row.id, row.survey_id, row.collector, row.mode) == (
            response.id,
            1,
            "ABCDEF",
            "paper",
        )
        assert row.answers.encode() == response.answers
        assert row.tags == '{"gioi":"nữ"}'
        assert row.flags == '["rotated_code","tag_mismatch:gioi"]'
        assert (row.date, row.content_hash) == (date(2026, 2, 28), HASHES["a"])
        assert row.version_hash == HASHES["f"]


def test_the_same_id_is_a_repeat_or_a_conflict_by_its_content(
    database: Database, writer: Writer
) -> None:
    response = make_response()
    assert writer.submit(response) is Outcome.STORED
    assert writer.submit(response) is Outcome.REPEATED
    other = make_response({"q1": "khong"}, id=response.id, content_hash=HASHES["b"])
    assert writer.submit(other) is Outcome.CONFLICT
    assert writer.submit(response) is Outcome.REPEATED

    assert count(database) == 1
    assert writer.find(response.id) == HASHES["a"]
    assert writer.find(uuid4()) is None


def test_many_threads_on_one_id_store_it_once(database: Database, writer: Writer) -> None:
    same = make_response()
    other = make_response(id=same.id, content_hash=HASHES["b"])
    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(writer.submit, [same, other] * 40))

    assert outcomes.count(Outcome.STORED) == 1
    assert count(database) == 1
    winner = writer.find(same.id)
    for response, outcome in zip([same, other] * 40, outcomes, strict=True):
        if response.content_hash != winner:
            assert outcome is Outcome.CONFLICT
        else:
            assert outcome in (Outcome.STORED, Outcome.REPEATED)


def test_every_acknowledged_response_can_be_read_at_once(
    database: Database, writer: Writer
) -> None:
    def submit_and_look(_: int) -> bool:
        response = make_response()
        writer.submit(response)
        return writer.find(response.id) == response.content_hash

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(submit_and_look, range(200)))
    assert count(database) == 200


def test_a_bad_row_fails_alone(database: Database, writer: Writer) -> None:
    """Whoever shares its commit group is stored; the error quotes nothing of the row."""
    bad = make_response({"q1": "bí mật"}, mode="smoke signals")
    good = [make_response() for _ in range(20)]

    def submit(response: object) -> Outcome | StoreError:
        try:
            return writer.submit(response)  # type: ignore[arg-type]
        except StoreError as error:
            return error

    with ThreadPoolExecutor(21) as threads:
        outcomes = list(threads.map(submit, [*good[:10], bad, *good[10:]]))

    error = outcomes.pop(10)
    assert isinstance(error, StoreError)
    assert not isinstance(error, StoreUnavailableError)
    assert "mật" not in str(error)
    assert error.__cause__ is None
    assert set(outcomes) == {Outcome.STORED}
    assert count(database) == 20


def test_text_that_is_no_utf8_is_refused_before_the_store(
    database: Database, writer: Writer
) -> None:
    with pytest.raises(UnicodeDecodeError):
        writer.submit(replace(make_response(), answers=b'{"q1": "\xff"}'))
    assert count(database) == 0


def test_nothing_is_taken_after_close(database: Database) -> None:
    writer = make_writer(database)
    writer.submit(make_response())
    writer.close()
    writer.close()
    with pytest.raises(StoreUnavailableError):
        writer.submit(make_response())
    assert count(database) == 1


def test_two_writers_at_once_lose_nothing(database: Database) -> None:
    """The loader of a command beside the running server, each with connections of its own."""
    writers = [make_writer(database), make_writer(database)]
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda i: writers[i % 2].submit(make_response()), range(120)))
    for writer in writers:
        writer.close()
    assert set(outcomes) == {Outcome.STORED}
    assert count(database) == 120
