"""Typing sheets of paper in with the keyboard alone, with scripts and without; the pages seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.site import LIBRARY, Site
from tests.support.staff import make_staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Phone

pytestmark = pytest.mark.xdist_group("e2e")
COOKIE = "ydan_staff"
SHEETS = (
    # consent, xa, doi_tuong and its other, gioi, tuoi, dan_toc and its other, q1 …
    {"code-xa": "3", "code-doi_tuong": "1", "code-q1": "2", "code-q7": "1", "code-q11": "4"},
    {"code-xa": "12", "code-doi_tuong": "8", "doi_tuong.other": "thợ xây", "code-q1": "3",
     "code-q11": "5", "code-q13": "1 4"},
    {"code-xa": "1", "code-doi_tuong": "2", "code-gioi": "2", "code-q1": "1", "code-q2": "2",
     "q3": "2", "code-q4.huong_dan": "4", "code-q4.thai_do": "5", "code-q5": "2",
     "code-q6": "1,3", "code-q11": "0"},
    {"code-xa": "38", "code-doi_tuong": "7", "code-tuoi": "4", "code-q1": "2", "code-q8.duong": "5",
     "code-q8.nuoc": "3", "code-q11": "3"},
    {"code-xa": "03388", "code-doi_tuong": "3", "code-q1": "2", "code-q11": "1",
     "code-q12": "12", "q15": "Đường vào bản"},
)  # fmt: skip


@pytest.fixture
def survey_id(live_site: Site) -> int:
    """The shipped survey, opened anew."""
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415 - see conftest

    path = LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml"
    page = open_page(live_site.context, live_site.publish(path, unit="03388"))
    assert page is not None
    return page.survey_id


@pytest.fixture
def typist(live_site: Site, make_phone: Callable[..., Phone]) -> Callable[..., Phone]:
    """A browser of an officer of the province, signed in."""

    def make(**options: object) -> Phone:
        officer = make_staff(live_site, "officer", "12")
        cookie = officer.flask.get_cookie(COOKIE, path="/staff")
        assert cookie is not None
        phone = make_phone(**options)
        url = f"{phone.base}/staff"
        phone.page.context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": url}])
        return phone

    return make


def begin(phone: Phone, survey_id: int) -> Page:
    """Begin a stack of five sheets: its first sheet."""
    page = phone.open(f"/staff/surveys/{survey_id}/sheets")
    page.get_by_label("Số phiếu trong tập").fill("5")
    page.get_by_label("Tỷ lệ nhập lại").fill("40")
    page.get_by_role("button", name="Bắt đầu tập này").click()
    page.wait_for_url("**/entry")
    expect(page.locator("[name=code-consent]")).to_be_focused()
    return page


def focused(page: Page) -> str:
    """The name (or id) of what has the focus."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.id"))


def type_sheet(page: Page, answers: dict[str, str], forward: str) -> None:
    """Go through the form with one key, typing where there is something to type."""
    left = {"code-consent": "1", **answers}
    expect(page.locator("[name=code-consent]")).to_be_focused()
    for _ in range(80):
        name = focused(page)
        if name in left:
            page.keyboard.type(left.pop(name))
        if page.evaluate("document.activeElement.value === 'store'"):
            break
        page.keyboard.press("Tab" if page.evaluate(IN_TEXT) else forward)
    assert not left, f"the keyboard never reached {sorted(left)}"
    assert page.evaluate("document.activeElement.value") == "store"


IN_TEXT = "['TEXTAREA', 'SUMMARY'].includes(document.activeElement.tagName)"


@pytest.mark.parametrize(("script", "forward"), [(True, "Enter"), (True, "Tab"), (False, "Tab")])
def test_five_sheets_are_typed_in_with_the_keyboard_alone(
    live_site: Site, typist: Callable[..., Phone], survey_id: int, script: bool, forward: str
) -> None:
    phone = typist(width=1280, script=script)
    page = begin(phone, survey_id)
    before = len(live_site.stored())

    for number, answers in enumerate(SHEETS, start=1):
        type_sheet(page, answers, forward)
        page.keyboard.press("Enter")
        page.get_by_text(f"Đã lưu phiếu số {number}.").wait_for()
        page.wait_for_load_state()

    assert len(live_site.stored()) == before + 5
    assert "5 / 5" in page.locator("main").inner_text()


def test_control_and_enter_store_from_anywhere(
    live_site: Site, typist: Callable[..., Phone], survey_id: int
) -> None:
    page = begin(typist(width=1280), survey_id)
    page.keyboard.type("1")
    for name, typed in SHEETS[0].items():
        page.locator(f"[name='{name}']").fill(typed)
    page.locator("[name='code-q11']").press("Control+Enter")
    page.get_by_text("Đã lưu phiếu số 1.").wait_for()


def test_enter_without_a_script_never_stores(
    live_site: Site, typist: Callable[..., Phone], survey_id: int
) -> None:
    page = begin(typist(width=1280, script=False), survey_id)
    before = len(live_site.stored())
    for name, typed in {"code-consent": "1", **SHEETS[0]}.items():
        page.locator(f"[name='{name}']").fill(typed)
    page.locator("[name='code-q11']").press("Enter")
    page.get_by_text("Đọc được hết").wait_for()
    assert len(live_site.stored()) == before
    assert page.locator("[name='code-xa']").input_value() == "3"


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_room_is_accessible(
    typist: Callable[..., Phone], survey_id: int, width: int
) -> None:
    phone = typist(width=width)
    phone.open(f"/staff/surveys/{survey_id}/sheets")
    phone.audit(f"sheets-empty-{width}")
    page = begin(phone, survey_id)
    phone.audit(f"sheets-entry-{width}")
    page.get_by_role("button", name="Lưu phiếu").click()
    page.get_by_role("alert").wait_for()
    phone.audit(f"sheets-errors-{width}")
    page.get_by_role("button", name="Chuyển sang đánh dấu ô").click()
    page.get_by_role("button", name="Chuyển sang gõ mã").wait_for()
    phone.audit(f"sheets-boxes-{width}")
    stack = page.url.removesuffix("/entry")
    for _ in range(2):
        page.goto(f"{stack}/entry")
        for name, typed in {"code-consent": "1", **SHEETS[0]}.items():
            page.locator(f"[name='{name}']").fill(typed)
        page.get_by_role("button", name="Lưu phiếu").click()
        page.get_by_text("Đã lưu phiếu số").wait_for()
    page.get_by_role("button", name="Ghi là không hợp lệ").click()
    page.get_by_text("là không hợp lệ.").wait_for()
    page.goto(stack)
    phone.audit(f"sheets-stack-{width}")
    page.get_by_role("button", name="Đã nhập xong cả tập").click()
    page.get_by_text("Nhập lại một số phiếu").wait_for()
    phone.audit(f"sheets-checking-{width}")
    with page.expect_navigation():
        page.locator(".actions a.button").click()
    phone.audit(f"sheets-again-{width}")
    for name, typed in (SHEETS[0] | {"code-q11": "5"}).items():
        page.locator(f"[name='{name}']").fill(typed)
    page.get_by_role("button", name="So với lần nhập đầu").click()
    page.get_by_text("Xem tờ phiếu").wait_for()
    phone.audit(f"sheets-differences-{width}")
    page.get_by_label("Lần nhập thứ hai").check()
    page.get_by_role("button", name="Ghi quyết định").click()
    page.get_by_text("Đóng tập phiếu").click()
    phone.audit(f"sheets-decided-{width}")
    page.get_by_role("button", name="Đóng hẳn").click()
    page.get_by_text("không còn gì nối tờ phiếu nào").wait_for()
    phone.audit(f"sheets-closed-{width}")
    phone.open(f"/staff/surveys/{survey_id}/sheets")
    phone.audit(f"sheets-list-{width}")
