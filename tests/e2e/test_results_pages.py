"""The results in a browser: phone, desk, projector, paper; without scripts, by keyboard."""

# ruff: noqa: PLC0415 - unit tests load none of the application

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.conftest import OUTPUT, Phone, sign_in
from tests.support.site import DESIGNS, LIBRARY, Site
from tests.support.staff import make_staff

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]
COMMUNES = ("03466", "03472", "03478", "03503")
PAGES = {
    "overview": "",
    "single": "/q1",
    "grid": "/q4",
    "by-unit": "/q11?by=unit",
    "by-sex": "/q6?by=gioi",
    "one-unit": "/q11?unit=03466",
    "mean": "/q3?by=dan_toc",
    "screen": "/q5/screen",
    "refused": "/q1?by=gioi&unit=03466",
}


@pytest.fixture(scope="module")
def surveys(live_site: Site) -> tuple[int, int, int]:
    """The shipped survey with simulated answers in four communes, and two waves of another."""
    from survey_app.services.results.shown import shown_tables

    live_site.context.results.wait_s = 60
    made = _run(live_site, 700), _wave(live_site, 40), _wave(live_site, 75)
    for survey_id in made:
        shown_tables(live_site.context, survey_id)
    return made


def _wave(site: Site, good: int) -> int:
    from questionnaires.engine import Answers
    from survey_app.services.answering.collectors import open_page
    from survey_app.services.answering.submit_response import Submission, submit

    code = site.publish(DESIGNS / "followed-question.yaml", unit=COMMUNES[0])
    for number in range(110):
        answers = Answers({"q1": "tot" if number < good else "xau", "q2": "1"})
        submit(site.context, Submission(uuid4(), code, "vi", answers))
    page = open_page(site.context, code)
    assert page is not None
    return page.survey_id


def _run(site: Site, count: int) -> int:
    from survey_app.demo.crowd import simulate
    from survey_app.demo.habits import read_habits
    from survey_app.services.answering.collectors import open_page
    from survey_app.services.answering.quality_flags_recent import RecentSheets
    from survey_app.services.answering.submit_response import Submission, submit
    from survey_app.services.collecting.make_collector import NewCollector, make_collector

    path = LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml"
    codes = [site.publish(path, unit=COMMUNES[0])]
    page = open_page(site.context, codes[0])
    assert page is not None
    for unit in COMMUNES[1:]:
        codes.append(make_collector(site.context, NewCollector(page.survey_id, unit_code=unit)))
    site.context.recent = RecentSheets(0)
    sheets = simulate(page.questionnaire, read_habits(page.questionnaire.id))
    for number, sheet in zip(range(count), sheets, strict=False):
        code = codes[0] if number % 20 else codes[3]
        code = codes[1] if number % 3 == 0 else code
        submit(site.context, Submission(uuid4(), code, "vi", sheet.answers))
    site.context.recent = RecentSheets()
    return page.survey_id


def results(survey_id: int, rest: str = "") -> str:
    return f"/staff/surveys/{survey_id}/results{rest}"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_every_page_fits_and_is_accessible(
    make_phone: MakePhone, live_site: Site, surveys: tuple[int, int, int], width: int, script: bool
) -> None:
    phone = make_phone(width=width, script=script)
    sign_in(phone, make_staff(live_site, "officer", "12"))
    pages = {name: results(surveys[0], rest) for name, rest in PAGES.items()}
    pages["waves"] = results(surveys[2], f"/two-waves?with={surveys[1]}")
    for name, address in pages.items():
        phone.open(address)
        expect(phone.page.locator("h1")).not_to_have_text("Không có trang này")
        picture = f"results-{name}-{width}-{'js' if script else 'nojs'}"
        if script:
            phone.audit(picture)
        else:
            phone.picture(picture)
            assert phone.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", ["overview", "by-unit", "screen"])
def test_dark_pages_are_accessible(
    make_phone: MakePhone, live_site: Site, surveys: tuple[int, int, int], name: str
) -> None:
    phone = make_phone(width=1280, color_scheme="dark")
    sign_in(phone, make_staff(live_site, "viewer", "12"))
    phone.open(results(surveys[0], PAGES[name]))
    phone.audit(f"results-{name}-1280-dark")


def test_pages_print_without_their_buttons(
    make_phone: MakePhone, live_site: Site, surveys: tuple[int, int, int]
) -> None:
    phone = make_phone(width=800)
    sign_in(phone, make_staff(live_site, "viewer", "12"))
    for name in ("overview", "by-unit"):
        phone.open(results(surveys[0], PAGES[name]))
        phone.page.emulate_media(media="print")
        for hidden in phone.page.locator("button, .filters, .actions, .top").all():
            expect(hidden).to_be_hidden()
        phone.page.evaluate("document.documentElement.style.filter = 'grayscale(1)'")
        phone.picture(f"results-{name}-print-grey")
    assert (OUTPUT / "results-by-unit-print-grey.png").is_file()


def test_the_chart_to_point_at_comes_only_when_asked_for(
    make_phone: MakePhone, live_site: Site, surveys: tuple[int, int, int]
) -> None:
    phone = make_phone(width=1280)
    sign_in(phone, make_staff(live_site, "viewer", "12"))
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    page = phone.open(results(surveys[0], "/q1"))
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "plotly" in url]
    still = page.locator("figure .wide-chart svg")
    expect(still).to_be_visible()
    button = page.get_by_role("button", name="Xem biểu đồ tương tác")
    button.press("Enter")
    expect(page.locator(".interactive .main-svg").first).to_be_visible()
    expect(still).to_be_hidden()
    expect(page.locator(".interactive .bars .point")).to_have_count(2)
    phone.audit("results-plotly-1280")
    page.get_by_role("button", name="Xem biểu đồ tĩnh").click()
    expect(still).to_be_visible()


def test_the_projector_steps_by_arrow_keys(
    make_phone: MakePhone, live_site: Site, surveys: tuple[int, int, int]
) -> None:
    phone = make_phone(width=1280)
    sign_in(phone, make_staff(live_site, "viewer", "12"))
    page = phone.open(results(surveys[0], "/q1/screen"))
    first = page.locator("h1").inner_text()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/q2/screen")
    expect(page.locator("h1")).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/q1/screen")
    expect(page.locator("h1")).to_have_text(first)


def test_a_table_is_chosen_by_keyboard_without_script(
    make_phone: MakePhone, live_site: Site, surveys: tuple[int, int, int]
) -> None:
    phone = make_phone(width=360, script=False)
    sign_in(phone, make_staff(live_site, "viewer", "12"))
    page = phone.open(results(surveys[0], "/q1"))
    page.get_by_label("Xem").select_option("by:gioi")
    page.get_by_role("button", name="Xem").press("Enter")
    expect(page).to_have_url(re.compile("cut=by%3Agioi"))
    expect(page.get_by_role("row", name="Nam")).to_be_visible()


def test_pages_weigh_little(
    make_phone: MakePhone, live_site: Site, surveys: tuple[int, int, int]
) -> None:
    phone = make_phone(width=1280)
    sign_in(phone, make_staff(live_site, "viewer", "12"))
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    phone.page.on("requestfinished", note)
    for rest in PAGES.values():
        finished.clear()
        phone.open(results(surveys[0], rest)).wait_for_load_state("networkidle")
        sizes = [request.sizes()["responseBodySize"] for request in finished]
        assert 0 < sum(max(size, 0) for size in sizes) < 150_000, rest
