from concurrent.futures import ThreadPoolExecutor

from survey_app.store import response_queries
from survey_app.store.database import Database
from survey_app.store.writer import Limit, Outcome, Writer, make_writer
from tests.integration.responses import HASHES, make_response


def count(database: Database) -> int:
    with database.box_session() as session:
        return response_queries.count_responses(session, 1)


def test_sixteen_threads_fill_a_survey_exactly(database: Database) -> None:
    writers = [make_writer(database), make_writer(database)]
    limits = (Limit(25),)
    with ThreadPoolExecutor(16) as threads:
        outcomes = list(
            threads.map(lambda i: writers[i % 2].submit(make_response(limits=limits)), range(80))
        )
    for writer in writers:
        writer.close()
    assert outcomes.count(Outcome.STORED) == 25
    assert outcomes.count(Outcome.FULL) == 55
    assert count(database) == 25


def test_a_quota_cell_is_full_while_another_has_room(database: Database, writer: Writer) -> None:
    def submit(sex: str) -> Outcome:
        limits = (Limit(3, "gioi", "nam"), Limit(5)) if sex == "nam" else (Limit(5),)
        return writer.submit(make_response(tags={"gioi": sex}, limits=limits))

    assert [submit("nam") for _ in range(4)] == [Outcome.STORED] * 3 + [Outcome.FULL]
    assert [submit("nu") for _ in range(3)] == [Outcome.STORED] * 2 + [Outcome.FULL]
    assert count(database) == 5


def test_what_was_stored_before_the_limit_counts(database: Database, writer: Writer) -> None:
    for sex in ("nam", "nam", "nu"):
        writer.submit(make_response(tags={"gioi": sex}))
    writer.submit(make_response(survey_id=2, tags={"gioi": "nam"}))

    quota = Limit(3, "gioi", "nam")
    male = {"tags": {"gioi": "nam"}, "limits": (quota, Limit(10))}
    assert writer.submit(make_response(**male)) is Outcome.STORED
    assert writer.submit(make_response(**male)) is Outcome.FULL


def test_a_repeat_is_answered_when_the_survey_is_full(writer: Writer) -> None:
    limits = (Limit(1),)
    first = make_response(limits=limits)
    assert writer.submit(first) is Outcome.STORED
    assert writer.submit(make_response(limits=limits)) is Outcome.FULL
    assert writer.submit(first) is Outcome.REPEATED
    other = make_response(id=first.id, content_hash=HASHES["b"], limits=limits)
    assert writer.submit(other) is Outcome.CONFLICT


def test_double_taps_take_one_place(database: Database, writer: Writer) -> None:
    limits = (Limit(10),)
    sheets = [make_response(limits=limits) for _ in range(10)]
    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(writer.submit, sheets * 4))
    assert outcomes.count(Outcome.STORED) == 10
    assert outcomes.count(Outcome.REPEATED) == 30
    assert count(database) == 10


def test_a_limit_of_nought_accepts_nobody(database: Database, writer: Writer) -> None:
    full = make_response(tags={"gioi": "nam"}, limits=(Limit(0, "gioi", "nam"),))
    assert writer.submit(full) is Outcome.FULL
    assert writer.find(full.id) is None
    assert count(database) == 0
