"""Reviewing comments through the pages: roles, scope, empty states, the queue, the codebook."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.support.staff import make_staff

if TYPE_CHECKING:
    from tests.support.client import Page
    from tests.support.site import Site
    from tests.support.staff import Staff

TEXT = "Bà Lan ở bản nói đường xấu"


def publish(site: Site, texts: list[str], unit: str | None = None) -> str:
    """A survey with one answer for each text; the address of its comments."""
    from questionnaires.engine import read_json  # noqa: PLC0415 - as in tests.support.site
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415
    from survey_app.services.answering.submit_response import Submission, submit  # noqa: PLC0415

    code = site.publish_design("comments", unit=unit)
    page = open_page(site.context, code)
    assert page is not None
    for text in texts:
        document = {"q1": "nu", **({"q3": text} if text else {})}
        answers, _ = read_json(page.questionnaire, document)
        submit(site.context, Submission(uuid4(), code, "vi", answers))
    return f"/staff/surveys/{page.survey_id}/comments"


def cards(page: Page) -> list[str]:
    """The addresses of the comments on a page."""
    found = [form.get("action", "") for form in page.all("form")]
    return list(dict.fromkeys(action for action in found if len(action.split("/")[-1]) == 36))


@pytest.mark.parametrize("people", [0, 1, 9])
def test_too_few_answers_are_said_with_what_to_do(site: Site, people: int) -> None:
    address = publish(site, [TEXT] * people)
    page = make_staff(site, "collaborator").get(address)
    assert f"đến nay có {people} người" in page.text
    assert TEXT not in page.text
    assert "đường xấu" not in page.html


def test_ten_answers_without_words_are_said_too(site: Site) -> None:
    page = make_staff(site, "collaborator").get(publish(site, [""] * 10))
    assert "Chưa có ý kiến viết nào" in page.text


def test_accept_hide_cover_and_undo(site: Site) -> None:
    staff = make_staff(site, "collaborator")
    address = publish(site, [TEXT, *["Cầu hỏng"] * 11])
    page = staff.get(address)
    assert "Đã duyệt 0/12" in page.text
    (target,) = cards(staff.get(f"{address}?search=duong+xau"))
    first = next(card for card in cards(page) if card != target)
    page = staff.press(page, first, button=("step", "accept"))
    assert "Đã nhận ý kiến." in page.text
    assert "Đã duyệt 1/12" in page.text
    assert first not in cards(page)
    undo = next(f.get("action", "") for f in page.all("form") if "/undo" in f.get("action", ""))
    page = staff.press(page, undo)
    assert "Đã hoàn tác." in page.text
    assert first in cards(page)
    page = staff.post(target, [("step", "cover"), ("version", "1"), ("phrase", "Lan")])
    assert "Đã che." in page.text
    assert "Bà [đã che] ở bản" in staff.get(f"{address}?search=duong+xau").text


def test_a_suggestion_covers_by_one_button(site: Site) -> None:
    staff = make_staff(site, "collaborator")
    address = publish(site, [TEXT, *[""] * 9])
    page = staff.get(address)
    assert [b[:2] for b in page.buttons(_form(page, "cover"))] == [("", ""), ("span", "3-6")]
    page = staff.post(
        cards(page)[0], [("step", "cover"), ("version", "1"), ("span", "3-6"), ("phrase", "")]
    )
    assert "Bà [đã che] ở bản nói đường xấu" in page.text


def _form(page: Page, step: str) -> int:
    return next(
        number for number in range(len(page.all("form"))) if ("step", step) in page.fields(number)
    )


def test_the_second_reviewer_sees_what_the_first_did(site: Site) -> None:
    one, two = make_staff(site, "collaborator"), make_staff(site, "officer")
    address = publish(site, [TEXT] * 10)
    seen = two.get(address)
    target = cards(seen)[0]
    one.press(one.get(address), target, button=("step", "hide"))
    page = two.press(seen, target, button=("step", "accept"))
    assert "Người khác vừa xử lý ý kiến này" in page.text
    assert "Ý kiến này, như hiện nay" in page.text
    assert "Đã duyệt 1/10" in page.text
    assert "Đã nhận ý kiến." not in page.text


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("step", "drop"), ("version", "1")],
        [("step", "accept"), ("version", "x")],
        [("step", "accept"), ("version", "99999999999")],
        [("step", "cover"), ("version", "1"), ("span", "5-2")],
        [("step", "cover"), ("version", "1"), ("span", "0-999999")],
        [("step", "cover"), ("version", "1"), ("span", "a"), ("phrase", "%")],
        [("step", "topics"), ("version", "1"), ("topic", "khong_co")],
        [("step", "accept"), ("version", "2"), ("back", "state=%00&after=x&focus=1")],
    ],
)
def test_bad_steps_change_nothing(site: Site, pairs: list[tuple[str, str]]) -> None:
    staff = make_staff(site, "collaborator")
    address = publish(site, [TEXT] * 10)
    page = staff.post(cards(staff.get(address))[0], pairs)
    assert page.status == 200
    assert "Đã duyệt 0/10" in page.text


@pytest.mark.parametrize(
    "query",
    ["after=x", "before=' OR 1", "state=gone", "item=q9", "topic=a%22b", "unit=-", "search=%25",
     "focus=00000000-0000-0000-0000-000000000000", "search=" + "x" * 5000, "state=new&state=all"],
)  # fmt: skip
def test_hostile_filters_are_answered(site: Site, query: str) -> None:
    staff = make_staff(site, "collaborator")
    address = publish(site, [TEXT] * 10)
    assert staff.get(f"{address}?{query}").status == 200


def test_roles_and_other_places_are_kept_out(site: Site) -> None:
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415 - as above

    ensure_units(site.context)
    address = publish(site, [TEXT] * 12, unit="03466")
    target = cards(make_staff(site, "collaborator").get(address))[0]
    viewer, other = make_staff(site, "viewer"), make_staff(site, "officer", "01")
    for path in (address, f"{address}/topics"):
        assert viewer.get(path).status == 403
        assert other.get(path).status == 404
    for staff, status in ((viewer, 403), (other, 404)):
        assert staff.post(target, [("step", "accept"), ("version", "1")]).status == status
        assert staff.post(f"{target}/undo?version=1").status == status
        assert staff.post(f"{address}/topics", [("label", "x")]).status == status
    mine = make_staff(site, "collaborator", "03466").get(address)
    assert len(cards(mine)) == 12
    foreign = target.replace(target.split("/")[-1], str(uuid4()))
    assert make_staff(site, "officer").post(foreign, [("step", "accept")]).status == 404


def test_codebook_add_rename_merge_copy(site: Site) -> None:
    staff = make_staff(site, "officer")
    address = publish(site, [TEXT] * 10)
    topics = f"{address}/topics"
    page = staff.get(topics)
    assert "Bảng mã chưa có chủ đề nào" in page.text
    page = staff.press(page, topics, {"label": "Đường, cầu xấu"})
    assert "duong_cau_xau" in page.text
    assert staff.post(topics, [("label", "Đường, cầu xấu")]).status == 422
    assert staff.post(topics, [("label", " ")]).status == 422
    assert staff.post(topics, [("label", "x" * 121)]).status == 422
    assert staff.post(topics, [("label", "Khác"), ("code", "1a")]).status == 422
    staff.post(topics, [("label", "<b>Nước</b>"), ("code", "nuoc")])
    page = staff.post(f"{topics}/nuoc", [("label", "Nước sạch"), ("description", "giếng, suối")])
    assert "Nước sạch" in page.text
    assert staff.post(f"{topics}/khong_co", [("label", "x")]).status == 404
    queue = staff.get(address)
    target = cards(queue)[0]
    staff.post(target, [("step", "topics"), ("version", "1"), ("topic", "nuoc")])
    assert len(cards(staff.get(f"{address}?topic=nuoc"))) == 1
    assert len(cards(staff.get(f"{address}?topic=-"))) == 9
    page = staff.post(f"{topics}/nuoc/merge", [("into", "duong_cau_xau")])
    assert "Đã gộp hai chủ đề." in page.text
    assert len(cards(staff.get(f"{address}?topic=duong_cau_xau"))) == 1
    second = publish(site, [""] * 10)
    number = address.split("/")[3]
    page = staff.post(f"{second}/copy-topics", [("source", number)])
    assert "Đã chép 1 chủ đề." in page.text
    assert staff.post(f"{second}/copy-topics", [("source", "9999")]).status == 404


def test_shares_appear_when_enough_people_are_coded(site: Site) -> None:
    staff = make_staff(site, "officer")
    address = publish(site, [TEXT] * 40)
    staff.post(f"{address}/topics", [("label", "Đường")])
    assert "ít nhất 10 người" in staff.get(f"{address}/topics").text
    _code(staff, address, 20)
    _code(staff, address, 20)
    assert "Tính trên 40 người" in staff.get(f"{address}/topics").text


def _code(staff: Staff, address: str, count: int) -> None:
    for target in cards(staff.get(f"{address}?topic=-"))[:count]:
        staff.post(target, [("step", "topics"), ("version", "1"), ("topic", "duong")])


def test_queries_do_not_grow_with_comments(site: Site) -> None:
    from sqlalchemy import Engine, event  # noqa: PLC0415 - as above

    staff = make_staff(site, "collaborator")
    counts = []
    for texts in ([TEXT] * 10, [TEXT] * 45):
        address = publish(site, texts)
        staff.get(address)
        ran: list[str] = []
        listener = lambda *args: ran.append(args[2])  # noqa: B023, E731 - one statement
        event.listen(Engine, "before_cursor_execute", listener)
        staff.get(address)
        event.remove(Engine, "before_cursor_execute", listener)
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_the_pages_speak_english_too(site: Site) -> None:
    staff = make_staff(site, "officer")
    address = publish(site, [TEXT] * 10)
    staff.post("/staff/language", [("language", "en"), ("back", address)])
    page = staff.get(address)
    assert page.language == "en"
    assert "Reviewed 0 of 10" in page.text
    assert "Cover “Lan” (a name)" in page.text
    assert "The codebook is empty." in staff.get(f"{address}/topics").text
    briefings = address.replace("comments", "briefings")
    assert "No briefing yet." in staff.get(briefings).text
    page = staff.press(staff.get(briefings), briefings)
    assert page.heading == "Draft of a briefing"
    refused = staff.post(f"{address}/topics", [("label", "")])
    assert "A topic needs a name" in refused.text
