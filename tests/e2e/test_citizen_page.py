"""The shipped survey on a phone of 360 px, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Phone
from tests.support.site import Site

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]


def tick(page: Page, *labels: str) -> None:
    """Tap labels, as fingers do."""
    for label in labels:
        page.get_by_text(label, exact=True).first.click()


def press(page: Page, name: str) -> None:
    """Tap a button and wait for the next page."""
    heading = page.locator("h1").element_handle()
    assert heading is not None
    page.get_by_role("button", name=name).click()
    heading.wait_for_element_state("hidden")


def general_part(page: Page) -> None:
    """Answer the first page of the satisfaction survey."""
    page.get_by_label("Ông, bà đang sống ở xã, phường nào?").select_option(index=3)
    tick(page, "Nông dân, làm nương rẫy, chăn nuôi", "Nữ", "30 đến 44", "Mông")


def test_whole_survey_with_scripts(
    make_phone: MakePhone, library_code: str, live_site: Site
) -> None:
    before = len(live_site.stored())
    phone = make_phone()
    page = phone.open(f"/s/{library_code}")
    phone.audit("1-consent")
    press(page, "Tôi đồng ý, bắt đầu")
    phone.audit("2-general")
    general_part(page)
    press(page, "Tiếp theo")
    expect(page.locator("[data-item=q2]")).to_be_hidden()
    tick(page, "Có")
    expect(page.locator("[data-item=q2]")).to_be_visible()
    expect(page.locator("[data-item=q6]")).to_be_hidden()
    tick(page, "Tự nộp trên mạng", "Sóng yếu hoặc mất mạng", "Khó khăn khác")
    page.get_by_label("Khó khăn khác: xin ghi rõ").fill("Không có máy")
    page.get_by_label("Ông, bà phải đi lại mấy lần").fill("2")
    for group in page.locator("[data-item=q4] fieldset").all():
        group.get_by_text("Hài lòng", exact=True).click()
    phone.audit("3-papers")
    press(page, "Tiếp theo")
    tick(page, "Có nghe nói", "Rất không hài lòng", "Công trình làm chậm")
    phone.audit("4-countryside")
    press(page, "Gửi phiếu")
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    phone.audit("5-done")
    rows = live_site.answers()
    assert len(rows) == before + 1
    assert any(row.get("q6.other") == "Không có máy" and row["q3"] == 2 for row in rows)
