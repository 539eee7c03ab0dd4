"""The briefing in a real browser: on a phone, in the dark, on paper."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from analysis.briefing import BriefingFacts, build_outline, render
from tests.support.briefings import make_facts, with_comments, with_valid

PAGES: dict[str, Callable[[], BriefingFacts]] = {
    "full": lambda: with_comments(make_facts()),
    "empty": lambda: with_valid(make_facts(), 0),
}
POINTS_PER_MM = 72 / 25.4


@pytest.fixture(params=list(PAGES))
def briefing(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / f"{request.param}.html"
    path.write_text(render(build_outline(PAGES[request.param]())), encoding="utf-8")
    return path.as_uri()


def _open(browser: Browser, address: str, *, width: int, scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 740},
        color_scheme=scheme,  # type: ignore[arg-type]  # one of two texts
    )
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1000, "light")])
def test_briefing_is_accessible_and_fits_the_screen(
    browser: Browser, briefing: str, width: int, scheme: str
) -> None:
    page = _open(browser, briefing, width=width, scheme=scheme)
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_briefing_asks_for_nothing_else_and_breaks_no_policy(
    browser: Browser, briefing: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(briefing)
    assert [url for url in asked if not url.startswith("data:")] == [briefing]
    assert said == []
    context.close()


def test_words_of_pictures_stay_inside_them(browser: Browser, briefing: str) -> None:
    for width in (360, 1000):
        page = _open(browser, briefing, width=width)
        outside = page.evaluate(
            """() => [...document.querySelectorAll('svg')].filter(s => s.checkVisibility())
            .flatMap(s => { const box = s.getBoundingClientRect();
              return [...s.querySelectorAll('text')].filter(t => {
                const b = t.getBoundingClientRect();
                return b.left < box.left - 1 || b.right > box.right + 1
                  || b.bottom > box.bottom + 1;
              }).map(t => t.textContent); })"""
        )
        assert outside == []
        page.context.close()


def test_briefing_prints_on_a4(browser: Browser, briefing: str) -> None:
    page = _open(browser, briefing, width=1000)
    document = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    box = document.pages[0].mediabox
    assert float(box.width) == pytest.approx(210 * POINTS_PER_MM, abs=1)
    assert float(box.height) == pytest.approx(297 * POINTS_PER_MM, abs=1)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for sheet in document.pages
        for font in sheet["/Resources"]["/Font"].get_object().values()
    }
    assert all("YDanSans" in font for font in fonts), fonts
    page.context.close()
