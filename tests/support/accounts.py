"""People who sign in by themselves, through the pages, and browsers that keep their cookies."""

# ruff: noqa: PLC0415 - unit tests load none of the application

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.support.client import Page, fill, read_page

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.support.site import Site

PASSWORD = "trăng trên đèo Ô Quy Hồ"


def invite(site: Site, login: str, role: str, *, name: str = "Lò Thị Hoa") -> str:
    """Add a person with a role everywhere: the path of the invitation link."""
    from survey_app.services.accounts.add_person import NewPerson, add_person
    from survey_app.services.accounts.invitations import invitation_address
    from survey_app.services.permissions import Role

    added = add_person(site.context, NewPerson(login, name, Role(role)))
    return urlsplit(invitation_address(site.context, added.token)).path


def add_account(site: Site, login: str, role: str, *, password: str = PASSWORD) -> int:
    """A person who has chosen a password already: the number."""
    from survey_app.services.accounts.add_person import NewPerson, add_person
    from survey_app.services.accounts.invitations import accept_invitation
    from survey_app.services.permissions import Role
    from survey_app.web.auth.new_password import hash_of

    added = add_person(site.context, NewPerson(login, "Lò Thị Hoa", Role(role)))
    with site.app.app_context():
        accept_invitation(site.context, added.token, hash_of(password))
    return added.person_id


class Browser:
    """A browser without scripts: keeps cookies, goes where it is led, checks every page."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.flask = site.app.test_client()
        self.path = ""

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._follow(self.flask.get(path), path)

    def press(self, page: Page, answers: Mapping[str, str], *, action: str | None = None) -> Page:
        """Fill in a form of the page and send it; `action` names it where it names an address."""
        forms = page.all("form")
        wanted = [i for i, form in enumerate(forms) if form.get("action") == action]
        pairs = fill(page.fields(wanted[0]), answers)
        address = action or self.path
        return self._follow(self.flask.post(address, data=dict(pairs)), address)

    def sign_in(self, login: str, password: str = PASSWORD) -> Page:
        """Sign in by the page."""
        page = self.get("/staff/login")
        return self.press(page, {"login": login, "password": password})

    def cookie(self, name: str = "ydan_staff") -> str:
        """The value of a cookie of ours, empty when there is none."""
        found = self.flask.get_cookie(name, path="/staff")
        return found.value if found else ""

    def _follow(self, reply: TestResponse, path: str) -> Page:
        for _ in range(6):
            self.path = path
            if reply.status_code not in (302, 303):
                return read_page(reply, is_staff=True)
            target = urlsplit(reply.headers["Location"])
            assert not target.netloc, "a redirect to another host"
            path = f"{target.path}?{target.query}" if target.query else target.path
            reply = self.flask.get(path)
        raise AssertionError("redirects go round in circles")


def code_of(key: str, site: Site, *, later_s: int = 0) -> str:
    """The six digits that an authenticator with this key shows at the site's time."""
    from passlib.totp import TOTP

    moment = site.clock.now.timestamp() + later_s
    return str(TOTP(key=key.replace("-", "").replace(" ", "")).generate(time=moment).token)


def shown_key(page: Page) -> str:
    """The key of a new authenticator as text on the page."""
    (found,) = [e for e in page.root.iter("span") if e.get("class") == "key"]
    return "".join(found.itertext())


def shown_codes(page: Page) -> list[str]:
    """The recovery codes on the page."""
    (box,) = [e for e in page.root.iter("ul") if e.get("class") == "codes"]
    return ["".join(line.itertext()) for line in box.iter("li")]


def audited(site: Site, action: str) -> list[dict[str, object]]:
    """The details of every event of one kind, the oldest first."""
    import json

    from sqlalchemy import select

    from survey_app.store.models import AuditEvent

    with site.context.database.session() as session:
        query = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)
        return [json.loads(event.details) for event in session.scalars(query)]


def complaints(page: Page) -> dict[str, str]:
    """The list of errors on top of a form: text by the field it links to."""
    boxes = [e for e in page.root.iter("div") if e.get("class") == "errors"]
    lines = [line for box in boxes for line in box.iter("li")]
    links = [(next(iter(line.iter("a")), None), "".join(line.itertext())) for line in lines]
    return {(a.get("href", "") if a is not None else ""): text for a, text in links}
