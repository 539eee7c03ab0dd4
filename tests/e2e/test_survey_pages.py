"""The life of a survey in a browser: phone and desk, with and without scripts, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from survey_app.services.surveys.create_survey import (
    NewSurvey,
    create_survey,
    library_questionnaire,
)
from survey_app.services.surveys.list_surveys import list_surveys
from survey_app.services.surveys.state import close_survey
from tests.e2e.conftest import Phone, sign_in
from tests.support.site import DESIGNS, Site
from tests.support.staff import make_staff

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]
SURVEYS = "/staff/surveys"
SATISFACTION = "hai-long-dvc-ntm-2026"


@pytest.fixture(scope="module")
def surveys(live_site: Site) -> dict[str, int]:
    """A draft in two languages, one with quotas, one that is over."""
    context = live_site.context
    form = library_questionnaire(SATISFACTION)
    draft = create_survey(context, form, NewSurvey(unit_code="12"))
    create_survey(context, library_questionnaire("nam-bat-2026-07"), NewSurvey(unit_code="12"))
    live_site.publish(DESIGNS / "quota-cells.yaml")
    quotas = list_surveys(context)[-1].id
    live_site.publish(DESIGNS / "single-choice.yaml")
    over = list_surveys(context)[-1].id
    close_survey(context, over)
    return {"draft": draft, "quotas": quotas, "over": over}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_every_page_fits_and_is_accessible(
    make_phone: MakePhone, live_site: Site, surveys: dict[str, int], width: int, script: bool
) -> None:
    phone = sign_in(make_phone(width=width, script=script), make_staff(live_site, "officer"))
    draft, quotas, over = surveys["draft"], surveys["quotas"], surveys["over"]
    pages = {
        "list": SURVEYS,
        "list-none": f"{SURVEYS}?q=khong-co-ten-nay",
        "new": f"{SURVEYS}/new",
        "file": f"{SURVEYS}/new/file",
        "overview-draft": f"{SURVEYS}/{draft}",
        "overview-closed": f"{SURVEYS}/{over}",
        "preview": f"{SURVEYS}/{draft}/preview",
        "settings": f"{SURVEYS}/{quotas}/settings",
        "reopen": f"{SURVEYS}/{over}/reopen",
        "copy": f"{SURVEYS}/{draft}/copy",
        "wave": f"{SURVEYS}/{draft}/wave",
        "flash": "/staff/flash",
    }
    for name, path in pages.items():
        phone.open(path)
        picture = f"surveys-{name}-{width}-{'js' if script else 'nojs'}"
        if script:
            phone.audit(picture)
        else:
            phone.picture(picture)
            assert phone.page.locator("h1").count() == 1


def test_dark_pages_are_accessible(
    make_phone: MakePhone, live_site: Site, surveys: dict[str, int]
) -> None:
    phone = sign_in(make_phone(color_scheme="dark"), make_staff(live_site, "officer"))
    for name, path in (("list", SURVEYS), ("overview", f"{SURVEYS}/{surveys['draft']}")):
        phone.open(path)
        phone.audit(f"surveys-{name}-360-dark")


@pytest.mark.parametrize("script", [True, False])
def test_the_report_of_a_file_is_read_line_by_line(
    make_phone: MakePhone, live_site: Site, tmp_path: Path, script: bool
) -> None:
    text = (DESIGNS / "single-choice.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "phieu-cua-xa.yaml"
    broken.write_text(text.replace("type: single", "type: singel").replace("k_min: 10", "k_min: x"))
    good = tmp_path / "phieu-dung.yaml"
    good.write_text(text)
    for width in (360, 1280):
        phone = sign_in(make_phone(width=width, script=script), make_staff(live_site, "officer"))
        page = phone.open(f"{SURVEYS}/new/file")
        page.get_by_label("Tệp chính").set_input_files(broken)
        page.get_by_role("button", name="Kiểm tra tệp").click()
        expect(page.get_by_text("k_min: x, time_grain")).to_be_visible()
        kind = f"{width}-{'js' if script else 'nojs'}"
        if script:
            phone.audit(f"surveys-report-{kind}")
        page.get_by_label("Tệp chính").set_input_files(good)
        page.get_by_role("button", name="Kiểm tra tệp").click()
        expect(page.get_by_text("Có thể lưu.")).to_be_visible()
        phone.picture(f"surveys-checked-{kind}")
        page.get_by_role("button", name="Lưu thành bản nháp").click()
        expect(page.locator("h1")).to_have_text("Câu chọn một")


@pytest.mark.parametrize("script", [True, False])
def test_the_survey_is_tried_out_in_the_frame(
    make_phone: MakePhone, live_site: Site, surveys: dict[str, int], script: bool
) -> None:
    phone = sign_in(make_phone(width=1280, script=script), make_staff(live_site, "viewer"))
    stored = len(live_site.stored())
    page = phone.open(f"{SURVEYS}/{surveys['draft']}/preview?lang=en")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Trial: answers are not sent.")).to_be_visible()
    frame.get_by_role("button", name="I agree").click()
    expect(frame.locator("fieldset, select").first).to_be_visible()
    expect(frame.get_by_text("Trial: answers are not sent.")).to_be_visible()
    frame.get_by_role("button", name="Next").click()
    expect(frame.locator(".x")).to_be_visible()
    phone.picture(f"surveys-preview-frame-{'js' if script else 'nojs'}")
    frame.get_by_role("button", name="Back").click()
    expect(frame.get_by_role("button", name="I agree")).to_be_visible()
    assert len(live_site.stored()) == stored


@pytest.mark.parametrize("script", [True, False])
def test_a_flash_survey_takes_three_clicks(
    make_phone: MakePhone, live_site: Site, surveys: dict[str, int], script: bool
) -> None:
    phone = sign_in(make_phone(script=script), make_staff(live_site, "officer", "12"))
    page = phone.open(SURVEYS)
    page.get_by_role("link", name="Khảo sát nhanh").click()
    page.get_by_label("Ý kiến nhanh về một quyết định").check()
    page.get_by_role("button", name="Mở ngay").click()
    code = page.get_by_role("img")
    expect(code).to_be_visible()
    expect(code).not_to_have_js_property("naturalWidth", 0)
    phone.audit("surveys-flash-open-360-js") if script else phone.picture(
        "surveys-flash-open-360-nojs"
    )


def test_two_officers_choose_between_two_versions(
    make_phone: MakePhone, live_site: Site, surveys: dict[str, int]
) -> None:
    base = f"{SURVEYS}/{surveys['quotas']}/settings"
    first = sign_in(make_phone(width=1280), make_staff(live_site, "officer"))
    second = sign_in(make_phone(), make_staff(live_site, "officer"))
    label = "Tên trong danh sách"
    for phone in (first, second):
        phone.open(base)
    first.page.get_by_label(label).fill("Tên của người đầu")
    first.page.get_by_role("button", name="Lưu cài đặt").click()
    expect(first.page.locator("h1")).to_have_text("Tên của người đầu")
    second.page.get_by_label(label).fill("Tên của người sau")
    second.page.get_by_role("button", name="Lưu cài đặt").click()
    expect(second.page.get_by_text("Tên của người đầu").first).to_be_visible()
    second.audit("surveys-conflict-360-js")
    second.page.get_by_label("Tên của người sau").check()
    second.page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(second.page.locator("h1")).to_have_text("Tên của người sau")


def test_a_survey_is_opened_and_closed_by_keyboard(
    make_phone: MakePhone, live_site: Site, surveys: dict[str, int]
) -> None:
    number = create_survey(
        live_site.context, library_questionnaire("nhanh-dong-tinh"), NewSurvey("Bằng bàn phím")
    )
    phone = sign_in(make_phone(width=1280), make_staff(live_site, "officer"))
    page = phone.open(f"{SURVEYS}/{number}")
    for ask, yes, done in (
        ("Mở khảo sát", "Mở ngay", "đang nhận phiếu"),
        ("Đóng khảo sát", "Đóng ngay", "không nhận thêm phiếu"),
    ):
        page.locator("summary", has_text=ask).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=yes)).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(done)
