from datetime import UTC, date, datetime, timedelta, timezone
from unicodedata import normalize

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from survey_app.store import (
    collector_queries,
    questionnaire_queries,
    release_queries,
    response_queries,
    survey_queries,
    unit_queries,
)
from survey_app.store.database import Database
from survey_app.store.models import Survey
from survey_app.store.unit_queries import UnitChanges, UnitRow
from survey_app.store.writer import Writer
from tests.integration.responses import HASHES, make_response

NOW = datetime(2026, 7, 6, 1, 2, 3, tzinfo=UTC)
MERGER = date(2025, 7, 1)


def add_survey(database: Database, **changes: object) -> int:
    with database.session(write=True) as session:
        questionnaire_queries.add_version(
            session, content_hash=HASHES["f"], questionnaire_id="thu", content=b"{}", now=NOW
        )
        survey = survey_queries.add_survey(
            session, version_hash=HASHES["f"], title="Thử", now=NOW, **changes
        )
        session.commit()
        return survey.id


def test_units_are_those_of_the_day(database: Database) -> None:
    rows = [
        UnitRow("10", "Tỉnh Lào Cai", "tinh", None, date(1991, 10, 1), MERGER),
        UnitRow("15", "Tỉnh Lào Cai", "tinh", None, MERGER, None, "202/2025/QH15"),
        UnitRow("02647", "Phường Sa Pa", "phuong", "15", MERGER),
        UnitRow("02647", "Phường Sa Pa mới", "phuong", "15", date(2026, 9, 1)),
    ]
    rows[2] = UnitRow("02647", "Phường Sa Pa", "phuong", "15", MERGER, date(2026, 9, 1))
    with database.session(write=True) as session:
        assert unit_queries.save_units(session, rows) == UnitChanges(4, 0, 0)
        session.commit()
    with database.session() as session:
        before, after = MERGER - timedelta(days=1), MERGER
        assert [u.code for u in unit_queries.list_units(session, before)] == ["10"]
        assert [u.code for u in unit_queries.list_units(session, after)] == ["02647", "15"]
        assert unit_queries.find_unit(session, "10", after) is None
        ward = unit_queries.find_unit(session, "02647", date(2026, 8, 31))
        assert ward is not None
        assert ward.name == "Phường Sa Pa"
        ward = unit_queries.find_unit(session, "02647", date(2026, 9, 1))
        assert ward is not None
        assert ward.name == "Phường Sa Pa mới"
        assert [u.code for u in unit_queries.list_units(session, after, parent_code="15")] == [
            "02647"
        ]
        assert [u.code for u in unit_queries.list_units(session, after, kind="tinh")] == ["15"]
        assert unit_queries.count_units(session, after, digits=5) == 1
        assert len(unit_queries.list_unit_history(session, "02647")) == 2


def test_units_imported_again_change_only_what_differs(database: Database) -> None:
    decomposed = normalize("NFD", "Xã Nậm Xé")
    row = UnitRow("02700", decomposed, "xa", "15", MERGER)
    with database.session(write=True) as session:
        unit_queries.save_units(session, [row])
        assert unit_queries.save_units(session, [row]) == UnitChanges(0, 0, 1)
        ended = UnitRow("02700", "Xã Nậm Xé", "xa", "15", MERGER, date(2026, 9, 1))
        assert unit_queries.save_units(session, [ended]) == UnitChanges(0, 1, 0)
        [unit] = unit_queries.list_unit_history(session, "02700")
        assert unit.name == "Xã Nậm Xé"


def test_a_version_is_stored_once(database: Database) -> None:
    with database.session(write=True) as session:
        first = questionnaire_queries.add_version(
            session, content_hash=HASHES["a"], questionnaire_id="thu", content=b"1", now=NOW
        )
        again = questionnaire_queries.add_version(
            session, content_hash=HASHES["a"], questionnaire_id="thu", content=b"2", now=NOW
        )
        assert again is first
        assert questionnaire_queries.get_version(session, HASHES["a"]).content == b"1"
        with pytest.raises(LookupError):
            questionnaire_queries.get_version(session, HASHES["b"])


def test_a_survey_gets_the_next_number_and_keeps_its_moments(database: Database) -> None:
    vietnam = timezone(timedelta(hours=7))
    close_at = datetime(2026, 8, 1, 0, 0, tzinfo=vietnam)
    first = add_survey(database, close_at=close_at, close_after=100)
    second = add_survey(database, demonstration=True)
    assert (first, second) == (1, 2)
    with database.session() as session:
        survey = survey_queries.get_survey(session, first)
        assert (survey.state, survey.close_after, survey.demonstration) == ("draft", 100, False)
        assert survey.close_at == close_at
        assert survey.close_at is not None
        assert survey.close_at.tzinfo is UTC
        assert [s.id for s in survey_queries.list_surveys(session)] == [1, 2]
        with pytest.raises(LookupError):
            survey_queries.get_survey(session, 99)


def test_the_number_of_a_deleted_survey_is_not_given_again(database: Database) -> None:
    """Its answers may still lie in the box."""
    add_survey(database)
    last = add_survey(database)
    with database.session(write=True) as session:
        session.delete(session.get_one(Survey, last))
        session.commit()
    assert add_survey(database) == last + 1


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="zone"):
        add_survey(database, close_at=datetime(2026, 8, 1))  # noqa: DTZ001 - the point of it


def test_a_collector_is_found_as_people_type_it(database: Database) -> None:
    survey_id = add_survey(database)
    with database.session(write=True) as session:
        for code in ("ab2cd3", "EF4GH5"):
            collector_queries.add_collector(
                session,
                code=code,
                survey_id=survey_id,
                unit_code="02647",
                label="Nhà văn hóa",
                tags={"kenh": "loa"},
                issued=100 if code == "ab2cd3" else None,
                now=NOW,
            )
        session.commit()
    with database.session() as session:
        found = collector_queries.find_collector(session, " Ab2cD3\n")
        assert found is not None
        assert (found.code, found.tags, found.label) == ("AB2CD3", {"kenh": "loa"}, "Nhà văn hóa")
        assert collector_queries.find_collector(session, "ZZZZZZ") is None
        codes = [c.code for c in collector_queries.list_collectors(session, survey_id)]
        assert codes == ["AB2CD3", "EF4GH5"]
        assert collector_queries.count_issued(session, survey_id) == 100
        assert collector_queries.count_issued(session, 99) is None


def test_a_rotated_code_still_works_and_names_its_successor(database: Database) -> None:
    survey_id, other_id = add_survey(database), add_survey(database)
    with database.session(write=True) as session:
        old, new, strange = (
            collector_queries.add_collector(session, code=code, survey_id=survey, now=NOW)
            for code, survey in (("AAAAAA", survey_id), ("BBBBBB", survey_id), ("CCCCCC", other_id))
        )
        collector_queries.replace_collector(session, old, new)
        with pytest.raises(ValueError, match="same survey"):
            collector_queries.replace_collector(session, old, strange)
        session.commit()
    with database.session() as session:
        found = collector_queries.find_collector(session, "aaaaaa")
        assert found is not None
        assert found.replaced_by == "BBBBBB"


@pytest.mark.parametrize("changes", [{"code": "ABC"}, {"survey_id": 99}, {"issued": -1}], ids=str)
def test_the_database_itself_refuses_a_wrong_collector(
    database: Database, changes: dict[str, object]
) -> None:
    survey_id = add_survey(database)
    with database.session(write=True) as session, pytest.raises(DBAPIError):
        collector_queries.add_collector(
            session, **{"code": "ABCDEF", "survey_id": survey_id, "now": NOW, **changes}
        )


def test_what_is_not_committed_is_rolled_back(database: Database) -> None:
    with database.session(write=True) as session:
        questionnaire_queries.add_version(
            session, content_hash=HASHES["a"], questionnaire_id="thu", content=b"1", now=NOW
        )
    with database.session() as session:
        assert questionnaire_queries.find_version(session, HASHES["a"]) is None


def test_the_last_release_is_the_one_shown(database: Database) -> None:
    survey_id = add_survey(database)
    with database.session(write=True) as session:
        assert release_queries.find_last_release(session, survey_id) is None
        for upto, responses in ((3, 10), (9, 25)):
            release_queries.add_release(
                session, survey_id=survey_id, upto_batch=upto, responses=responses, now=NOW
            )
        session.commit()
    with database.session() as session:
        last = release_queries.find_last_release(session, survey_id)
        assert last is not None
        assert (last.upto_batch, last.responses, last.released_at) == (9, 25, NOW)
        assert [r.responses for r in release_queries.list_releases(session, survey_id)] == [10, 25]


def test_counts_of_a_list_page_take_one_query(database: Database, writer: Writer) -> None:
    for survey_id, collector in ((1, "AAAAAA"), (1, "BBBBBB"), (1, "AAAAAA"), (2, "CCCCCC")):
        writer.submit(make_response(survey_id=survey_id, collector=collector))
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    with database.box_session() as session:
        event.listen(database.box, "before_cursor_execute", note)
        assert response_queries.count_by_survey(session) == {1: 3, 2: 1}
        event.remove(database.box, "before_cursor_execute", note)
    assert len([s for s in statements if not s.startswith("BEGIN")]) == 1


def test_answers_are_counted_without_the_rows_of_later_batches(
    database: Database, writer: Writer
) -> None:
    writer.submit(make_response({"q1": "co"}, tags={"gioi": "nu"}))
    with database.box_session() as session:
        upto = response_queries.newest_batch(session)
    writer.submit(make_response({"q1": "khong"}))
    with database.box_session() as session:
        assert response_queries.count_responses(session, 1) == 2
        assert response_queries.count_responses(session, 1, upto_batch=upto) == 1
