"""Every kind of page: axe, no sideways scroll at 320 px or 200 %, dark mode, touch targets."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Phone
from tests.e2e.gestures import press, tick
from tests.support.site import DESIGNS, Site

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]

SMALL_TARGETS = """() => [...document.querySelectorAll('button, select, textarea, a.u, .c > label,'
  + 'input:not([type=hidden]):not([type=radio]):not([type=checkbox])')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML)"""


def kind_addresses(site: Site) -> dict[str, str]:
    """An address for each kind of page that is no form."""
    closed = site.publish_design("single-choice")
    site.close(closed)
    full = site.publish_design("quota-cells")
    return {
        "unknown": "/s/ZZZZZZ",
        "not-found": "/nowhere",
        "closed": f"/s/{closed}",
        "not-yet": f"/s/{site.publish_design('single-choice', is_open=False)}",
        "done": f"/s/{full}/done",
    }


def test_kind_pages(make_phone: MakePhone, live_site: Site) -> None:
    phone = make_phone(width=320)
    for name, path in kind_addresses(live_site).items():
        phone.open(path)
        phone.audit(f"kind-{name}")


def test_full_page_and_refusal(make_phone: MakePhone, live_site: Site) -> None:
    path = f"/s/{live_site.publish_design('close-after')}"
    phone = make_phone(width=320)
    for _ in range(3):
        page = phone.open(path)
        press(page, "Đồng ý")
        tick(page, "Đồng ý")
        press(page, "Gửi phiếu")
    live_site.forget_pages()
    phone.open(path)
    phone.audit("kind-full")
    page = phone.open(f"/s/{live_site.publish_design('single-choice')}")
    press(page, "Không tham gia")
    phone.audit("kind-declined")


def test_conflict_page(make_phone: MakePhone, live_site: Site) -> None:
    path = f"/s/{live_site.publish_design('single-choice')}"
    phone = make_phone(script=True)
    page = phone.open(path)
    press(page, "Đồng ý")
    sheet = page.locator("[name=submission_id]").input_value()
    tick(page, "Có")
    press(page, "Gửi phiếu")
    page = phone.open(path)
    press(page, "Đồng ý")
    page.evaluate("id => { document.querySelector('[name=submission_id]').value = id }", sheet)
    tick(page, "Chưa")
    press(page, "Gửi phiếu")
    phone.audit("conflict")
    press(page, "Sửa lại")
    expect(page.get_by_label("Chưa")).to_be_checked()
    page.go_back()
    page.wait_for_load_state()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "dark"), (1024, "light")])
def test_every_design_at_every_width(
    make_phone: MakePhone, live_site: Site, width: int, scheme: str
) -> None:
    phone = make_phone(width=width, color_scheme=scheme)
    names = [
        "grid-rows", "ranking-items", "long-labels", "number-items", "other-choice",
        "text-answer", "date-answer", "note-and-calculate", "hostile-strings", "multiple-choice",
    ]  # fmt: skip
    for name in names:
        page = phone.open(f"/s/{live_site.publish_design(name)}")
        page.locator("button[value=yes]").click()
        page.locator("[data-item]").first.wait_for()
        phone.audit(f"design-{name}-{width}-{scheme}")
        assert page.evaluate(SMALL_TARGETS) == []


def test_library_survey_at_200_percent(make_phone: MakePhone, library_code: str) -> None:
    phone = make_phone(width=320)
    page = phone.open(f"/s/{library_code}")
    for name in ("zoom-consent", "zoom-general"):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        phone.audit(name)
        if name == "zoom-consent":
            press(page, "Tôi đồng ý, bắt đầu")


def test_errors_and_end_page(make_phone: MakePhone, live_site: Site) -> None:
    assert (DESIGNS / "required-items.yaml").is_file()
    phone = make_phone(color_scheme="dark")
    page = phone.open(f"/s/{live_site.publish_design('required-items')}")
    press(page, "Đồng ý")
    press(page, "Gửi phiếu")
    phone.audit("errors-dark")
    page = phone.open(f"/s/{live_site.publish_design('note-and-calculate')}")
    press(page, "Đồng ý")
    press(page, "Tiếp theo")
    phone.audit("end-dark")
