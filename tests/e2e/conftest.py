"""A browser, a server with the shipped questionnaires, and phones that watch what they load."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.pictures import take_picture
from tests.support.databases import NAMES
from tests.support.server import running
from tests.support.site import LIBRARY, Site, make_site
from tests.support.staff import Staff

if TYPE_CHECKING:
    from playwright.sync_api import Request

OUTPUT = Path(__file__).parents[1] / "output"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
]
PATIENCE_MS = 60_000  # a busy machine is slow, not wrong; what is there is never waited for
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Phone:
    """A browser page of a phone; `strangers` are the addresses it asked beyond our host."""

    page: Page
    base: str
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a path of our server."""
        self.page.goto(self.base + path)
        return self.page

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page under tests/output, once it is loaded."""
        self.page.wait_for_load_state()
        OUTPUT.mkdir(exist_ok=True)
        (OUTPUT / f"{name}.png").write_bytes(take_picture(self.page))

    def audit(self, name: str) -> None:
        """Hold the page to axe, to the width of the screen, and keep a picture of it."""
        self.picture(name)
        assert not self.is_scrolling_sideways(), f"{name}: wider than the screen"
        found = Axe().run(self.page).response["violations"]
        faults = [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found]
        assert not faults, f"{name}: {faults}"

    def is_scrolling_sideways(self) -> bool:
        """Whether the page is wider than the screen."""
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
        )


def sign_in(phone: Phone, staff: Staff) -> Phone:
    """Give a browser the session that our client began."""
    cookies = [
        {"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/staff"}
        for cookie in staff.flask._cookies.values()
    ]
    phone.page.context.add_cookies(cookies)  # type: ignore[arg-type]  # a cookie each
    return phone


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: Path) -> Iterator[Site]:
    """An application with all units; every test publishes the surveys it needs."""
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415 - see conftest

    folder = tmp_path_factory.mktemp("e2e")
    for name in NAMES:
        shutil.copyfile(sqlite_templates / f"{name}.sqlite3", folder / f"{name}.sqlite3")
    site = make_site(folder)
    ensure_units(site.context)
    yield site
    site.context.close()


@pytest.fixture(scope="session")
def base(live_site: Site) -> Iterator[str]:
    """The address of the running server."""
    with running(live_site.app) as address:
        yield address


@pytest.fixture(scope="session")
def library_code(live_site: Site) -> str:
    """The code of the shipped satisfaction survey in one commune."""
    path = LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml"
    return live_site.publish(path, unit="03466")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, timeout=2 * PATIENCE_MS
        )
        yield browser
        browser.close()


@pytest.fixture
def make_phone(browser: Browser, base: str) -> Iterator[Callable[..., Phone]]:
    """Makes phones of 360 px; none may ask another host or break the page's own policy."""
    contexts: list[BrowserContext] = []
    phones: list[Phone] = []

    def make(*, width: int = 360, script: bool = True, **options: object) -> Phone:
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            java_script_enabled=script,
            **options,  # type: ignore[arg-type]  # playwright's own options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        phone = Phone(context.new_page(), base)
        phones.append(phone)

        def watch(request: Request) -> None:
            if not re.match(rf"{re.escape(base)}/|data:|blob:", request.url):
                phone.strangers.append(request.url)

        context.on("request", watch)
        context.on(
            "console", lambda m: phone.complaints.append(m.text) if "Security" in m.text else None
        )
        context.on("weberror", lambda e: phone.complaints.append(str(e.error)))
        return phone

    yield make
    for context in contexts:
        context.close()
    for phone in phones:
        assert not phone.strangers
        assert not phone.complaints
