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
