"""People, the register and the audit log in a browser: phone and desk, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from survey_app.services.coarse_date import VIETNAM
from survey_app.services.people.account import deactivate_person
from survey_app.services.people.grants import NewGrant
from survey_app.services.people.invite_person import NewPerson, invite_person
from survey_app.services.permissions import Role
from tests.e2e.conftest import Phone, sign_in
from tests.support.staff import make_person, make_staff

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]
PEOPLE, COMMUNE = "/staff/people", "03408"


@pytest.fixture(scope="module")
def people(live_site: Site) -> dict[str, int]:
    """Collaborators with terms, somebody invited, somebody shut, somebody from above."""
    context = live_site.context
    today = live_site.clock().astimezone(VIETNAM).date()
    for name, days in (("Lò Thị Hoa", 12), ("Tao Văn Ói", 200), ("Giàng A Páo", -5)):
        make_person(
            context, ("collaborator", COMMUNE), name=name, valid_to=today + timedelta(days=days)
        )
    grant = NewGrant(
        Role.COLLABORATOR, COMMUNE, today, today + timedelta(days=365), "Phụ nữ dân tộc Thái"
    )
    invited = invite_person(context, NewPerson("vang.mai", "Vàng Thị Mai", grant)).person_id
    shut = make_person(context, ("viewer", COMMUNE), name="Lý Phù Chìn")
    deactivate_person(context, shut)
    above = make_person(context, ("officer", "12"), ("administrator", None), name="Đỗ Văn Trên")
    return {"invited": invited, "shut": shut, "above": above}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_every_page_fits_and_is_accessible(
    make_phone: MakePhone, live_site: Site, people: dict[str, int], width: int, script: bool
) -> None:
    staff = make_staff(live_site, "administrator", "12")
    phone = sign_in(make_phone(width=width, script=script), staff)
    pages = {
        "list": PEOPLE,
        "none": f"{PEOPLE}?q=khongcoai",
        "invite": f"{PEOPLE}/invite",
        "invited": f"{PEOPLE}/{people['invited']}",
        "shut": f"{PEOPLE}/{people['shut']}",
        "above": f"{PEOPLE}/{people['above']}",
        "self": f"{PEOPLE}/{staff.person_id}",
        "register": f"{PEOPLE}/register",
        "audit": "/staff/audit",
        "audit-none": "/staff/audit?action=survey.deleted",
    }
    for name, path in pages.items():
        phone.open(path)
        picture = f"people-{name}-{width}-{'js' if script else 'nojs'}"
        if script:
            phone.audit(picture)
        else:
            phone.picture(picture)


@pytest.mark.parametrize("script", [True, False])
def test_somebody_is_invited_and_a_role_ends_after_a_question(
    make_phone: MakePhone, live_site: Site, script: bool
) -> None:
    phone = sign_in(make_phone(script=script), make_staff(live_site, "administrator", "12"))
    page = phone.open(f"{PEOPLE}/invite")
    page.get_by_role("button", name="Mời và hiện liên kết").click()  # the browser asks first
    page.get_by_label("Tên đăng nhập").fill(f"lo.hoa.{script}")
    page.get_by_label("Họ và tên").fill("Lò Thị Hoa")
    page.get_by_label("Vai trò").select_option("collaborator")
    page.get_by_label("Đơn vị").fill("không có nơi này")
    page.get_by_role("button", name="Mời và hiện liên kết").click()
    expect(page.get_by_role("alert")).to_contain_text("không có đơn vị này")
    expect(page.get_by_label("Họ và tên")).to_have_value("Lò Thị Hoa")
    page.get_by_label("Đơn vị").fill("tan phong")
    page.get_by_role("button", name="Mời và hiện liên kết").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Liên kết dùng một lần")
    expect(page.get_by_label("Liên kết", exact=True)).to_have_value(link_form())
    phone.picture(f"people-link-{'js' if script else 'nojs'}")
    page.get_by_role("link", name="Xong").click()
    page.get_by_text("Thu hồi ngay").click()
    expect(page.get_by_text("Thu hồi vai trò này ngay?")).to_be_visible()
    page.get_by_role("button", name="Đúng, thu hồi", exact=True).first.click()
    expect(page.get_by_role("status")).to_contain_text("Đã thu hồi vai trò")
    phone.picture(f"people-ended-{'js' if script else 'nojs'}")


def test_two_administrators_in_two_browsers(make_phone: MakePhone, live_site: Site) -> None:
    person = make_person(live_site.context, ("viewer", COMMUNE), name="Lý Thị Sinh")
    first, second = (
        sign_in(make_phone(color_scheme="dark"), make_staff(live_site, "administrator", "12")).open(
            f"{PEOPLE}/{person}"
        )
        for _ in range(2)
    )
    second.get_by_label("Họ và tên").fill("Lý Thị Xinh")
    second.get_by_role("button", name="Lưu", exact=True).click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Lý Thị Xinh")
    first.get_by_label("Họ và tên").fill("Lý Thị Sính")
    first.get_by_role("button", name="Lưu", exact=True).click()
    expect(first.get_by_role("alert")).to_contain_text("Có người khác vừa sửa hồ sơ này")
    expect(first.get_by_label("Họ và tên")).to_have_value("Lý Thị Sính")
    expect(first.get_by_text("Nội dung đang lưu: Lý Thị Xinh")).to_be_visible()
    Phone(first, "").audit("people-conflict-360-dark")


def link_form() -> object:
    """What the address of a one-time link looks like."""
    import re  # noqa: PLC0415 - one use

    return re.compile(r"^http://127\.0\.0\.1:\d+/staff/invitation/[\w-]{43}$")


def test_a_role_is_given_with_the_keyboard_alone(make_phone: MakePhone, live_site: Site) -> None:
    phone = sign_in(make_phone(width=1280), make_staff(live_site, "administrator", "12"))
    person = make_person(live_site.context, ("viewer", COMMUNE), name="Tẩn Mẩy")
    page = phone.open(f"{PEOPLE}/{person}")
    page.get_by_text("Giao thêm vai trò").focus()
    page.keyboard.press("Enter")
    role = page.get_by_label("Vai trò", exact=True)
    role.focus()
    values = role.locator("option").evaluate_all("options => options.map(one => one.value)")
    for _ in range(values.index("officer")):
        page.keyboard.press("ArrowDown")
    expect(role).to_have_value("officer")
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    page.get_by_role("button", name="Giao vai trò").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Đã giao vai trò")
