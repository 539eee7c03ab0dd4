"""The one place where a grant's reach is enforced: what scoped sessions see, change and refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import aliased

from survey_app.store.collector_queries import add_collector
from survey_app.store.database import Database
from survey_app.store.models import Collector, Person, Release, Response, RoleGrant, Survey
from survey_app.store.questionnaire_queries import add_version
from survey_app.store.release_queries import add_release
from survey_app.store.scope import EVERYTHING, NOTHING, Scope, ScopeError, reach
from survey_app.store.survey_queries import add_survey, find_survey, list_surveys
from survey_app.store.unit_queries import UnitRow, save_units

NOW = datetime(2026, 7, 1, tzinfo=UTC)
UNITS = [("22", None), ("22001", "22"), ("22002", "22"), ("2200101", "22001"), ("30", None)]


@pytest.fixture
def world(database: Database) -> Database:
    """Province 22 runs survey 1 with collectors in both communes, 30 runs survey 2 of its own."""
    with database.session(write=True) as session:
        save_units(
            session, [UnitRow(code, code, "x", parent, date(2025, 7, 1)) for code, parent in UNITS]
        )
        version = add_version(
            session, content_hash="f" * 64, questionnaire_id="q", content=b"{}", now=NOW
        )
        for owner, places in (("22", ("22001", "22002")), ("30", ("30",))):
            survey = add_survey(session, version_hash=version.content_hash, title=owner, now=NOW)
            survey.unit_code = owner
            for place in places:
                add_collector(
                    session, code=f"A{place:0>6}", survey_id=survey.id, now=NOW, unit_code=place
                )
            add_release(session, survey_id=survey.id, upto_batch=1, responses=10, now=NOW)
        for number, unit in ((1, "22"), (2, "22001"), (3, "30")):
            session.add(
                Person(login=f"p{number}", name="P", created_at=NOW, uniquifier=str(number))
            )
            session.flush()
            session.add(
                RoleGrant(
                    person_id=number,
                    role="officer",
                    unit_code=unit,
                    valid_from=date(2026, 1, 1),
                    created_at=NOW,
                )
            )
        session.commit()
    return database


def scope_of(database: Database, *units: str | None) -> Scope:
    with database.session() as session:
        return reach(session, units)


def test_a_grant_reaches_everything_below_its_unit(world: Database) -> None:
    assert scope_of(world, "22").units == {"22", "22001", "22002", "2200101"}
    assert scope_of(world, "22002", "30").units == {"22002", "30"}
    assert scope_of(world, "22", None) == EVERYTHING
    assert scope_of(world) == NOTHING


def test_a_commune_sees_the_survey_that_concerns_it_and_only_its_own_collectors(
    world: Database,
) -> None:
    with world.within(scope_of(world, "22001")).session() as session:
        assert [survey.title for survey in list_surveys(session)] == ["22"]
        assert find_survey(session, 2) is None
        assert list(session.scalars(select(Collector.unit_code))) == ["22001"]
        assert session.get(Collector, "A022002") is None
        assert session.scalars(select(func.count()).select_from(Collector)).one() == 1
        assert list(session.scalars(select(Release.survey_id))) == [1]
        other = aliased(Collector)
        assert session.scalars(select(func.count()).select_from(other)).one() == 1
        within = select(Survey.id).where(Survey.id.in_(select(Collector.survey_id)))
        assert list(session.scalars(within)) == [1]
        assert [person.id for person in session.scalars(select(Person))] == [2]


def test_only_the_owner_changes_a_survey(world: Database) -> None:
    commune = world.within(scope_of(world, "22001"))
    with commune.session(write=True) as session:
        survey = find_survey(session, 1)
        assert survey is not None
        survey.title = "mine now"
        with pytest.raises(ScopeError):
            session.commit()
    with commune.session(write=True) as session:
        session.execute(update(Survey).values(title="mine now"))
        session.execute(delete(Release))
        session.commit()
    with world.session() as session:
        assert [survey.title for survey in list_surveys(session)] == ["22", "30"]
        assert session.scalars(select(func.count()).select_from(Release)).one() == 2
    with world.within(scope_of(world, "22")).session(write=True) as session:
        survey = find_survey(session, 1)
        assert survey is not None
        survey.title = "theirs"
        session.commit()


def test_nothing_is_made_or_moved_beyond_the_scope(world: Database) -> None:
    commune = world.within(scope_of(world, "22001"))
    with commune.session(write=True) as session, pytest.raises(ScopeError):
        add_collector(session, code="ZZZZZZ", survey_id=1, now=NOW, unit_code="22002")
    with commune.session(write=True) as session:
        own = session.get(Collector, "A022001")
        assert own is not None
        own.unit_code = "22002"
        with pytest.raises(ScopeError):
            session.flush()
    with commune.session(write=True) as session, pytest.raises(ScopeError):
        add_release(session, survey_id=1, upto_batch=9, responses=20, now=NOW)


def test_answers_and_plain_statements_are_closed_to_scoped_sessions(world: Database) -> None:
    narrowed = world.within(scope_of(world, "22"))
    with narrowed.box_session() as session, pytest.raises(ScopeError):
        session.scalars(select(Response)).all()
    with narrowed.session() as session, pytest.raises(ScopeError):
        session.execute(text("SELECT * FROM survey"))


def test_no_grant_sees_nothing_and_the_whole_installation_sees_all(world: Database) -> None:
    with world.within(NOTHING).session() as session:
        assert list_surveys(session) == []
        assert session.scalars(select(Person)).all() == []
    with world.within(EVERYTHING).session() as session:
        assert len(list_surveys(session)) == 2
