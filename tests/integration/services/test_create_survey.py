"""Drafts: from the library, as copies, as waves; flash surveys; put away and deleted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from questionnaires.library import list_flash_questionnaires, list_questionnaires
from questionnaires.reader import read_questionnaire
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.submit_response import Kind
from survey_app.services.context import Context
from survey_app.services.import_units import SHIPPED, import_units
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.check_upload import check_upload
from survey_app.services.surveys.create_survey import (
    NewSurvey,
    changes_since,
    create_survey,
    library_questionnaire,
    list_library,
    questionnaire_of,
    surveys_of_form,
)
from survey_app.services.surveys.flash_survey import find_flash, list_flash_templates, start_flash
from survey_app.services.surveys.put_away import archive_survey, delete_draft, restore_survey
from survey_app.services.surveys.questionnaire_files import file_of_library, file_of_survey
from survey_app.services.surveys.state import close_survey, open_survey
from survey_app.services.surveys.unpack_upload import UploadFile
from survey_app.services.surveys.wave_series import list_waves
from survey_app.store.models import AuditEvent, Collector
from survey_app.store.survey_queries import find_survey, get_survey
from tests.integration.services.conftest import DESIGNS, Clock, run_design, send

PULSE = "nam-bat-2026-07"


def refused(code: str, call: object, *values: object, **named: object) -> bool:
    with pytest.raises(Refusal) as refusal:
        call(*values, **named)  # type: ignore[operator]  # a service
    return refusal.value.code == code


def test_a_draft_of_the_library_keeps_its_form_and_says_where_it_came_from(
    context: Context,
) -> None:
    form = library_questionnaire(PULSE)
    survey_id = create_survey(context, form, NewSurvey(origin="library"))
    assert questionnaire_of(context, survey_id) == form
    assert surveys_of_form(context, form) == (survey_id,)
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        assert (survey.state, survey.version, survey.wave_of) == ("draft", 1, None)
        (event,) = session.scalars(select(AuditEvent))
    assert event.action == "survey.drafted"
    assert form.content_hash in event.details


def test_the_library_lists_length_and_languages() -> None:
    facts = {line.id: line for line in list_library()}
    assert tuple(facts) == list_questionnaires()
    assert facts[PULSE].items == 6
    assert facts["hai-long-dvc-ntm-2026"].languages == ("vi", "en")
    assert all(1 <= line.minutes <= 10 for line in facts.values())
    assert refused("unknown_questionnaire", library_questionnaire, "../../etc/passwd")


def test_a_copy_under_another_title_loses_the_translated_title_only(context: Context) -> None:
    form = read_questionnaire(DESIGNS / "two-languages")
    first = create_survey(context, form, NewSurvey())
    copied = create_survey(context, questionnaire_of(context, first), NewSurvey("Bản sao"))
    copy = questionnaire_of(context, copied)
    assert copy.title == "Bản sao"
    english = copy.in_language("en")
    assert english.title == "Bản sao"
    assert english.item("q1").text == form.in_language("en").item("q1").text
    assert questionnaire_of(context, first).title == form.title
    assert refused("bad_characters", create_survey, context, form, NewSurvey("a\u202eb"))


def test_waves_of_a_wave_stand_in_one_series(context: Context) -> None:
    form = library_questionnaire(PULSE)
    first = create_survey(context, form, NewSurvey())
    second = create_survey(context, form, NewSurvey("Đợt 2", wave_of=first))
    third = create_survey(context, form, NewSurvey("Đợt 3", wave_of=second))
    other = create_survey(context, form, NewSurvey("Riêng"))
    for survey_id in (first, second, third):
        waves = list_waves(context, survey_id)
        assert [(wave.survey_id, wave.number) for wave in waves] == [
            (first, 1),
            (second, 2),
            (third, 3),
        ]
    assert [wave.survey_id for wave in list_waves(context, other)] == [other]
    assert refused("unknown_survey", create_survey, context, form, NewSurvey(wave_of=99))


def test_a_changed_wave_is_compared_with_the_newest_one(context: Context) -> None:
    form = library_questionnaire(PULSE)
    first = create_survey(context, form, NewSurvey())
    pages = form.pages[:2] + form.pages[3:]
    shorter = form.model_copy(update={"pages": pages})
    (change,) = changes_since(context, first, shorter)
    assert (change.item_id, change.kind) == ("p3", "dropped")
    create_survey(context, shorter, NewSurvey("Đợt 2", wave_of=first))
    assert changes_since(context, first, shorter) == ()


def test_a_flash_survey_is_open_with_one_collector_at_the_unit(
    context: Context, clock: Clock
) -> None:
    import_units(context, SHIPPED)
    for template in list_flash_questionnaires():
        made = start_flash(context, template, subject="Thu phí rác mới", unit_code="03388")
        page = open_page(context, made.code)
        assert page is not None
        assert (page.state, page.unit_code) == ("open", "03388")
        assert page.questionnaire.title.endswith(": Thu phí rác mới")
        assert page.questionnaire.conductor == "Phường Đoàn Kết"
        assert find_flash(context, made.survey_id) == made
        clock.now += timedelta(seconds=1)
    assert send(context, made.code, {"dong_tinh": "4"}).kind is Kind.STORED


def test_a_flash_survey_without_subject_keeps_the_words_of_the_template(context: Context) -> None:
    facts = list_flash_templates()[0]
    made = start_flash(context, facts.id)
    assert questionnaire_of(context, made.survey_id).title == facts.title


@pytest.mark.parametrize(
    ("template", "named", "code"),
    [
        ("nam-bat-2026-07", {}, "unknown_questionnaire"),
        ("../nhanh", {}, "unknown_questionnaire"),
        ("nhanh-dong-tinh", {"unit_code": "99999"}, "unknown_unit"),
        ("nhanh-dong-tinh", {"subject": "x" * 300}, "title_too_long"),
        ("nhanh-dong-tinh", {"subject": "a\u2066b"}, "bad_characters"),
    ],
)
def test_a_flash_survey_that_cannot_be_leaves_nothing(
    sqlite_context: Context, template: str, named: dict[str, str], code: str
) -> None:
    assert refused(code, start_flash, sqlite_context, template, **named)
    with sqlite_context.database.session() as session:
        assert find_survey(session, 1) is None


def test_a_draft_is_deleted_with_its_collectors(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml", is_open=False)
    delete_draft(context, survey_id)
    with context.database.session() as session:
        assert find_survey(session, survey_id) is None
        assert session.get(Collector, code) is None
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None
    assert (last.action, last.target) == ("survey.deleted", f"survey:{survey_id}")
    assert open_page(context, code) is None
    assert refused("unknown_survey", delete_draft, context, survey_id)


def test_what_was_opened_or_continued_is_not_deleted(context: Context) -> None:
    opened, _ = run_design(context, "single-choice.yaml")
    assert refused("not_a_draft", delete_draft, context, opened)
    close_survey(context, opened)
    assert refused("not_a_draft", delete_draft, context, opened)
    form = library_questionnaire(PULSE)
    first = create_survey(context, form, NewSurvey())
    second = create_survey(context, form, NewSurvey("Đợt 2", wave_of=first))
    assert refused("survey_in_use", delete_draft, context, first)
    delete_draft(context, second)
    delete_draft(context, first)


def test_a_survey_is_put_away_and_taken_out_again(context: Context) -> None:
    survey_id, _ = run_design(context, "single-choice.yaml")
    assert refused("still_open", archive_survey, context, survey_id)
    close_survey(context, survey_id)
    archive_survey(context, survey_id)
    archive_survey(context, survey_id)
    with context.database.session() as session:
        assert get_survey(session, survey_id).archived_at == context.clock()
    restore_survey(context, survey_id)
    with context.database.session() as session:
        assert get_survey(session, survey_id).archived_at is None
        actions = list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions[-2:] == ["survey.archived", "survey.restored"]


def test_a_draft_that_was_put_away_can_be_opened(sqlite_context: Context) -> None:
    survey_id, _ = run_design(sqlite_context, "single-choice.yaml", is_open=False)
    archive_survey(sqlite_context, survey_id)
    open_survey(sqlite_context, survey_id)
    with sqlite_context.database.session() as session:
        assert get_survey(session, survey_id).archived_at is None


def test_the_file_of_a_survey_makes_the_same_survey_again(context: Context) -> None:

    import_units(context, SHIPPED)
    form = library_questionnaire("hai-long-dvc-ntm-2026")
    survey_id = create_survey(context, form, NewSurvey())
    found = file_of_survey(context, survey_id)
    assert found.name == "hai-long-dvc-ntm-2026.zip"
    report = check_upload([UploadFile(found.name, found.content)])
    assert report.questionnaire == form
    again = create_survey(context, form, NewSurvey())
    with context.database.session() as session:
        hashes = {get_survey(session, number).version_hash for number in (survey_id, again)}
    assert len(hashes) == 1


def test_a_shipped_file_is_handed_out_as_it_is() -> None:
    found = file_of_library(PULSE)
    assert found.content.decode().startswith("# Phiếu mẫu")
    assert file_of_library("hai-long-dvc-ntm-2026").media_type == "application/zip"
