"""The shipped survey on a phone of 360 px, with and without scripts, by finger and by key."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Phone
from tests.e2e.gestures import general_part, paper_part, press, tabs_until, tick
from tests.e2e.pictures import take_picture
from tests.support.site import Site

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]
IMAGES = Path(__file__).parents[2] / "docs" / "images"
WRITTEN = "Không có máy"


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
    for hidden in ("q2", "q3", "q4", "q5", "q6"):
        expect(page.locator(f"[data-item={hidden}]")).to_be_hidden()
    tick(page, "Có")
    expect(page.locator("[data-item=q2]")).to_be_visible()
    expect(page.locator("[data-item=q6]")).to_be_hidden()
    tick(page, "Tự nộp trên mạng", "Sóng yếu hoặc mất mạng", "Khó khăn khác")
    page.get_by_label("Khó khăn khác: xin ghi rõ").fill(WRITTEN)
    paper_part(page)
    phone.audit("3-papers")
    press(page, "Tiếp theo")
    tick(page, "Có nghe nói", "Rất không hài lòng", "Công trình làm chậm")
    phone.audit("4-countryside")
    press(page, "Gửi phiếu")
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    phone.audit("5-done")
    rows = live_site.answers()
    assert len(rows) == before + 1
    assert any(row.get("q6.other") == WRITTEN and row["q3"] == 2 for row in rows)


def test_whole_survey_without_scripts(
    make_phone: MakePhone, library_code: str, live_site: Site
) -> None:
    before = len(live_site.stored())
    phone = make_phone(script=False)
    page = phone.open(f"/s/{library_code}")
    press(page, "Tôi đồng ý, bắt đầu")
    general_part(page)
    press(page, "Tiếp theo")
    expect(page.locator("[data-item]")).to_have_count(1)
    tick(page, "Có")
    press(page, "Tiếp theo")
    tick(page, "Tự nộp trên mạng")
    paper_part(page)
    phone.picture("noscript-papers")
    press(page, "Tiếp theo")
    tick(page, "Sóng yếu hoặc mất mạng", "Khó khăn khác")
    page.get_by_label("Khó khăn khác: xin ghi rõ").fill(WRITTEN)
    press(page, "Tiếp theo")
    tick(page, "Có nghe nói")
    press(page, "Tiếp theo")
    tick(page, "Rất không hài lòng")
    press(page, "Tiếp theo")
    tick(page, "Công trình làm chậm")
    press(page, "Gửi phiếu")
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    assert len(live_site.stored()) == before + 1


def test_the_box_of_another_choice_opens_without_scripts(
    make_phone: MakePhone, library_code: str
) -> None:
    page = make_phone(script=False).open(f"/s/{library_code}")
    press(page, "Tôi đồng ý, bắt đầu")
    box = page.get_by_label("Việc khác: xin ghi rõ")
    expect(box).to_be_hidden()
    tick(page, "Việc khác")
    expect(box).to_be_visible()
    box.fill("Thợ rèn")
    tick(page, "Học sinh, sinh viên")
    expect(box).to_be_visible()


def test_survey_by_keyboard_alone(make_phone: MakePhone, live_site: Site) -> None:
    before = len(live_site.stored())
    code = live_site.publish_design("skip-within-page")
    page = make_phone().open(f"/s/{code}")
    tabs_until(page, "button[value=yes]")
    page.keyboard.press("Enter")
    page.locator("[data-item=q1]").wait_for()
    expect(page.locator("h1")).to_be_focused()
    tabs_until(page, "#q1-0")
    page.keyboard.press("Space")
    tabs_until(page, "#q2-0")
    page.keyboard.type("2")
    tabs_until(page, "input[name=q4]")
    page.keyboard.press("ArrowDown")
    tabs_until(page, "button[value=send]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    assert {"q1": "co", "q2": 2, "q4": "zalo"} in live_site.answers()
    assert len(live_site.stored()) == before + 1


@pytest.mark.parametrize("script", [True, False])
def test_errors_take_the_focus_and_lead_to_their_field(
    make_phone: MakePhone, library_code: str, script: bool
) -> None:
    phone = make_phone(script=script)
    page = phone.open(f"/s/{library_code}")
    press(page, "Tôi đồng ý, bắt đầu")
    tick(page, "Nữ")
    press(page, "Tiếp theo")
    expect(page.locator(".x")).to_be_focused()
    expect(page.get_by_label("Nữ", exact=True)).to_be_checked()
    if script:
        phone.audit("6-errors")
    page.locator(".x a").nth(1).click()
    expect(page.locator("#doi_tuong-0")).to_be_focused()


def test_language_switch(make_phone: MakePhone, library_code: str) -> None:
    phone = make_phone()
    page = phone.open(f"/s/{library_code}")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    phone.audit("7-english-consent")
    press(page, "I agree")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    phone.audit("8-english-general")


def test_exclusive_choice_and_counter(make_phone: MakePhone, live_site: Site) -> None:
    page = make_phone().open(f"/s/{live_site.publish_design('exclusive-choice')}")
    press(page, "Đồng ý")
    tick(page, "Dự họp", "Góp ngày công")
    tick(page, "Chưa tham gia")
    assert [box.is_checked() for box in page.locator("input[name=q1]").all()] == [
        False,
        False,
        True,
    ]
    tick(page, "Dự họp")
    assert [box.is_checked() for box in page.locator("input[name=q1]").all()] == [
        True,
        False,
        False,
    ]
    page = make_phone().open(f"/s/{live_site.publish_design('multiple-choice')}")
    press(page, "Đồng ý")
    tick(page, "Đường", "Nước sạch", "Trường học")
    expect(page.get_by_text("Đã chọn 3, được chọn nhiều nhất 2")).to_be_visible()


def test_page_picture_for_the_readme(make_phone: MakePhone, library_code: str) -> None:
    phone = make_phone(device_scale_factor=2)
    page = phone.open(f"/s/{library_code}")
    press(page, "Tôi đồng ý, bắt đầu")
    tick(page, "Nông dân, làm nương rẫy, chăn nuôi")
    picture = take_picture(page, full_page=False)
    assert picture.startswith(b"\x89PNG")
    if os.environ.get("YDAN_WRITE_IMAGES"):
        IMAGES.mkdir(parents=True, exist_ok=True)
        (IMAGES / "citizen-page.png").write_bytes(picture)
