"""Dead zones, double taps, foreign pages in between: nothing is lost, nothing counts twice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Phone
from tests.e2e.gestures import held, press, tick
from tests.support.site import Site

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]
NOT_SENT = "Chưa gửi được. Máy sẽ thử lại"


@pytest.fixture
def ready(make_phone: MakePhone, live_site: Site) -> tuple[Page, int]:
    """A phone with a filled-in form, and the number of sheets stored so far."""
    page = make_phone().open(f"/s/{live_site.publish_design('single-choice')}")
    press(page, "Đồng ý")
    tick(page, "Có")
    return page, len(live_site.stored())


def test_dead_zone_is_told_and_sent_later_by_itself(
    ready: tuple[Page, int], live_site: Site
) -> None:
    page, before = ready
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    expect(page.get_by_label("Có", exact=True)).to_be_checked()
    assert len(live_site.stored()) == before
    page.context.set_offline(False)
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    assert len(live_site.stored()) == before + 1


def test_lost_reply_is_asked_again_under_the_same_id(
    ready: tuple[Page, int], live_site: Site
) -> None:
    page, before = ready
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            route.fetch()
            lost.append(route.request.post_data or "")
            route.abort()
        else:
            route.continue_()

    page.route("**/s/*", lose)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    assert len(lost) == 1
    assert len(live_site.stored()) == before + 1


@pytest.mark.parametrize("status", [200, 502, 503])
def test_a_foreign_page_in_between_is_not_taken_for_ours(
    ready: tuple[Page, int], live_site: Site, status: int
) -> None:
    page, before = ready
    met: list[int] = []

    def intercept(route: Route) -> None:
        if route.request.method == "POST" and not met:
            met.append(status)
            route.fulfill(status=status, content_type="text/html", body="<h1>Wi-Fi</h1>")
        else:
            route.continue_()

    page.route("**/s/*", intercept)
    page.clock.install(time=0)
    page.clock.pause_at(1)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    page.clock.run_for(3_000)
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    assert len(live_site.stored()) == before + 1


def test_double_tap_sends_once(ready: tuple[Page, int], live_site: Site) -> None:
    page, before = ready
    posts: list[str] = []
    page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    with held(page, "**/s/*"):
        page.get_by_role("button", name="Gửi phiếu").dblclick()
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    assert len(posts) == 1
    assert len(live_site.stored()) == before + 1


def test_double_tap_without_scripts_counts_once(make_phone: MakePhone, live_site: Site) -> None:
    page = make_phone(script=False).open(f"/s/{live_site.publish_design('single-choice')}")
    press(page, "Đồng ý")
    tick(page, "Có")
    before = len(live_site.stored())
    with held(page, "**/s/*"):
        page.get_by_role("button", name="Gửi phiếu").dblclick()
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    assert len(live_site.stored()) == before + 1


def test_the_phones_own_back_button_walks_the_pages(make_phone: MakePhone, live_site: Site) -> None:
    page = make_phone().open(f"/s/{live_site.publish_design('many-pages')}")
    press(page, "Đồng ý")
    tick(page, "B")
    press(page, "Tiếp theo")
    expect(page.locator("h1")).to_have_text("Hai")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Một")
    expect(page.get_by_label("B", exact=True)).to_be_checked()
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Hai")


def test_nothing_stays_on_a_shared_phone(ready: tuple[Page, int]) -> None:
    page, _ = ready
    press(page, "Gửi phiếu")
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]")
    assert kept == [0, 0, 0]
    assert page.context.cookies() == []
    page.get_by_role("link", name="Người khác trả lời trên máy này").click()
    press(page, "Đồng ý")
    expect(page.get_by_label("Có", exact=True)).not_to_be_checked()
