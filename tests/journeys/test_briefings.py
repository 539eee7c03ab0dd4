"""Briefings through the pages: put together, previewed, saved, printed again, recomputed."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.support.staff import make_staff

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.support.client import Page
    from tests.support.site import Site
    from tests.support.staff import Staff


def answer(site: Site, code: str, people: int, text: str = "", level: str = "2") -> None:
    from questionnaires.engine import read_json  # noqa: PLC0415 - as in tests.support.site
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415
    from survey_app.services.answering.submit_response import Submission, submit  # noqa: PLC0415

    page = open_page(site.context, code)
    assert page is not None
    for number in range(people):
        sheet = {"q1": "nam" if number % 2 else "nu", "q2": ["song"], "q4": level}
        answers, _ = read_json(page.questionnaire, {**sheet, **({"q3": text} if text else {})})
        submit(site.context, Submission(uuid4(), code, "vi", answers))


def publish(site: Site, people: int = 40, text: str = "", unit: str | None = None) -> str:
    """A survey with answers; the address of its briefings."""
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415 - as above

    code = site.publish_design("comments", unit=unit)
    answer(site, code, people, text)
    page = open_page(site.context, code)
    assert page is not None
    return f"/staff/surveys/{page.survey_id}/briefings"


def draft(staff: Staff, address: str) -> tuple[Page, str]:
    """A new draft and its address."""
    page = staff.press(staff.get(address), address)
    (found,) = {f.get("action", "") for f in page.all("form") if _is_draft(f.get("action", ""))}
    return page, found


def _is_draft(action: str) -> bool:
    return re.fullmatch(r"/staff/surveys/\d+/briefings/\d+", action) is not None


def finish(staff: Staff, page: Page, address: str, **answers: str) -> Page:
    return staff.press(page, address, answers, button=("action", "finish"))


def printed(staff: Staff, address: str) -> TestResponse:
    return staff.flask.get(f"{address}/print")


def test_from_draft_to_the_same_page_twice(site: Site) -> None:
    staff = make_staff(site, "collaborator")
    address = publish(site)
    assert "Chưa có báo cáo nào" in staff.get(address).text
    page, mine = draft(staff, address)
    page = finish(
        staff, page, mine, title="Dư luận tháng 7", agency_parent="Tỉnh ủy", place="Lai Châu",
        meeting_day="2026-07-02", meeting_place="Hội trường A",
    )  # fmt: skip
    assert "Đã chốt báo cáo cùng số liệu." in page.text
    first = printed(staff, mine)
    text = first.get_data().decode()
    for words in ("Dư luận tháng 7", "Tỉnh ủy", "Lai Châu, 01/07/2026",
                  "Phục vụ cuộc họp ngày 02/07/2026 tại Hội trường A."):  # fmt: skip
        assert words in text
    site.clock.now = site.clock.now.replace(month=9)
    staff.sign_in(site.context)
    assert printed(staff, mine).get_data() == first.get_data()
    assert hashlib.sha256(first.get_data()).hexdigest() in staff.get(mine).text


def test_the_page_allows_its_own_style_and_nothing_else(site: Site) -> None:
    staff = make_staff(site, "collaborator")
    page, mine = draft(staff, publish(site))
    finish(staff, page, mine)
    reply = printed(staff, mine)
    policy = reply.headers["Content-Security-Policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", reply.get_data().decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy + reply.get_data().decode()[:2000]
    assert reply.headers["Cache-Control"] == "no-store"
    assert site.app.test_client().get(f"{mine}/print").status_code == 303


def test_items_are_chosen_ordered_and_left_out(site: Site) -> None:
    staff = make_staff(site, "officer")
    page, mine = draft(staff, publish(site))
    assert page.sent("items", _main(page, mine)) == ["q2", "q4"]
    page = staff.press(page, mine, button=("move", "q4:up"))
    assert page.sent("items", _main(page, mine)) == ["q4", "q2"]
    page = staff.press(page, mine, button=("move", "q4:up"))
    assert page.sent("items", _main(page, mine)) == ["q4", "q2"]
    page = staff.press(page, mine, {"items": ["q4"], "groups": []}, button=("action", "keep"))
    assert "Đã lưu nháp." in page.text
    preview = staff.flask.get(f"{mine}/preview").get_data().decode()
    assert 'id="item-q4"' in preview
    assert 'id="item-q2"' not in preview
    assert 'id="tables"' not in preview


def _main(page: Page, address: str) -> int:
    return [form.get("action") for form in page.all("form")].index(address)


def test_only_asked_of_some_is_said_in_words(site: Site) -> None:
    staff = make_staff(site, "officer")
    _, mine = draft(staff, publish(site))
    preview = staff.flask.get(f"{mine}/preview").get_data().decode()
    assert "Chỉ hỏi: những người chọn “Sóng yếu” ở câu “Gặp khó khăn nào?”." in preview


def test_only_accepted_comments_are_printed(site: Site) -> None:
    staff = make_staff(site, "officer")
    address = publish(site, text="Đường Lan xấu")
    comments = address.replace("briefings", "comments")
    page = staff.get(comments)
    targets = [a for f in page.all("form") if len((a := f.get("action", "")).split("/")[-1]) == 36]
    target = targets[0]
    staff.post(target, [("step", "cover"), ("version", "1"), ("phrase", "Lan")])
    staff.post(target, [("step", "accept"), ("version", "2")])
    staff.post(targets[-1], [("step", "hide"), ("version", "1")])
    page, mine = draft(staff, address)
    assert "Đường Lan xấu" not in page.text
    page = staff.press(page, mine, {"comments": "all"}, button=("action", "keep"))
    preview = staff.flask.get(f"{mine}/preview").get_data().decode()
    assert preview.count("Đường [đã che] xấu") == 1
    assert "Đường Lan xấu" not in preview
    page = staff.press(page, mine, {"comments": "chosen"}, button=("action", "keep"))
    assert "[đã che]" not in staff.flask.get(f"{mine}/preview").get_data().decode()
    chosen = target.split("/")[-1]
    fields = {"comments": "chosen", "chosen": [chosen, str(uuid4()), targets[-1].split("/")[-1]]}
    staff.press(page, mine, fields, button=("action", "keep"))
    preview = staff.flask.get(f"{mine}/preview").get_data().decode()
    assert preview.count("Đường [đã che] xấu") == 1
    assert "Đường Lan xấu" not in preview


def test_recomputed_figures_stand_beside_the_old_ones(site: Site) -> None:
    staff = make_staff(site, "officer")
    code = site.publish_design("comments")
    answer(site, code, 40, level="2")
    address = "/staff/surveys/1/briefings"
    page, mine = draft(staff, address)
    finish(staff, page, mine)
    before = printed(staff, mine).get_data()
    answer(site, code, 40, level="1")
    page = staff.post(f"{mine}/recompute")
    assert "Thay đổi so với báo cáo số 1" in page.text
    assert "100,00 %" in page.text
    assert "50,00 %" in page.text
    assert printed(staff, mine).get_data() == before
    assert printed(staff, f"{address}/2").get_data() != before
    assert "số liệu mới của báo cáo số 1" in staff.get(address).text
    assert "Không con số chính nào thay đổi." in staff.post(f"{address}/2/recompute").text
    staff.post(f"{mine}/delete")
    assert printed(staff, mine).status_code == 404
    assert "Thay đổi so với" not in staff.get(f"{address}/2").text


def test_two_people_on_one_draft_lose_nothing(site: Site) -> None:
    one, two = make_staff(site, "officer"), make_staff(site, "collaborator")
    address = publish(site)
    page, mine = draft(one, address)
    seen = two.get(mine)
    one.press(page, mine, {"title": "Của người thứ nhất"}, button=("action", "keep"))
    page = two.press(seen, mine, {"title": "Của người thứ hai"}, button=("action", "keep"))
    assert page.status == 422
    assert "Của người thứ nhất" in page.text
    assert page.field("title") == "Của người thứ hai"
    page = two.press(page, mine, button=("action", "keep"))
    assert page.field("title") == "Của người thứ hai"
    one.press(one.get(mine), mine, button=("action", "finish"))
    page = two.press(page, mine, button=("action", "keep"))
    assert "Người khác vừa sửa hoặc chốt" in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "Báo cáo cần có tên"),
        ({"title": "x" * 201}, "dài nhất 200 ký tự"),
        ({"items": []}, "Hãy chọn ít nhất một câu hỏi"),
        ({"items": ["q9", "q1"]}, "Hãy chọn ít nhất một câu hỏi"),
        ({"meeting_day": "31/02/2026"}, "Ghi ngày theo dạng"),
        ({"meeting_day": "mai"}, "Ghi ngày theo dạng"),
    ],
)
def test_bad_choices_are_said_and_nothing_is_lost(
    site: Site, fields: dict[str, str | list[str]], words: str
) -> None:
    staff = make_staff(site, "officer")
    page, mine = draft(staff, publish(site, people=0))
    page = staff.press(page, mine, {"place": "Lai Châu", **fields}, button=("action", "keep"))
    assert page.status == 422
    assert words in page.text
    assert page.field("place") == "Lai Châu"


@pytest.mark.parametrize("people", [0, 1, 9])
def test_a_briefing_of_too_few_says_what_to_do(site: Site, people: int) -> None:
    staff = make_staff(site, "officer")
    page, mine = draft(staff, publish(site, people))
    finish(staff, page, mine)
    text = printed(staff, mine).get_data().decode()
    assert "Chưa có phiếu trả lời nào" in text
    assert "Sóng yếu</th>" not in text


def test_hostile_lines_are_printed_as_text(site: Site) -> None:
    staff = make_staff(site, "officer")
    page, mine = draft(staff, publish(site))
    finish(staff, page, mine, title="<img src=x>\u202e", place='"><script>', agency="{{ 7*7 }}")
    text = printed(staff, mine).get_data().decode()
    assert "<script" not in text
    assert "<img src=x" not in text
    assert "\u202e" not in text
    assert "{{ 7*7 }}" in text


def test_roles_scope_and_foreign_numbers(site: Site) -> None:
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415 - as above

    ensure_units(site.context)
    address = publish(site, unit="03466")
    page, mine = draft(make_staff(site, "officer"), address)
    viewer, other = make_staff(site, "viewer"), make_staff(site, "officer", "01")
    own = make_staff(site, "officer", "03466")
    for path in (address, mine, f"{mine}/preview", f"{mine}/print"):
        assert viewer.get(path).status == 403
        assert other.get(path).status == 404
    for path in (address, mine, f"{mine}/recompute", f"{mine}/delete"):
        assert viewer.post(path).status == 403
        assert other.post(path).status == 404
    assert own.get(mine).status == 404, "a briefing over all units is none of one commune's"
    second = publish(site, people=10)
    assert make_staff(site, "officer").get(f"{second}/{mine.split('/')[-1]}").status == 404
    assert make_staff(site, "officer").get(f"{second}/999999999").status == 404
    assert page.status == 200


def test_a_commune_prints_the_total_and_itself(site: Site) -> None:
    from survey_app.services.collecting.make_collector import NewCollector, make_collector  # noqa: PLC0415
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415 - as above

    ensure_units(site.context)
    code = site.publish_design("comments", unit="03466")
    other = make_collector(site.context, NewCollector(1, unit_code="03388"))
    answer(site, code, 40)
    answer(site, other, 45)
    address = "/staff/surveys/1/briefings"
    whole, own = make_staff(site, "officer"), make_staff(site, "collaborator", "03466")
    for staff, names in ((whole, (True, True)), (own, (True, False))):
        page, mine = draft(staff, address)
        finish(staff, page, mine)
        text = printed(staff, mine).get_data().decode()
        assert ("Bum Nưa" in text, "Đoàn Kết" in text) == names
        assert "85" in text
        with site.context.database.session() as session:
            from survey_app.store.models import Briefing  # noqa: PLC0415

            row = session.get(Briefing, int(mine.split("/")[-1]))
            assert row is not None
            assert ("03388" in str(row.answer)) is names[1]
    assert len(own.get(address).all("tr")) == 2, "its own briefing and no other"


def test_queries_of_the_list_do_not_grow(site: Site) -> None:
    from sqlalchemy import Engine, event  # noqa: PLC0415 - as above

    staff = make_staff(site, "officer")
    address = publish(site, people=0)
    counts = []
    for more in (1, 12):
        for _ in range(more):
            draft(staff, address)
        ran: list[str] = []
        listener = lambda *args: ran.append(args[2])  # noqa: B023, E731 - one statement
        event.listen(Engine, "before_cursor_execute", listener)
        staff.get(address)
        event.remove(Engine, "before_cursor_execute", listener)
        counts.append(len(ran))
    assert counts[0] == counts[1]
