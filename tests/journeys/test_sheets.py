"""Sheets of paper: from the first stack to its closing, through the pages that typists see."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import event

from questionnaires.engine import Answers, finish, validate
from questionnaires.expression import Value
from questionnaires.model import Questionnaire
from questionnaires.model.items import IntegerItem, RankingItem
from survey_app.demo.habits import Habits
from survey_app.demo.respondent import Respondent
from survey_app.services.answering.collectors import open_page
from survey_app.services.import_units import ensure_units
from survey_app.services.sheets.keyed_fields import code_fields
from survey_app.services.surveys.state import close_survey
from tests.designs import list_designs
from tests.support.client import Page, text_of
from tests.support.site import DESIGNS
from tests.support.staff import Staff, make_staff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.site import Site


BEFORE_EVERY_CLOSING = datetime(2025, 6, 1, 3, 0, tzinfo=UTC)


def survey_of(site: Site, code: str) -> int:
    page = open_page(site.context, code)
    assert page is not None
    return page.survey_id


def board(survey_id: int) -> str:
    return f"/staff/surveys/{survey_id}/sheets"


def begin(typist: Staff, survey_id: int, **fields: str) -> str:
    """Begin a stack: the address of its page."""
    values = {"unit": "", "mode": "paper", "expected": "", "check_percent": "100", **fields}
    reply = typist.send(board(survey_id), list(values.items()))
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return str(reply.headers["Location"]).removesuffix("/entry")


def key(
    typist: Staff,
    stack: str,
    typed: Mapping[str, str],
    *,
    page: Page | None = None,
    action: str = "store",
) -> Page:
    """Type a sheet in and press a button: the page that comes."""
    shown = page or typist.get(f"{stack}/entry")
    answers = {"code-consent": "1", **typed}
    return typist.press(shown, f"{stack}/entry", answers, ("action", action))


@pytest.fixture
def typist(site: Site) -> Staff:
    return make_staff(site, "administrator")


@pytest.fixture
def stack(site: Site, typist: Staff) -> str:
    """A stack of the survey with a question that depends on another."""
    return begin(typist, survey_of(site, site.publish_design("skip-within-page")))


LINES: dict[str, Value] = {"date": "2026-06-30", "text": "Đường vào bản"}


def _lines(questionnaire: Questionnaire, chance: Random) -> dict[str, Value]:
    """Answers to the questions that a simulated person leaves out."""
    found: dict[str, Value] = {}
    for item in questionnaire.items:
        if isinstance(item, IntegerItem):
            found[item.id] = chance.randint(item.min or 0, item.max or 99)
        elif item.type in LINES:
            found[item.id] = LINES[item.type]
    return found


def sample_answers(questionnaire: Questionnaire) -> dict[str, Value]:
    """The answers of a simulated person that the engine accepts."""
    for seed in range(200):
        lines = _lines(questionnaire, Random(seed))
        given = Respondent(Habits(seed, (), ()), Random(seed), None, 0, 0.0).answer(questionnaire)
        for answers in (Answers({**lines, **given}), Answers({**given, **lines})):
            if not validate(questionnaire, answers):
                return dict(answers)
    raise AssertionError("no simulated person answers this questionnaire")


def typed_for(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> dict[str, str]:
    """What a typist types for these answers."""
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in answers.items():
        item = questionnaire.find_item(name)
        if isinstance(item, RankingItem) and isinstance(value, tuple):
            ranks = {f"{name}.{code}": (str(rank),) for rank, code in enumerate(value, start=1)}
            fields |= ranks
        else:
            fields[name] = value if isinstance(value, tuple) else (str(value),)
    codes = code_fields(questionnaire, fields)
    coded = {name.removeprefix("code-") for name in codes}
    lines = {
        name: values[0]
        for name, values in fields.items()
        if name not in coded and name.partition(".")[0] not in coded
    }
    others = {name: fields[name][0] for name in fields if name.endswith(".other")}
    return {**{name: values[0] for name, values in codes.items()}, **lines, **others}


@pytest.mark.parametrize("name", list_designs())
def test_every_kind_of_question_is_typed_in_by_marks(site: Site, name: str) -> None:
    site.clock.now = BEFORE_EVERY_CLOSING
    typist = make_staff(site, "administrator")
    code = site.publish_design(name)
    shown = open_page(site.context, code)
    assert shown is not None
    answers = sample_answers(shown.questionnaire)
    address = begin(typist, shown.survey_id)

    page = key(typist, address, typed_for(shown.questionnaire, answers))

    assert "Đã lưu phiếu số 1." in page.text
    assert page.field("sheet-number") == "2"
    (stored,) = site.stored()
    assert stored["mode"] == "paper"
    assert stored["answers"] == finish(shown.questionnaire, answers).to_json()


@pytest.mark.parametrize("name", list_designs())
def test_boxes_and_marks_show_the_same_sheet(site: Site, name: str) -> None:
    site.clock.now = BEFORE_EVERY_CLOSING
    typist = make_staff(site, "administrator")
    code = site.publish_design(name)
    shown = open_page(site.context, code)
    assert shown is not None
    answers = sample_answers(shown.questionnaire)
    address = begin(typist, shown.survey_id)
    typed = typed_for(shown.questionnaire, answers)

    boxes = key(typist, address, typed, action="boxes")
    marks = typist.press(boxes, f"{address}/entry", {}, ("action", "codes"))
    assert {n: v for n, v in typed.items() if marks.field(n) != v} == {}
    page = typist.press(boxes, f"{address}/entry", {}, ("action", "store"))

    assert "Đã lưu phiếu số 1." in page.text
    assert [row["answers"] for row in site.stored()] == [
        finish(shown.questionnaire, answers).to_json()
    ]


def test_a_refused_sheet_keeps_everything_that_was_typed(
    site: Site, typist: Staff, stack: str
) -> None:
    typed = {"code-q1": "9", "q2": "nhiều", "q3": "<b>Chờ</b> lâu", "code-q4": "1"}

    page = key(typist, stack, typed)

    assert page.status == 422
    assert {name: page.field(name) for name in typed} == typed
    assert page.field("code-consent") == "1"
    (box,) = [e for e in page.root.iter("div") if e.get("class") == "errors"]
    links = [link.get("href", "") for link in box.iter("a")]
    assert links == ["#f-code-q1", "#f-q2"]
    assert site.stored() == []
    assert page.field("submission_id")


def test_enter_without_a_script_checks_and_stores_nothing(
    site: Site, typist: Staff, stack: str
) -> None:
    shown = typist.get(f"{stack}/entry")
    first = next(b for b in shown.all("button") if b.get("name") == "action")
    assert first.get("value") == "check"

    page = key(typist, stack, {"code-q1": "2"}, page=shown, action="check")

    assert page.status == 200
    assert "Đọc được hết" in page.text
    assert site.stored() == []


def test_a_paper_without_a_required_answer_is_counted_and_can_be_undone(
    site: Site, typist: Staff, stack: str
) -> None:
    refused = key(typist, stack, {"code-q4": "1"})
    assert "thiếu câu trả lời bắt buộc" in refused.text

    page = typist.press(
        refused, f"{stack}/entry", {"sheet-reason": "incomplete"}, ("action", "count")
    )

    assert "Đã ghi phiếu số 1 là không hợp lệ." in page.text
    assert page.field("sheet-number") == "2"
    assert site.stored() == []
    assert "thiếu câu bắt buộc: 1" in typist.get(stack).text
    assert "Đã bỏ ghi phiếu số 1." in typist.press(page, f"{stack}/drop/1").text


def test_who_does_not_agree_leaves_nothing_but_a_count(
    site: Site, typist: Staff, stack: str
) -> None:
    page = key(typist, stack, {"code-consent": "2", "code-q1": "1"})
    assert "không hợp lệ" in page.text
    assert site.stored() == []
    assert "không đồng ý tham gia: 1" in typist.get(stack).text


def test_consent_and_number_are_asked_for_together_with_the_rest(typist: Staff, stack: str) -> None:
    page = key(typist, stack, {"code-consent": "", "code-q1": "9"})
    assert page.status == 422
    assert "Gõ 1 nếu người trả lời đồng ý" in page.text
    assert "#f-code-q1" in [link.get("href") for link in page.all("a")]


def test_the_same_form_twice_is_one_sheet(site: Site, typist: Staff, stack: str) -> None:
    shown = typist.get(f"{stack}/entry")
    key(typist, stack, {"code-q1": "2"}, page=shown)
    again = key(typist, stack, {"code-q1": "2"}, page=shown)
    assert "Phiếu số 1 đã được lưu từ trước; chỉ tính một lần." in again.text
    assert len(site.stored()) == 1


def test_the_same_form_with_other_answers_can_become_another_sheet(
    site: Site, typist: Staff, stack: str
) -> None:
    shown = typist.get(f"{stack}/entry")
    key(typist, stack, {"code-q1": "2"}, page=shown)

    conflict = key(typist, stack, {"code-q1": "2", "code-q4": "1"}, page=shown)

    assert conflict.status == 409
    assert conflict.field("submission_id") != shown.field("submission_id")
    assert (conflict.field("sheet-number"), conflict.field("code-q4")) == ("2", "1")
    assert len(site.stored()) == 1
    assert "Đã lưu phiếu số 2." in key(typist, stack, {}, page=conflict).text


def test_a_number_that_is_taken_is_told_at_its_field(typist: Staff, stack: str) -> None:
    key(typist, stack, {"code-q1": "2"})
    page = key(typist, stack, {"code-q1": "2", "sheet-number": "1"})
    assert page.status == 422
    assert "#f-sheet-number" in [link.get("href") for link in page.all("a")]


def test_answers_to_questions_that_do_not_apply_are_named(typist: Staff, stack: str) -> None:
    page = key(typist, stack, {"code-q1": "2", "q2": "3"})
    assert "Đã bỏ câu trả lời ở những câu không phải trả lời: 2." in page.text


def test_a_closed_survey_refuses_and_loses_nothing(site: Site, typist: Staff, stack: str) -> None:
    shown = typist.get(f"{stack}/entry")
    close_survey(site.context, 1)

    page = key(typist, stack, {"code-q1": "2", "q3": "Chờ lâu"}, page=shown)

    assert page.status == 409
    assert "Cuộc khảo sát đã đóng nên phiếu chưa được lưu." in page.text
    assert (page.field("code-q1"), page.field("q3")) == ("2", "Chờ lâu")
    assert page.field("submission_id") == shown.field("submission_id")
    assert site.stored() == []
    assert "không mở nên lúc này không lưu được phiếu" in typist.get(board(1)).text


def test_a_busy_store_asks_to_send_again(site: Site, typist: Staff, stack: str) -> None:
    shown = typist.get(f"{stack}/entry")
    site.context.writer.close()

    busy = key(typist, stack, {"code-q1": "2"}, page=shown)

    assert busy.status == 503
    assert busy.headers["Retry-After"] == "20"
    assert busy.field("submission_id") == shown.field("submission_id")
    del site.context.writer
    assert "Đã lưu phiếu số 1." in key(typist, stack, {}, page=busy).text
    assert len(site.stored()) == 1


def test_interviewers_read_the_consent_aloud_first(site: Site, typist: Staff) -> None:
    survey_id = survey_of(site, site.publish_design("single-choice"))
    address = begin(typist, survey_id, mode="interviewer")
    page = typist.get(f"{address}/entry")
    assert "Đọc to đoạn này trước khi hỏi" in page.text
    assert "Tôi đồng ý tham gia thử nghiệm." in page.text
    key(typist, address, {"code-q1": "1"})
    assert [row["mode"] for row in site.stored()] == ["interviewer"]


def test_a_stack_is_checked_by_somebody_else_decided_and_closed(
    site: Site, typist: Staff, stack: str
) -> None:
    key(typist, stack, {"code-q1": "2", "code-q4": "1"})
    key(typist, stack, {"code-q1": "2"})
    other = make_staff(site, "administrator")
    finished = typist.post(f"{stack}/finish")
    assert "lần đầu do anh, chị nhập" in finished.text
    assert "lần đầu do anh, chị nhập" not in other.get(stack).text

    blind = other.get(f"{stack}/checks/1")
    assert [
        v for n, v in blind.fields(_form(blind, "checks/1")) if n.startswith("code-") and v
    ] == []
    differs = other.press(
        blind, f"{stack}/checks/1", {"code-q1": "2", "code-q4": "2"}, ("action", "store")
    )
    assert "1 câu trả lời khác nhau" in differs.text
    assert "1 Loa" in differs.text
    assert "2 Zalo" in differs.text
    undecided = other.press(differs, f"{stack}/checks/1/differences")
    assert undecided.status == 422
    decided = other.press(undecided, f"{stack}/checks/1/differences", {"decision-q4": "second"})
    assert "Phiếu số 1 đã được quyết định." in decided.text
    same = other.press(
        other.get(f"{stack}/checks/2"), f"{stack}/checks/2", {"code-q1": "2"}, ("action", "store")
    )
    assert "hai lần nhập giống nhau" in same.text
    assert "333,3 trên 1.000" in same.text

    closed = other.press(same, f"{stack}/close")

    assert "không còn gì nối tờ phiếu nào" in closed.text
    assert "333,3 trên 1.000" in closed.text
    assert "Những phiếu vừa nhập" not in closed.text
    assert len(site.stored()) == 2
    assert other.get(f"{stack}/entry").heading == "Tập số 1"
    assert "đã đóng" in typist.get(board(1)).text


def test_finishing_can_be_undone(typist: Staff, stack: str) -> None:
    key(typist, stack, {"code-q1": "2"})
    finished = typist.post(f"{stack}/finish")
    assert "Tập phiếu lại nhận phiếu." in typist.press(finished, f"{stack}/resume").text
    assert typist.get(f"{stack}/entry").field("sheet-number") == "2"


def _form(page: Page, ending: str) -> int:
    actions = [form.get("action", "") for form in page.all("form")]
    return next(index for index, action in enumerate(actions) if action.endswith(ending))


HOSTILE = [
    {"submission_id": "x"},
    {"submission_id": str(uuid4())[:-1] + "'"},
    {"sheet-number": "1e9"},
    {"sheet-number": "٣"},
    {"sheet-number": "9" * 400},
    {"action": "delete"},
    {"sheet-view": "<script>"},
    {"code-q1": "'; DROP TABLE sheet; --"},
    {"code-q1": "\u202e1\u0007"},
    {"q3": "\x00<script>alert(1)</script>"},
    {"q1": "co", "code-q1": "1"},
    {"q99": "1", "code-": "1", "code-q1.x": "1"},
]


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_fields_store_nothing_wrong(
    site: Site, typist: Staff, stack: str, bad: dict[str, str]
) -> None:
    shown = typist.get(f"{stack}/entry")
    fields = dict(shown.fields(_form(shown, "/entry")))
    fields |= {"code-consent": "1", "code-q1": "2", "action": "store"} | bad
    fields.pop("csrf_token")

    page = typist.post(f"{stack}/entry", list(fields.items()))

    assert page.status in (200, 422)
    assert "<script>alert" not in page.html
    assert all(row["answers"] == {"q1": "khong"} for row in site.stored())


def test_an_unknown_reason_counts_nothing(typist: Staff, stack: str) -> None:
    shown = typist.get(f"{stack}/entry")
    page = typist.press(shown, f"{stack}/entry", {"sheet-reason": "because"}, ("action", "count"))
    assert page.status == 404
    assert typist.get(f"{stack}/entry").field("sheet-number") == "1"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"expected": "0"}, "#expected"),
        ({"expected": "nhiều"}, "#expected"),
        ({"check_percent": "101"}, "#check_percent"),
        ({"mode": "qr"}, "#mode"),
        ({"unit": "99999"}, "#unit"),
    ],
)
def test_a_bad_stack_is_told_at_its_field(
    site: Site, typist: Staff, fields: dict[str, str], where: str
) -> None:
    survey_id = survey_of(site, site.publish_design("single-choice"))
    values = {"unit": "", "mode": "paper", "expected": "5", "check_percent": "10", **fields}
    page = typist.post(board(survey_id), list(values.items()))
    assert page.status == 422
    assert where in [link.get("href") for link in page.all("a")]


def test_stacks_of_other_units_and_surveys_are_unknown(site: Site, typist: Staff) -> None:
    ensure_units(site.context)
    code = site.publish(DESIGNS / "single-choice.yaml", unit="03466")
    other = site.publish(DESIGNS / "text-answer.yaml", unit="03466")
    survey_id, other_id = survey_of(site, code), survey_of(site, other)
    stack = begin(typist, survey_id, unit="03466")
    neighbour = make_staff(site, "collaborator", "03388")
    own = make_staff(site, "collaborator", "03466")
    viewer = make_staff(site, "viewer", "03466")

    assert own.get(f"{stack}/entry").status == 200
    for path in (stack, f"{stack}/entry", f"{stack}/checks/1"):
        assert neighbour.get(path).status == 404
        assert viewer.get(path).status == 403
    elsewhere = stack.replace(f"/surveys/{survey_id}/", f"/surveys/{other_id}/")
    assert typist.get(elsewhere).status == 404
    values = {"unit": "03388", "mode": "paper", "expected": "", "check_percent": "0"}
    assert own.post(board(survey_id), list(values.items())).status == 404
    assert "Phường Đoàn Kết" not in own.get(board(survey_id)).text
    assert neighbour.get(board(survey_id)).status == 404


def test_a_collaborator_begins_types_checks_and_closes_in_the_own_commune(site: Site) -> None:
    ensure_units(site.context)
    survey_id = survey_of(site, site.publish(DESIGNS / "single-choice.yaml", unit="03466"))
    collaborator = make_staff(site, "collaborator", "03466")
    stack = begin(collaborator, survey_id, unit="03466")
    assert "Đã lưu phiếu số 1." in key(collaborator, stack, {"code-q1": "1"}).text
    collaborator.post(f"{stack}/finish")
    again = collaborator.get(f"{stack}/checks/1")
    checked = collaborator.press(again, f"{stack}/checks/1", {"code-q1": "1"}, ("action", "store"))
    assert "không còn gì nối" in collaborator.press(checked, f"{stack}/close").text
    (stored,) = site.stored()
    assert (stored["mode"], stored["answers"]) == ("paper", {"q1": "co"})


def test_the_paper_form_is_printed_in_every_language(site: Site, typist: Staff) -> None:
    survey_id = survey_of(site, site.publish_design("two-languages"))
    links = [link.get("href", "") for link in typist.get(board(survey_id)).all("a")]
    forms = [link for link in links if "form.pdf" in link]
    assert [link.rpartition("=")[2] for link in forms] == ["vi", "en"]
    for link in forms:
        reply = typist.flask.get(link)
        assert reply.mimetype == "application/pdf"
        assert reply.get_data().startswith(b"%PDF")
    assert typist.get(f"{board(survey_id)}/form.pdf?language=xx").status == 404


def test_queries_of_the_list_do_not_grow_with_its_rows(site: Site, typist: Staff) -> None:
    survey_id = survey_of(site, site.publish_design("single-choice"))
    begin(typist, survey_id)

    def count() -> int:
        statements: list[str] = []

        def note(*args: object) -> None:
            statements.append(str(args[2]))

        engines = site.context.database.engines.values()
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        page = typist.get(board(survey_id))
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
        assert text_of(page.all("table")[0]).count("Tập số") == number
        return len(statements)

    number = 1
    first = count()
    for _ in range(11):
        begin(typist, survey_id)
    number = 12
    assert count() == first
