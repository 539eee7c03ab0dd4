"""The staff's whole way, from the invitation to the printed briefing, as a person goes it.

On a desk and on a phone, and on a phone without scripts. Every step leaves its picture under
tests/output/journey (`make pictures`): as it looks, in the dark, and as a greyscale print.
"""

# ruff: noqa: PLC0415 - unit tests load none of the application

from __future__ import annotations

import base64
import hmac
import io
import re
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from pypdf import PdfReader

from tests.e2e import gestures
from tests.e2e.conftest import OUTPUT, PATIENCE_MS
from tests.e2e.pictures import take_picture
from tests.support.databases import NAMES
from tests.support.server import running
from tests.support.site import Site, make_site

if TYPE_CHECKING:
    from questionnaires.model import Questionnaire

pytestmark = pytest.mark.xdist_group("journey")
PICTURES = OUTPUT / "journey"
PASSWORD = "lúa nếp nương thơm bản Hon 2026"
PROVINCE = "12"
COMMUNES = 38
STEP_S = 30


def say(message: str, **values: object) -> str:
    """A sentence of ours in Vietnamese, as the pages write it."""
    from survey_app.wording import say as spoken

    return spoken(message, **values)


@dataclass
class Desk:
    """A browser of the staff; it looks at every page that it passes."""

    page: Page
    base: str
    variant: str
    has_script: bool
    is_pictured: bool = False
    seen: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to an address of ours."""
        self.page.goto(self.base + path)

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press a button or follow a link of this name, and wait for the page after it."""
        before = self.page.locator("html").element_handle()
        assert before is not None
        either = self.page.get_by_role("button", name=name, exact=exact).or_(
            self.page.get_by_role("link", name=name, exact=exact)
        )
        either.locator("visible=true").first.click()
        with suppress(Error):
            before.wait_for_element_state("hidden")
        self.page.wait_for_load_state()

    def look(self, name: str) -> None:
        """Hold the page to axe and to the width of its screen, and take its pictures."""
        self.seen.append(name)
        self._take(name)
        assert "built-in method" not in self.page.content(), f"{name}: a name of Python's"
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 1, f"{name} {self.variant}: {width} px wider than the screen"
        assert self.page.locator("h1").count() == 1, f"{name}: not one heading"
        if self.has_script:
            found = Axe().run(self.page).response["violations"]
            faults = [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found]
            assert not faults, f"{name} {self.variant}: {faults}"
        if self.is_pictured:
            self.page.emulate_media(color_scheme="dark")
            self._take(f"{name}-dark")
            self.page.emulate_media(color_scheme="light", media="print")
            self._take(f"{name}-print", is_grey=True)
            self.page.emulate_media(media="screen")

    def _take(self, name: str, *, is_grey: bool = False) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        shot = Image.open(io.BytesIO(take_picture(self.page)))
        shot.convert("L" if is_grey else "RGB").save(PICTURES / f"{name}-{self.variant}.png")


def code_of(key: str, now_s: float) -> str:
    """The six digits that an authenticator shows for a key (RFC 6238)."""
    letters = re.sub(r"[^A-Za-z2-7]", "", key).upper()
    secret = base64.b32decode(letters + "=" * (-len(letters) % 8))
    digest = hmac.digest(secret, struct.pack(">Q", int(now_s) // STEP_S), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.fixture
def journey_site(tmp_path: Path, sqlite_templates: Path) -> Iterator[tuple[Site, str]]:
    """An installation with its units and its background work, served, nobody in it yet."""
    from survey_app.jobs.consumer import start_consumer
    from survey_app.services.import_units import ensure_units

    for name in NAMES:
        shutil.copyfile(sqlite_templates / f"{name}.sqlite3", tmp_path / f"{name}.sqlite3")
    site = make_site(tmp_path)
    ensure_units(site.context)
    consumer = start_consumer(site.context)
    with running(site.app) as base:
        yield site, base
    consumer.stop()
    site.context.close()


@pytest.fixture
def open_desk(browser: Browser) -> Iterator[Callable[..., Desk]]:
    """Opens browsers that may ask nobody but our host."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def make(base: str, *, width: int, has_script: bool, is_pictured: bool = False) -> Desk:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=has_script,
            locale="vi-VN",
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on(
            "request",
            lambda r: None if re.match(rf"{base}/|data:|blob:", r.url) else strangers.append(r.url),
        )
        contexts.append(context)
        variant = f"{width}-{'js' if has_script else 'nojs'}"
        return Desk(context.new_page(), base, variant, has_script, is_pictured)

    yield make
    for context in contexts:
        context.close()
    assert not strangers


@pytest.mark.parametrize(
    ("width", "has_script"),
    [(1280, True), (360, True), (360, False)],
    ids=["desk", "phone", "plain"],
)
def test_from_the_invitation_to_the_printed_briefing(
    journey_site: tuple[Site, str], open_desk: Callable[..., Desk], width: int, has_script: bool
) -> None:
    site, base = journey_site
    is_pictured = has_script and width == 1280
    desk = open_desk(base, width=width, has_script=has_script, is_pictured=is_pictured)
    come_in(desk, site)
    survey_id = make_survey(desk)
    make_collectors(desk, survey_id)
    print_notices(desk, survey_id)
    open_survey(desk, survey_id)
    code = a_code(site, survey_id)
    send_sheets(site, code, 9)
    see_too_early(desk, site, survey_id)
    answer_as_citizen(open_desk(base, width=360, has_script=has_script), code)
    see_the_tenth(desk, site, survey_id)
    send_sheets(site, code, 110)
    see_results(desk, site, survey_id)
    review_comment(desk, survey_id)
    print_briefing(desk, survey_id)
    leave(desk)


def come_in(desk: Desk, site: Site) -> None:
    """Invitation → password → second step."""
    from survey_app.services.accounts.add_person import NewPerson, add_person
    from survey_app.services.accounts.invitations import invitation_address
    from survey_app.services.permissions import Role

    added = add_person(site.context, NewPerson("lo.mai", "Lò Thị Mai", Role.OFFICER, PROVINCE))
    address = invitation_address(site.context, added.token)
    desk.open("/staff/" + address.partition("/staff/")[2])
    desk.look("01-invitation")
    for box in desk.page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    desk.press(say("Save and continue"))
    desk.look("02-second-step")
    key = desk.page.locator(".key").inner_text()
    desk.page.get_by_label(say("Code"), exact=False).fill(code_of(key, site.clock.now.timestamp()))
    desk.press(say("Turn on and continue"))
    desk.look("03-recovery-codes")
    desk.open("/staff/")
    expect(desk.page.locator("h1")).to_have_text(say("Surveys"))
    desk.look("04-no-survey-yet")


def make_survey(desk: Desk) -> int:
    """A survey from the library: its number."""
    desk.open("/staff/surveys/new")
    desk.look("05-new-survey")
    card = desk.page.locator("li.card", has=desk.page.locator("[value=hai-long-dvc-ntm-2026]"))
    card.get_by_role("button", name=say("Make a draft")).click()
    desk.page.wait_for_url(re.compile(r"/staff/surveys/\d+"))
    desk.look("06-draft")
    number = int(desk.page.url.rpartition("/")[2].partition("?")[0])
    desk.open(f"/staff/surveys/{number}/preview")
    desk.look("07-preview")
    return number


def make_collectors(desk: Desk, survey_id: int) -> None:
    """A QR for each of the 38 communes at once."""
    desk.open(f"/staff/surveys/{survey_id}/collectors")
    desk.look("08-no-collectors")
    desk.press(say("Make QR codes"))
    desk.look("09-make-collectors")
    desk.press(say("Make one for each of the %(count)s communes", count=COMMUNES))
    desk.look("10-collectors")
    first = desk.page.locator("ul.figures strong").first
    expect(first).to_have_text(str(COMMUNES))


def print_notices(desk: Desk, survey_id: int) -> None:
    """All notices as one PDF, made in the background."""
    with gestures.held(desk.page, "**/staff/jobs/*"):  # the page that moves stands still
        desk.press(say("Print the notices of these QR codes (one PDF)"))
        desk.look("11-notices-job")
    link = desk.page.get_by_role("link", name=say("Download the PDF"))
    expect(link).to_be_visible(timeout=120_000)
    with desk.page.expect_download() as waiting:
        link.click()
    assert len(PdfReader(waiting.value.path()).pages) == COMMUNES
    desk.look("12-notices-ready")
    desk.open(f"/staff/surveys/{survey_id}/collectors")
    with desk.page.expect_navigation():
        desk.page.locator("td a.code").first.click()
    desk.look("13-collector")


def open_survey(desk: Desk, survey_id: int) -> None:
    """Open it, after the question."""
    desk.open(f"/staff/surveys/{survey_id}")
    desk.page.locator("details.confirm summary", has_text=say("Open the survey")).click()
    desk.press(say("Open now"))
    desk.look("14-open")


def a_code(site: Site, survey_id: int) -> str:
    """The code of one of the QRs."""
    from survey_app.store.collector_queries import list_collectors

    with site.context.database.session() as session:
        return list_collectors(session, survey_id)[0].code


def send_sheets(site: Site, code: str, count: int) -> None:
    """Other people answer meanwhile."""
    from survey_app.demo.crowd import simulate
    from survey_app.demo.habits import read_habits
    from survey_app.services.answering.collectors import open_page
    from survey_app.services.answering.submit_response import Kind, Submission, submit

    site.forget_pages()
    page = open_page(site.context, code)
    assert page is not None
    questionnaire: Questionnaire = page.questionnaire
    sheets = list(simulate(questionnaire, read_habits(questionnaire.id)))[:count]
    for sheet in sheets:
        result = submit(site.context, Submission(uuid4(), code, "vi", sheet.answers))
        assert result.kind is Kind.STORED


def see_too_early(desk: Desk, site: Site, survey_id: int) -> None:
    """Nine sheets: counted at once, shown in no table."""
    desk.open(f"/staff/surveys/{survey_id}/fieldwork")
    desk.look("15-fieldwork-9")
    assert accepted(desk) == 9
    open_results(desk, site, survey_id)
    desk.look("16-results-9")
    assert desk.page.locator("main svg, main table").count() == 0


def accepted(desk: Desk) -> int:
    """The first figure of the board."""
    return int(desk.page.locator("ul.figures strong").first.inner_text().replace(".", ""))


def answer_as_citizen(phone: Desk, code: str) -> None:
    """The tenth answers on a phone, from the poster's address."""
    page = phone.page
    phone.open(f"/s/{code}")
    gestures.press(page, "Đồng ý")
    for _ in range(40):
        if page.locator("p.z").count():
            return
        fill_screen(page)
        buttons = page.locator("button[value=next], button[value=send]")
        gestures.press(page, buttons.last.inner_text())
    raise AssertionError("the questionnaire never ended")


def fill_screen(page: Page) -> None:
    """Answer whatever this screen asks with the first answer of each question."""
    for select in page.locator("select:visible").all():
        select.select_option(index=2)
    for group in page.locator("fieldset:visible:not(:has(fieldset))").all():
        labels = group.locator("label:visible")
        if group.locator("input:checked").count() == 0 and labels.count():
            labels.first.click()
    for number in page.locator("input[inputmode=numeric]:visible").all():
        number.fill("2")


def see_the_tenth(desk: Desk, site: Site, survey_id: int) -> None:
    """Ten: the tables move, and say that the base is still too small."""
    desk.open(f"/staff/surveys/{survey_id}/fieldwork")
    assert accepted(desk) == 10
    open_results(desk, site, survey_id)
    desk.look("17-results-10")


def open_results(desk: Desk, site: Site, survey_id: int) -> None:
    """The results of the present step; a page that waits for them would load itself again."""
    from survey_app.services.results.shown import shown_tables

    shown_tables(site.context, survey_id)
    desk.open(f"/staff/surveys/{survey_id}/results")


def see_results(desk: Desk, site: Site, survey_id: int) -> None:
    """120 people: charts and tables, by a group, as a file."""
    open_results(desk, site, survey_id)
    desk.look("18-results-120")
    desk.open(f"/staff/surveys/{survey_id}/results/q1?by=gioi")
    assert desk.page.locator("main table").count()
    desk.look("19-one-question")
    desk.open(f"/staff/surveys/{survey_id}/results/q1/screen")
    desk.look("20-projector")
    desk.open(f"/staff/surveys/{survey_id}/fieldwork/coverage")
    desk.look("21-coverage")


def review_comment(desk: Desk, survey_id: int) -> None:
    """Accept the first comment of the queue."""
    desk.open(f"/staff/surveys/{survey_id}/comments")
    desk.look("22-comments")
    desk.page.get_by_role("button", name=say("Accept"), exact=True).first.click()
    expect(desk.page.locator("progress#reviewed")).to_have_attribute("value", "1")
    desk.look("23-comment-accepted")


def print_briefing(desk: Desk, survey_id: int) -> None:
    """A briefing of everything, with the accepted comment, saved and opened to print."""
    desk.open(f"/staff/surveys/{survey_id}/briefings")
    desk.press(say("New briefing"))
    desk.look("24-briefing-draft")
    desk.page.locator("#comments-all").check()
    desk.page.get_by_role("button", name=say("Save with the figures of now")).first.click()
    expect(desk.page.locator(".state.done").first).to_be_visible()
    desk.look("25-briefing-saved")
    address = desk.page.get_by_role("link", name=say("Open to print")).get_attribute("href")
    assert address is not None
    desk.open(address)
    desk.look("26-briefing-printed")
    if not desk.has_script:
        return
    sheet = desk.page.pdf(prefer_css_page_size=True)
    assert len(PdfReader(io.BytesIO(sheet)).pages) > 2


def leave(desk: Desk) -> None:
    """Sign out: the way back in is closed."""
    desk.open("/staff/")
    desk.press(say("Sign out"))
    desk.look("27-signed-out")
    desk.open("/staff/surveys")
    assert "/staff/login" in desk.page.url
    desk.look("28-sign-in")
