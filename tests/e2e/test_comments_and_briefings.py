"""Comments reviewed by keyboard and by touch, a briefing put together and printed."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import cycle, islice
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.conftest import OUTPUT, Phone
from tests.e2e.gestures import tabs_until
from tests.support.staff import make_staff

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.xdist_group("e2e")
TEXTS = (
    "Đường từ bản xuống xã hỏng từ mùa mưa năm ngoái, xe máy đi không được.",
    "Cảm ơn bà Lò Thị Mai ở Trung tâm hành chính công đã giúp làm giấy khai sinh.",
    "Gọi tôi số 0912 345 678 hoặc thư lan.nguyen@xa.example để biết thêm.",
    "Nước sạch chỉ có buổi sáng 😀 còn buổi chiều phải gánh.\nMong cấp trên xem xét.",
    "<b>Nhà văn hóa</b> chưa có & chưa biết bao giờ làm",
    "Mạng yếu, nộp hồ sơ trên điện thoại không được, phải xuống xã ba lần.",
)
LONG = "Ổ gà " * 1_500


@pytest.fixture(scope="module")
def address(live_site: Site) -> str:
    """The address of a survey in two communes, with comments."""
    from questionnaires.engine import read_json  # noqa: PLC0415 - see conftest
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415
    from survey_app.services.answering.submit_response import Submission, submit  # noqa: PLC0415
    from survey_app.services.collecting.make_collector import NewCollector, make_collector  # noqa: PLC0415

    code = live_site.publish_design("comments", unit="03466")
    page = open_page(live_site.context, code)
    assert page is not None
    other = make_collector(live_site.context, NewCollector(page.survey_id, unit_code="03388"))
    texts = [LONG, *islice(cycle((*TEXTS, "", "")), 119)]
    for number, text in enumerate(texts):
        sheet = {
            "q1": "nam" if number % 2 else "nu",
            "q2": ["song"] if number % 3 else [],
            "q4": "1" if number % 5 == 0 else "2",
            "q3": text,
        }
        if not sheet["q2"]:
            del sheet["q4"]
        answers, _ = read_json(page.questionnaire, {k: v for k, v in sheet.items() if v})
        place = other if number % 3 == 0 else code
        submit(live_site.context, Submission(uuid4(), place, "vi", answers))
    return f"/staff/surveys/{page.survey_id}"


@pytest.fixture
def sign_in(live_site: Site) -> Callable[..., None]:
    """Signs a phone in as somebody of the staff."""

    def enter(phone: Phone, role: str = "officer", unit: str | None = None) -> None:
        staff = make_staff(live_site, role, unit)
        found = [
            {"name": c.key, "value": c.value, "domain": "127.0.0.1", "path": "/staff"}
            for c in staff.flask._cookies.values()
        ]
        phone.page.context.add_cookies(found)  # type: ignore[arg-type]  # a cookie each

    return enter


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(
    make_phone: Callable[..., Phone],
    sign_in: Callable[..., None],
    address: str,
    width: int,
) -> None:
    phone = make_phone(width=width)
    sign_in(phone)
    page = phone.open(f"{address}/comments/topics")
    if not page.get_by_text("Đường, cầu", exact=True).count():
        phone.audit(f"codebook-empty-{width}")
        page.get_by_label("Tên chủ đề").first.fill("Đường, cầu")
        page.get_by_role("button", name="Thêm vào bảng mã").click()
        expect(page.get_by_text("Đường, cầu", exact=True)).to_be_visible()
    phone.open(f"{address}/comments?state=all")
    phone.audit(f"comments-{width}")
    phone.open(f"{address}/comments?state=all&search=khong-co-gi")
    phone.audit(f"comments-nothing-{width}")
    phone.open(f"{address}/comments/topics")
    phone.audit(f"codebook-{width}")
    page = phone.open(f"{address}/briefings")
    phone.audit(f"briefings-{width}")
    for button, picture in (
        ("Soạn báo cáo mới", "draft"),
        ("Chốt với số liệu hiện nay", "saved"),
        ("Tính lại với số liệu hiện nay", "recomputed"),
    ):
        with page.expect_navigation():
            page.get_by_role("button", name=button).first.click()
        phone.audit(f"briefing-{picture}-{width}")


def test_a_long_comment_is_scrolled_by_keyboard(
    make_phone: Callable[..., Phone], sign_in: Callable[..., None], address: str
) -> None:
    phone = make_phone()
    sign_in(phone)
    page = phone.open(f"{address}/comments?state=all&search=o+ga")
    phone.audit("comments-long-360")
    tabs_until(page, ".words")
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.scrollTop > 0")


def test_reviewing_by_keyboard(
    make_phone: Callable[..., Phone], sign_in: Callable[..., None], address: str
) -> None:
    phone = make_phone(width=1280)
    sign_in(phone, "collaborator")
    page = phone.open(f"{address}/comments?state=new#queue")
    reviewed = page.locator("#reviewed")
    before = int(reviewed.get_attribute("value") or 0)
    cards = page.locator("[data-comment]")
    expect(cards.first).to_be_focused()
    second = cards.nth(1).get_attribute("id")
    third = cards.nth(2).get_attribute("id")
    page.keyboard.press("j")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("a")
    expect(reviewed).to_have_attribute("value", str(before + 1))
    expect(page.locator(f"#{third}")).to_be_focused()
    expect(page.locator(f"#{second}")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator(f"#{second}")).to_be_visible()
    expect(reviewed).to_have_attribute("value", str(before))
    page.goto(page.url.partition("?")[0] + "?state=new#queue")
    page.keyboard.press("h")
    page.wait_for_selector(".flash.done")
    expect(reviewed).to_have_attribute("value", str(before + 1))
    phone.picture("comments-flash-1280")


def test_selected_words_are_covered_where_they_stand(
    make_phone: Callable[..., Phone], sign_in: Callable[..., None], address: str
) -> None:
    phone = make_phone(width=1280)
    sign_in(phone)
    page = phone.open(f"{address}/comments?state=all&search=ganh")
    page.locator("[data-words]").first.evaluate(
        """(words) => {
          const walk = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
          let node = walk.nextNode(), text = words.textContent;
          const start = text.indexOf("buổi chiều"), range = document.createRange();
          range.setStart(node, start); range.setEnd(node, start + "buổi chiều".length);
          getSelection().removeAllRanges(); getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("m")
    page.wait_for_selector(".flash.done")
    page.goto(page.url.partition("?")[0] + "?state=all&search=da+che")
    shown = page.locator("[data-words]").first.text_content() or ""
    assert "😀 còn [đã che] phải gánh.\nMong" in shown


def test_the_main_path_without_script(
    make_phone: Callable[..., Phone], sign_in: Callable[..., None], address: str
) -> None:
    phone = make_phone(width=360, script=False)
    sign_in(phone, "collaborator")
    page = phone.open(f"{address}/comments?state=new&search=0912")
    card = page.locator("[data-comment]").first
    card.get_by_role("button", name="“0912 345 678”").click()
    expect(page.locator(".flash")).to_contain_text("Đã che.")
    page.goto(phone.base + f"{address}/comments?state=new&search=thu+da+che")
    page.goto(phone.base + f"{address}/comments?state=new")
    page.get_by_role("button", name="Nhận", exact=True).first.click()
    expect(page.locator(".flash")).to_contain_text("Đã nhận ý kiến.")
    phone.picture("comments-no-script-360")
    page.goto(phone.base + f"{address}/briefings")
    page.get_by_role("button", name="Soạn báo cáo mới").click()
    page.get_by_label("Tất cả").check()
    page.get_by_role("button", name="Đưa lên: Hài lòng ở mức nào?").click()
    expect(page.locator(".items li").first).to_have_id("i-q4")
    page.get_by_role("button", name="Chốt với số liệu hiện nay").first.click()
    expect(page.get_by_role("link", name="Mở để in")).to_be_visible()
    phone.picture("briefing-saved-no-script-360")


def test_a_saved_briefing_opens_under_its_policy_and_prints_on_a4(
    make_phone: Callable[..., Phone], sign_in: Callable[..., None], address: str
) -> None:
    phone = make_phone(width=1280)
    sign_in(phone)
    said: list[str] = []
    page = phone.open(f"{address}/briefings")
    page.on("console", lambda message: said.append(message.text))
    page.get_by_role("button", name="Soạn báo cáo mới").click()
    page.get_by_label("Cơ quan cấp trên").fill("Ban Tuyên giáo và Dân vận Tỉnh ủy")
    page.get_by_label("Địa danh").fill("Lai Châu")
    page.get_by_label("Ngày họp").fill("2026-11-23")
    page.get_by_label("Nơi họp").fill("Hội trường UBND xã Bum Nưa")
    page.get_by_label("Tất cả").check()
    page.get_by_role("button", name="Chốt với số liệu hiện nay").first.click()
    page.goto(phone.base + (page.get_by_role("link", name="Mở để in").get_attribute("href") or ""))
    phone.picture("briefing-printed-1280")
    color = page.locator(".agency").evaluate("e => getComputedStyle(e).textTransform")
    assert color == "uppercase", "the page's own style is not applied"
    assert said == []
    content = page.pdf(prefer_css_page_size=True)
    (OUTPUT / "briefing.pdf").write_bytes(content)
    sheets = PdfReader(io.BytesIO(content)).pages
    text = sheets[0].extract_text()
    assert "LAI CHÂU" in text.upper()
    assert "23/11/2026" in text
    assert pytest.approx(float(sheets[0].mediabox.width), abs=1) == 595
