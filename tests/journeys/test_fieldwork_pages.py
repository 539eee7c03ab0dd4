"""The fieldwork pages: who sees what, in every state, with and without htmx."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import event

from tests.support.staff import Staff, make_person, make_staff

if TYPE_CHECKING:
    from tests.support.client import Page
    from tests.support.site import Site

BUM_NUA, MUONG_MO, SIN_HO = "03466", "03472", "03478"
MEN = {"q1": "nam", "q2": "gia", "q3": "1"}


@pytest.fixture
def units(site: Site) -> Site:
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415

    ensure_units(site.context)
    return site


def publish(site: Site, *units: str | None, is_open: bool = True) -> tuple[int, list[str]]:
    """The survey of group weights with a collector in each unit: (id, codes)."""
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415
    from survey_app.services.collecting.make_collector import NewCollector, make_collector  # noqa: PLC0415

    first = site.publish_design("group-weights", unit=units[0], is_open=is_open)  # type: ignore[arg-type]  # as publish
    page = open_page(site.context, first)
    assert page is not None
    more = [
        make_collector(site.context, NewCollector(page.survey_id, unit_code=unit))
        for unit in units[1:]
    ]
    return page.survey_id, [first, *more]


def answer(site: Site, code: str, count: int, answers: dict[str, str] | None = None) -> None:
    from questionnaires.engine import Answers  # noqa: PLC0415
    from survey_app.services.answering.submit_response import Submission, submit  # noqa: PLC0415

    for _ in range(count):
        submit(site.context, Submission(uuid4(), code, "vi", Answers(answers or MEN)))


def board(survey_id: int, rest: str = "") -> str:
    return f"/staff/surveys/{survey_id}/fieldwork{rest}"


def rows(page: Page) -> list[str]:
    return ["".join(e.itertext()).strip() for e in page.all("th") if e.get("scope") == "row"]


def test_the_board_counts_units_at_once(units: Site) -> None:
    survey_id, codes = publish(units, BUM_NUA, SIN_HO)
    officer = make_staff(units, "officer", "12")
    answer(units, codes[0], 3)
    page = officer.get(board(survey_id))
    assert page.heading == "Tiến độ"
    assert "Xã Bum Nưa: mới có 3 trên 30 phiếu, còn thiếu 27." in page.text
    assert "Xã Sìn Hồ: chưa có phiếu nào, mục tiêu 30 phiếu. Gọi ngay hôm nay." in page.text
    assert "khi đã có 10 phiếu" in page.text
    assert rows(page) == ["Xã Sìn Hồ", "Xã Bum Nưa", "Tỉnh Lai Châu, tính chung để so sánh"]


def test_htmx_gets_the_changing_part_alone_and_stops_after_a_while(units: Site) -> None:
    survey_id, _ = publish(units, BUM_NUA)
    viewer = make_staff(units, "viewer", "12")
    page = viewer.get(board(survey_id))
    assert page.by_id("board").get("hx-get") == board(survey_id, "?turn=1")
    reply = viewer.flask.get(board(survey_id, "?turn=79"), headers={"HX-Request": "true"})
    html = reply.get_data(as_text=True)
    assert html.lstrip().startswith('<div id="board" hx-get=')
    assert "<html" not in html
    reply = viewer.flask.get(board(survey_id, "?turn=80"), headers={"HX-Request": "true"})
    assert "hx-get" not in reply.get_data(as_text=True)
    for turn in ("off", "-1", "x" * 500, "٣"):
        assert viewer.get(board(survey_id, f"?turn={turn}")).status == 200
    assert viewer.get(board(survey_id, "?turn=off")).by_id("board").get("hx-get") is None


def test_groups_are_hidden_under_k_and_blocked_levels_are_named(units: Site) -> None:
    survey_id, codes = publish(units, BUM_NUA)
    answer(units, codes[0], 31)
    answer(units, codes[0], 9, {"q1": "nu", "q2": "tre", "q3": "2"})
    viewer = make_staff(units, "viewer", "12")
    page = viewer.get(board(survey_id))
    assert "Giới tính, các nhóm được ẩn (Nam, Nữ): cộng lại có 40 phiếu" in page.text
    cells = [("".join(e.itertext())).strip() for e in page.all("td")]
    assert "9" not in cells
    assert "31" not in cells
    assert cells.count("ẩn") >= 4


@pytest.mark.parametrize("count", [0, 1, 9, 10])
@pytest.mark.parametrize("state", ["open", "closed"])
def test_every_state_has_its_page(units: Site, count: int, state: str) -> None:
    survey_id, codes = publish(units, BUM_NUA)
    answer(units, codes[0], count)
    if state == "closed":
        units.close(codes[0])
    officer = make_staff(units, "officer", "12")
    page = officer.get(board(survey_id))
    assert page.status == 200
    assert ("Hôm nay nên gọi đâu" in page.text) is (state == "open")
    for rest in ("/coverage", "/reminders"):
        assert officer.get(board(survey_id, rest)).status == 200


def test_a_draft_and_a_survey_without_collectors_say_what_to_do(units: Site) -> None:
    survey_id, _ = publish(units, BUM_NUA, is_open=False)
    everywhere = make_staff(units, "officer", None)
    assert "còn là bản nháp" in everywhere.get(board(survey_id)).text
    from survey_app.services.surveys.import_questionnaire import import_questionnaire  # noqa: PLC0415
    from tests.support.site import DESIGNS  # noqa: PLC0415

    bare = import_questionnaire(units.context, DESIGNS / "single-choice.yaml").survey_id
    page = everywhere.get(board(bare))
    assert "chưa có điểm thu nào" in page.text
    for rest in ("/coverage", "/reminders"):
        assert "chưa có điểm thu hay mục tiêu nào" in everywhere.get(board(bare, rest)).text


def test_a_commune_sees_itself_and_its_province_only(units: Site) -> None:
    survey_id, codes = publish(units, BUM_NUA, MUONG_MO, SIN_HO)
    answer(units, codes[0], 4)
    answer(units, codes[2], 3)
    commune = make_staff(units, "officer", SIN_HO)
    for rest in ("", "/coverage", "/reminders"):
        page = commune.get(board(survey_id, rest))
        assert page.status == 200
        assert "Sìn Hồ" in page.text
        assert "Bum Nưa" not in page.text
        assert "Mường Mô" not in page.text
    page = commune.get(board(survey_id))
    assert rows(page)[:2] == ["Xã Sìn Hồ", "Tỉnh Lai Châu, tính chung để so sánh"]
    csv = commune.flask.get(board(survey_id, "/coverage.csv")).get_data(as_text=True)
    assert "Sìn Hồ" in csv
    assert "Bum Nưa" not in csv


def test_what_lies_outside_is_unknown(units: Site) -> None:
    survey_id, _ = publish(units, BUM_NUA)
    stranger = make_staff(units, "officer", "04")
    for rest in ("", "/coverage", "/reminders"):
        assert stranger.get(board(survey_id, rest)).status == 404
        assert stranger.get(board(survey_id + 1, rest)).status == 404
    assert stranger.flask.get(board(survey_id, "/coverage.csv")).status_code == 404
    assert stranger.send(board(survey_id, f"/reminders/{BUM_NUA}")).status_code == 404
    commune = make_staff(units, "officer", BUM_NUA)
    for rest in ("/coverage?province=04", "/reminders?province=xx", "/coverage?province=%00"):
        assert commune.get(board(survey_id, rest)).status == 404
    for unit in (SIN_HO, "04", "99999", "'", "x" * 300):
        assert commune.send(board(survey_id, f"/reminders/{unit}")).status_code == 404
        assert commune.send(board(survey_id, f"/reminders/{unit}/undo")).status_code == 404


def test_roles_are_held_to_their_permissions(units: Site) -> None:
    survey_id, _ = publish(units, BUM_NUA)
    viewer, collaborator = (make_staff(units, role, "12") for role in ("viewer", "collaborator"))
    assert viewer.get(board(survey_id, "/coverage")).status == 200
    assert viewer.flask.get(board(survey_id, "/coverage.csv")).status_code == 403
    assert collaborator.flask.get(board(survey_id, "/coverage.csv")).status_code == 200
    for person in (viewer, collaborator):
        assert person.get(board(survey_id, "/reminders")).status == 403
        assert person.send(board(survey_id, f"/reminders/{BUM_NUA}")).status_code == 403
    assert "/coverage.csv" not in viewer.get(board(survey_id, "/coverage")).html


def test_a_reminder_is_noted_once_a_day_and_taken_back(units: Site) -> None:
    survey_id, codes = publish(units, BUM_NUA, SIN_HO)
    make_person(units.context, ("collaborator", SIN_HO), name="Lò Thị Mai")
    officer = make_staff(units, "officer", "12")
    page = officer.get(board(survey_id, "/reminders"))
    assert "Lò Thị Mai" in page.text
    assert f"/s/{codes[1]}" in page.text
    assert "đến nay xã Sìn Hồ có 0 phiếu, mục tiêu 30 phiếu" in page.text
    page = officer.press(page, board(survey_id, f"/reminders/{SIN_HO}?page=1"))
    assert "Nhắc lần cuối ngày 01/07/2026." in page.text
    officer.post(board(survey_id, f"/reminders/{SIN_HO}"))
    assert noted(units) == ["reminder.noted"]
    page = officer.post(board(survey_id, f"/reminders/{SIN_HO}/undo"))
    assert "Nhắc lần cuối" not in page.text
    assert noted(units) == ["reminder.noted", "reminder.withdrawn"]
    assert officer.send(board(survey_id, f"/reminders/{SIN_HO}/undo")).status_code == 404


def test_a_form_without_its_token_changes_nothing(units: Site) -> None:
    survey_id, _ = publish(units, BUM_NUA)
    officer = make_staff(units, "officer", "12")
    assert officer.send(board(survey_id, f"/reminders/{BUM_NUA}"), token="").status_code == 400
    assert noted(units) == []


def noted(site: Site) -> list[str]:
    from sqlalchemy import select  # noqa: PLC0415

    from survey_app.store.models import AuditEvent  # noqa: PLC0415

    with site.context.database.unscoped.session() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [event.action for event in events if event.action.startswith("reminder")]


def test_the_file_is_a_table_that_no_spreadsheet_runs(units: Site) -> None:
    survey_id, codes = publish(units, BUM_NUA, MUONG_MO)
    answer(units, codes[0], 2)
    officer = make_staff(units, "officer", "12")
    reply = officer.flask.get(board(survey_id, "/coverage.csv"))
    assert reply.mimetype == "text/csv"
    lines = reply.get_data(as_text=True).splitlines()
    assert lines[0].startswith("\ufeffMã tỉnh,")
    assert lines[1].split(",")[2:7] == [MUONG_MO, "Xã Mường Mô", "1", "", "0"]
    assert lines[2].split(",")[6] == "2"


def test_several_provinces_are_listed_one_line_each(units: Site) -> None:
    survey_id, codes = publish(units, BUM_NUA, "00070", "12", None)
    answer(units, codes[1], 2)
    everywhere = make_staff(units, "administrator", None)
    page = everywhere.get(board(survey_id))
    assert "Thành phố Hà Nội" in page.text
    assert "Điểm thu không gắn đơn vị" in page.text
    page = everywhere.get(board(survey_id, "/coverage?province=12"))
    assert rows(page)[:2] == ["Xã Bum Nưa", "Tỉnh Lai Châu"]
    page = everywhere.get(board(survey_id, "/reminders"))
    assert "Hãy chọn tỉnh" in page.text


def test_in_english_as_well(units: Site) -> None:
    survey_id, codes = publish(units, BUM_NUA)
    answer(units, codes[0], 12)
    officer = make_staff(units, "officer", "12")
    officer.post("/staff/language", [("language", "en"), ("back", "/staff/")])
    page = officer.get(board(survey_id))
    assert (page.language, page.heading) == ("en", "Fieldwork")
    assert "Whom to call today" in page.text


def queries(staff: Staff, site: Site, path: str) -> int:
    staff.get(path)
    found: list[str] = []

    def note(*args: object) -> None:
        found.append(str(args[2]))

    engines = site.context.database.engines.values()
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    staff.get(path)
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    return len(found)


def test_queries_do_not_grow_with_units_or_people(units: Site) -> None:
    from survey_app.services.collecting.make_collector import NewCollector, make_collector  # noqa: PLC0415

    survey_id, _ = publish(units, BUM_NUA, SIN_HO)
    officer = make_staff(units, "officer", "12")
    paths = [board(survey_id, rest) for rest in ("", "/coverage", "/reminders")]
    before = [queries(officer, units, path) for path in paths]
    for unit in ("03472", "03503", "03508", "03529", "03408", "03388"):
        make_collector(units.context, NewCollector(survey_id, unit_code=unit))
        make_person(units.context, ("collaborator", unit))
    assert [queries(officer, units, path) for path in paths] == before


def test_many_units_come_in_pages(units: Site) -> None:
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415
    from tests.support.site import LIBRARY  # noqa: PLC0415

    path = LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml"
    page = open_page(units.context, units.publish(path, unit=BUM_NUA))
    assert page is not None
    officer = make_staff(units, "officer", "12")
    where = board(page.survey_id, "/reminders")
    first, second = officer.get(where), officer.get(f"{where}?province=12&page=2")
    assert "38 đơn vị chưa đạt mục tiêu." in first.text
    assert [sum(e.get("class") == "card" for e in p.all("li")) for p in (first, second)] == [20, 18]
    assert officer.get(f"{where}?page=999").text == second.text
    assert officer.get(f"{where}?page=-1").text == first.text


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_numbers_of_no_survey_are_unknown(units: Site, number: int) -> None:
    officer = make_staff(units, "officer", "12")
    for rest in ("", "/coverage", "/reminders"):
        assert officer.get(board(number, rest)).status == 404


def test_a_grant_that_ends_while_the_page_is_open_ends_the_looking(units: Site) -> None:
    survey_id, _ = publish(units, BUM_NUA)
    viewer = make_staff(units, "viewer", "12")
    assert viewer.get(board(survey_id)).status == 200
    with units.context.database.unscoped.session(write=True) as session:
        from survey_app.store.models import RoleGrant  # noqa: PLC0415

        for grant in session.query(RoleGrant).filter_by(person_id=viewer.person_id):
            grant.unit_code = "04"
        session.commit()
    headers = {"HX-Request": "true"}
    assert viewer.flask.get(board(survey_id), headers=headers).status_code == 404
    stranger = units.app.test_client()
    reply = stranger.get(board(survey_id), headers=headers)
    assert (reply.status_code, reply.get_data()) == (401, b"")
    assert reply.headers["HX-Redirect"].startswith("/staff/login")
