"""An administrator's pages: invite, give and end roles, handle accounts, see the collaborators."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import event

from survey_app.services.accounts.sessions import start_session
from survey_app.services.coarse_date import VIETNAM
from tests.support.client import Page, text_of
from tests.support.site import Site
from tests.support.staff import Staff, make_person, make_staff

UNITS = Path(__file__).parents[2] / "survey_app" / "data" / "units" / "units.csv"
PROVINCE, COMMUNE, FOREIGN = "12", "03408", "03970"


@pytest.fixture(autouse=True)
def units(site: Site, tmp_path: Path) -> None:
    """The two provinces that these pages speak of."""
    from survey_app.services.import_units import import_units  # noqa: PLC0415 - loads late

    head, *lines = UNITS.read_text("utf-8").splitlines()
    kept = [line for line in lines if re.match(r"(12|14),|\d+,[^,]*,[a-z_]+,(12|14),", line)]
    (tmp_path / "units.csv").write_text("\n".join([head, *kept]), "utf-8")
    import_units(site.context, tmp_path / "units.csv")


@pytest.fixture
def administrator(site: Site) -> Staff:
    return make_staff(site, "administrator", PROVINCE)


def invite(staff: Staff, **more: str) -> Page:
    answers = {
        "login": "lo.hoa",
        "name": "Lò Thị Hoa",
        "role": "collaborator",
        "unit": COMMUNE,
        "group": "Phụ nữ dân tộc Thái",
        **more,
    }
    return staff.press(staff.get("/staff/people/invite"), "/staff/people/invite", answers)


def person_at(page: Page) -> int:
    """The number of the person whose page a page leads to."""
    links = [a.get("href", "") for a in page.all("a")]
    return next(int(link.rsplit("/", 1)[1]) for link in links if link[14:].isdigit())


def test_an_invitation_shows_its_link_once_as_text_and_as_a_picture(
    site: Site, administrator: Staff
) -> None:
    page = invite(administrator)
    assert page.status == 200
    assert page.heading == "Liên kết dùng một lần"
    link = text_of(page.by_id("link"))
    assert link.startswith("http://127.0.0.1:8000/staff/invitation/")
    assert "<svg" in page.html
    token = link.rsplit("/", 1)[1]
    person = administrator.get(f"/staff/people/{person_at(page)}")
    assert token not in person.html
    assert "đã mời, chưa nhận" in person.text
    assert "Phụ nữ dân tộc Thái" in person.text
    listed = administrator.get("/staff/people?q=lo+thi")
    assert "Lò Thị Hoa" in listed.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("login", "_", "login"),
        ("name", " ", "name"),
        ("role", "", "role"),
        ("role", "king", "role"),
        ("unit", "", "unit"),
        ("unit", FOREIGN, "unit"),
        ("unit", "không có nơi này", "unit"),
        ("everywhere", "yes", "unit"),
        ("valid_from", "", "valid_from"),
        ("valid_from", "31/02/2026", "valid_from"),
        ("valid_to", "hôm nay", "valid_to"),
        ("valid_to", "2020-01-01", "valid_to"),
        ("group", "x" * 161, "group"),
        ("contact", "0" * 81, "contact"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    administrator: Staff, field: str, value: str, words: str
) -> None:
    pairs = {
        "login": "lo.hoa", "name": "Lò Thị Hoa", "role": "collaborator", "unit": COMMUNE,
        "group": "Phụ nữ", "contact": "0912", "valid_from": "2026-11-22", "valid_to": "",
    } | {field: value}  # fmt: skip
    page = administrator.post("/staff/people/invite", list(pairs.items()))
    assert page.status == 422
    errors = [e.get("id") for e in page.root.iter("p") if e.get("class") == "error"]
    assert errors == [f"{words}-error"]
    kept, other = dict(page.fields(1)), "name" if field == "login" else "login"
    assert kept[other] == pairs[other]


def test_an_ambiguous_name_asks_for_the_code(site: Site) -> None:
    everywhere = make_staff(site, "administrator", None)
    page = invite(everywhere, unit="Tân Phong")
    assert page.status == 422
    assert "xin gõ mã" in page.text
    assert f"({COMMUNE})" in page.text


def test_a_role_is_given_changed_and_ended(site: Site, administrator: Staff) -> None:
    person = make_person(site.context, ("viewer", COMMUNE))
    address = f"/staff/people/{person}"
    given = administrator.press(
        administrator.get(address),
        f"{address}/grants",
        {"role": "officer", "unit": PROVINCE, "valid_to": "2027-12-31"},
    )
    assert "Đã giao vai trò" in given.text
    forms = [form.get("action", "") for form in given.all("form")]
    grant = max(int(a.split("/")[5]) for a in forms if a.endswith("/end"))
    term = administrator.press(given, f"{address}/grants/{grant}", {"valid_to": "2027-06-30"})
    assert "30/06/2027" in term.text
    ended = administrator.press(term, f"{address}/grants/{grant}/end")
    assert "Đã thu hồi vai trò" in ended.text
    assert f"{address}/grants/{grant}/end" not in ended.html


def test_a_changed_role_counts_at_the_very_next_request(site: Site, administrator: Staff) -> None:
    person = make_staff(site, "collaborator", COMMUNE)
    assert person.get("/staff/people").status == 403
    address = f"/staff/people/{person.person_id}"
    given = administrator.press(
        administrator.get(address),
        f"{address}/grants",
        {"role": "administrator", "unit": COMMUNE},
    )
    assert person.get("/staff/people").status == 200
    forms = [form.get("action", "") for form in given.all("form")]
    newest = max(int(a.split("/")[5]) for a in forms if a.endswith("/end"))
    administrator.press(given, f"{address}/grants/{newest}/end")
    assert person.get("/staff/people").status == 403


def test_a_shut_account_is_out_at_the_very_next_request(site: Site, administrator: Staff) -> None:
    person = make_staff(site, "administrator", COMMUNE)
    address = f"/staff/people/{person.person_id}"
    shut = administrator.press(administrator.get(address), f"{address}/deactivate")
    assert "Đã khóa tài khoản" in shut.text
    reply = person.flask.get("/staff/people")
    assert reply.status_code == 303
    assert reply.headers["Location"].startswith("/staff/login")
    opened = administrator.press(shut, f"{address}/reactivate")
    assert "Đã mở lại tài khoản" in opened.text


def test_the_second_of_two_administrators_sees_what_is_new_and_loses_nothing(
    site: Site, administrator: Staff
) -> None:
    other = make_staff(site, "administrator", PROVINCE)
    person = make_person(site.context, ("viewer", COMMUNE), name="Lò Thị Hoa")
    address = f"/staff/people/{person}"
    first, second = administrator.get(address), other.get(address)
    other.press(second, f"{address}/details", {"name": "Lò Thị Hòa", "contact": "0912"})
    stale = administrator.press(first, f"{address}/details", {"name": "Lò Thị Hoà Bình"})
    assert stale.status == 409
    assert "Có người khác vừa sửa hồ sơ này" in stale.text
    assert "sửa thông tin của Lò Thị Hòa" in stale.text
    assert "Nội dung đang lưu: Lò Thị Hòa" in stale.text
    assert stale.field("name") == "Lò Thị Hoà Bình"
    saved = administrator.press(stale, f"{address}/details", {"contact": "0912"})
    assert saved.heading == "Lò Thị Hoà Bình"


def test_a_reset_gives_a_link_and_ends_the_sessions(site: Site, administrator: Staff) -> None:
    person = make_staff(site, "officer", COMMUNE)
    with site.context.database.session(write=True) as session:
        from survey_app.store.models import Person  # noqa: PLC0415 - the application loads late

        row = session.get(Person, person.person_id)
        assert row is not None
        row.password_hash = "$argon2id$x"
        session.commit()
    address = f"/staff/people/{person.person_id}"
    page = administrator.press(administrator.get(address), f"{address}/reset")
    assert page.heading == "Liên kết dùng một lần"
    assert person.flask.get("/staff/account").status_code == 303
    again = administrator.press(administrator.get(address), f"{address}/link")
    assert text_of(again.by_id("link")) != text_of(page.by_id("link"))
    revoked = administrator.press(administrator.get(address), f"{address}/link/revoke")
    assert "Liên kết không còn dùng được" in revoked.text


def test_nobody_raises_the_own_role(site: Site, administrator: Staff) -> None:
    address = f"/staff/people/{administrator.person_id}"
    page = administrator.get(address)
    assert f"{address}/grants" not in [form.get("action") for form in page.all("form")]
    forced = administrator.post(
        f"{address}/grants",
        [("role", "administrator"), ("unit", PROVINCE), ("valid_from", "2026-11-22"),
         ("version", page.field("version"))],
    )  # fmt: skip
    assert forced.status == 422
    assert "Không ai tự mở rộng quyền của mình" in forced.text


def test_whoever_stands_above_is_seen_but_not_taken_over(site: Site, administrator: Staff) -> None:
    above = make_person(site.context, ("officer", COMMUNE), ("administrator", None))
    address = f"/staff/people/{above}"
    page = administrator.get(address)
    assert "ngoài phạm vi" in page.text
    for action in ("reset", "deactivate", "sign-out", "link", "details"):
        pairs = [("version", page.field("version")), ("name", "X")]
        assert administrator.post(f"{address}/{action}", pairs).status == 422, action


def test_the_register_lists_who_ends_soon_first_and_exports_plain_cells(
    site: Site, administrator: Staff
) -> None:
    today = site.clock().astimezone(VIETNAM).date()
    for name, days in (("Lò Xa", 300), ("=HYPERLINK(1)", 9), ("Lò Vừa", 90)):
        make_person(
            site.context,
            ("collaborator", COMMUNE),
            name=name,
            valid_to=today + timedelta(days=days),
        )
    make_person(site.context, ("collaborator", FOREIGN), name="Vàng A Xa")
    page = administrator.get("/staff/people/register")
    names = [text_of(cell) for cell in page.all("th") if cell.get("scope") == "row"]
    assert names == ["=HYPERLINK(1)", "Lò Vừa", "Lò Xa"]
    assert "1 nhiệm kỳ hết hạn trong 30 ngày tới" in page.text
    reply = administrator.flask.get("/staff/people/register.csv")
    assert reply.mimetype == "text/csv"
    rows = list(csv.reader(StringIO(reply.get_data().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Họ và tên", "'=HYPERLINK(1)", "Lò Vừa", "Lò Xa"]
    assert rows[1][1:3] == [COMMUNE, "Phường Tân Phong, tỉnh Lai Châu"]
    wrong = administrator.flask.get("/staff/people/register.csv?unit=99999")
    assert wrong.status_code == 422


def test_an_empty_list_says_what_to_do_next(site: Site, administrator: Staff) -> None:
    assert "mời" in administrator.get("/staff/people/register").text.lower()
    nobody = administrator.get("/staff/people?q=khongcoai")
    assert "Không có ai khớp" in nobody.text
    assert administrator.get("/staff/people?state=x&role=y&page=-3&unit=%00").status == 200


@pytest.mark.parametrize("path", ["/staff/people", "/staff/people/register", "/staff/audit"])
def test_lists_ask_no_more_questions_for_more_rows(
    site: Site, administrator: Staff, path: str
) -> None:
    for _ in range(3):
        make_person(site.context, ("collaborator", COMMUNE))
    administrator.get(path)
    few = count_queries(site, lambda: administrator.get(path))
    for _ in range(40):
        person = make_person(site.context, ("collaborator", COMMUNE), ("viewer", PROVINCE))
        start_session(site.context, person)
    many = count_queries(site, lambda: administrator.get(path))
    assert 0 < many <= few


def count_queries(site: Site, ask: Callable[[], object]) -> int:
    """How many statements an action sends to the database of the staff."""
    counted: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        counted.append(statement)

    engine = site.context.database.default
    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(counted)
