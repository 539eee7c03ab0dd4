"""From a file to a closed survey: import, collectors, states, the list."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from survey_app.services.answering.collectors import open_page
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.import_units import SHIPPED, ensure_units, import_units
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.import_questionnaire import import_questionnaire
from survey_app.services.surveys.list_surveys import list_surveys
from survey_app.services.surveys.state import close_survey, open_survey
from survey_app.store.models import Questionnaire
from tests.integration.services.conftest import DESIGNS, Clock, run_design, send

SHIPPED_FORM = (
    Path(__file__).parents[3] / "questionnaires/library/hai-long-dvc-ntm-2026/questionnaire.yaml"
)


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def test_import_twice_is_one_version_and_two_surveys(context: Context) -> None:
    first = import_questionnaire(context, DESIGNS / "single-choice.yaml")
    second = import_questionnaire(context, DESIGNS / "single-choice.yaml")
    assert first.version_hash == second.version_hash
    assert first.survey_id != second.survey_id
    with context.database.session() as session:
        assert len(session.scalars(select(Questionnaire)).all()) == 1


def test_import_refuses_a_file_with_errors_and_stores_nothing(
    sqlite_context: Context, tmp_path: Path
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text((DESIGNS / "single-choice.yaml").read_text().replace("text: Xã", "txt: Xã"))
    with pytest.raises(Refusal) as refused:
        import_questionnaire(sqlite_context, path)
    assert code_of(refused) == "questionnaire_has_problems"
    assert any(problem.line for problem in refused.value.problems)
    assert list_surveys(sqlite_context) == ()


def test_import_freezes_the_units_of_today(context: Context) -> None:
    import_units(context, SHIPPED)
    imported = import_questionnaire(context, SHIPPED_FORM)
    with context.database.session() as session:
        version = get_questionnaire(session, imported.version_hash)
    choices = version.choices_of(version.item("xa"))
    assert len(choices) == 38
    assert {choice.code for choice in choices} >= {"03388", "03390"}
    assert choices[0].text.startswith(("Phường ", "Xã "))
    assert version.content_hash == imported.version_hash


def test_import_without_units_names_the_item(sqlite_context: Context) -> None:
    with pytest.raises(Refusal) as refused:
        import_questionnaire(sqlite_context, SHIPPED_FORM)
    assert (code_of(refused), refused.value.values["item"]) == ("no_units_of", "xa")


def test_units_are_3321_communes_and_a_second_import_changes_nothing(context: Context) -> None:
    assert ensure_units(context) is not None
    assert ensure_units(context) is None
    again = import_units(context, SHIPPED)
    assert (again.added, again.changed) == (0, 0)
    assert again.unchanged >= 34 + 3321


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("code,name\n", 1),
        ("{head}\n01,Hà Nội,thanh_pho,,2025-07-01,,x\nAB,Xã,xa,01,2025-07-01,,x\n", 3),
        ("{head}\n01,Hà Nội,thanh_pho,,01/07/2025,,x\n", 2),
        ("{head}\n01,Hà Nội,city,,2025-07-01,,x\n", 2),
        ("{head}\n01,Hà Nội,thanh_pho,,2025-07-01\n", 2),
    ],
)
def test_import_units_names_the_bad_line(
    sqlite_context: Context, tmp_path: Path, text: str, line: int
) -> None:
    path = tmp_path / "units.csv"
    path.write_text(text.format(head="code,name,kind,parent,valid_from,valid_to,legal_ref"))
    with pytest.raises(Refusal) as refused:
        import_units(sqlite_context, path)
    assert (code_of(refused), refused.value.values["line"]) == ("bad_units_file", line)


def test_states_go_forward_only(context: Context) -> None:
    survey_id = import_questionnaire(context, DESIGNS / "single-choice.yaml").survey_id
    with pytest.raises(Refusal) as refused:
        close_survey(context, survey_id)
    assert code_of(refused) == "not_open"
    open_survey(context, survey_id)
    with pytest.raises(Refusal) as refused:
        open_survey(context, survey_id)
    assert code_of(refused) == "already_open"
    close_survey(context, survey_id)
    for change in (open_survey, close_survey):
        with pytest.raises(Refusal) as refused:
            change(context, survey_id)
        assert code_of(refused) == "already_closed"
    with context.database.session() as session:
        assert get_survey(session, survey_id).closed_at == context.clock()


def test_a_survey_nobody_imported_is_unknown(sqlite_context: Context) -> None:
    with pytest.raises(Refusal) as refused:
        open_survey(sqlite_context, 99)
    assert code_of(refused) == "unknown_survey"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"unit_code": "99999"}, "unknown_unit"),
        ({"tags": {"huyen": "x"}}, "unknown_group"),
        ({"tags": {"gioi": "man"}}, "unknown_tag_code"),
        ({"issued": -1}, "bad_issued"),
        ({"label": "x" * 201}, "label_too_long"),
        ({"channel": "x" * 33}, "label_too_long"),
    ],
)
def test_make_collector_refuses_what_the_survey_does_not_know(
    sqlite_context: Context, wanted: dict[str, object], code: str
) -> None:
    survey_id = import_questionnaire(sqlite_context, DESIGNS / "group-weights.yaml").survey_id
    with pytest.raises(Refusal) as refused:
        make_collector(sqlite_context, NewCollector(survey_id, **wanted))  # type: ignore[arg-type]  # by name
    assert code_of(refused) == code


def test_make_collector_takes_free_tags_of_a_group_without_an_item(sqlite_context: Context) -> None:
    survey_id = import_questionnaire(sqlite_context, DESIGNS / "group-weights.yaml").survey_id
    code = make_collector(sqlite_context, NewCollector(survey_id, tags={"kenh": "loa"}))
    page = open_page(sqlite_context, code.lower())
    assert page is not None
    assert (page.code, page.tags, page.state) == (code, {"kenh": "loa"}, "not_yet")
    assert len(code) == 6


def test_open_page_names_the_unit_as_it_is_called_today(context: Context) -> None:
    import_units(context, SHIPPED)
    _, code = run_design(context, "single-choice.yaml", unit_code="03388")
    page = open_page(context, code)
    assert page is not None
    assert page.unit_name == "Phường Đoàn Kết"


def test_open_page_costs_no_query_within_a_second(sqlite_context: Context, clock: Clock) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    first = open_page(sqlite_context, code)
    assert open_page(sqlite_context, code) is first
    with sqlite_context.database.session(write=True) as session:
        get_survey(session, survey_id).state = "closed"
        session.commit()
    assert open_page(sqlite_context, code) is first
    sqlite_context.pages.clear()
    page = open_page(sqlite_context, code)
    assert page is not None
    assert page.state == "closed"


@pytest.mark.parametrize("code", ["", "ZZZZZZ", "../../etc", "A" * 17, "Ñandú1"])
def test_open_page_of_no_collector_is_none(sqlite_context: Context, code: str) -> None:
    assert open_page(sqlite_context, code) is None


def test_list_counts_people_and_sheets(context: Context, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 1, tzinfo=UTC)
    survey_id, code = run_design(context, "single-choice.yaml", issued=30)
    other = make_collector(context, NewCollector(survey_id, issued=20))
    run_design(context, "scale-levels.yaml")
    send(context, code, {"q1": "co"})
    send(context, other, {"q1": "chua"})
    first, second = list_surveys(context)
    assert (first.state, first.accepted, first.issued) == ("open", 2, 50)
    assert set(first.collectors) == {code, other}
    assert (second.accepted, second.issued) == (0, None)
