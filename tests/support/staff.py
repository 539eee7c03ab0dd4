"""Members of the staff for tests: a person with grants, signed in with a client of their own."""

# ruff: noqa: PLC0415 - unit tests load none of the application

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from itsdangerous import URLSafeTimedSerializer

from tests.support.client import Page, Pairs, fill, read_page

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from survey_app.services.context import Context
    from tests.support.site import Site

_numbers = count(1)
Grants = Sequence[tuple[str, str | None]]


def make_person(
    context: Context, *grants: tuple[str, str | None], name: str = "", valid_to: date | None = None
) -> int:
    """Store an active person with these (role, unit) grants: the number."""
    from survey_app.services.coarse_date import VIETNAM
    from survey_app.store.models import Person, RoleGrant

    number = next(_numbers)
    now = context.clock()
    with context.database.unscoped.session(write=True) as session:
        person = Person(
            login=f"person{number}",
            name=name or f"Nguyễn Thị Hằng {number}",
            created_at=now,
            uniquifier=f"uniquifier-{number}",
        )
        session.add(person)
        session.flush()
        for role, unit in grants:
            session.add(
                RoleGrant(
                    person_id=person.id,
                    role=role,
                    unit_code=unit,
                    valid_from=min(date(2026, 1, 1), now.astimezone(VIETNAM).date()),
                    valid_to=valid_to,
                    created_at=now,
                )
            )
        session.commit()
        return person.id


def make_staff(site: Site, role: str, unit: str | None = None, *more: tuple[str, str]) -> Staff:
    """A person with a grant of a role at a unit (None: everywhere), signed in."""
    person_id = make_person(site.context, (role, unit), *more)
    staff = Staff(site.app.test_client(), person_id)
    staff.sign_in(site.context)
    return staff


@dataclass
class Staff:
    """A signed-in browser: it keeps its cookie, and checks every page that it is shown."""

    flask: FlaskClient
    person_id: int

    def sign_in(self, context: Context) -> None:
        """Begin a session as the sign-in does once everything has been proved."""
        from survey_app.services.accounts.sessions import start_session
        from survey_app.web.shared.staff.identity import TOKEN

        token = start_session(context, self.person_id)
        with self.flask.session_transaction(path="/staff/") as session:
            session[TOKEN] = token

    def get(self, path: str, **options: object) -> Page:
        """GET a page, going on where it leads."""
        reply = self.flask.get(path, **options)  # type: ignore[arg-type]  # werkzeug's own
        return self._follow(reply)

    def post(self, path: str, pairs: Pairs = (), *, token: str | None = None) -> Page:
        """POST a form with the session's token, going on where it leads."""
        return self._follow(self.send(path, pairs, token=token))

    def send(self, path: str, pairs: Pairs = (), *, token: str | None = None) -> TestResponse:
        """POST a form with the session's token and return the bare answer."""
        fields = {"csrf_token": [self.token() if token is None else token]}
        for name, value in pairs:
            fields.setdefault(name, []).append(value)
        return self.flask.post(path, data=fields)

    def press(
        self,
        page: Page,
        action: str,
        answers: Mapping[str, str | Sequence[str]] | None = None,
        button: tuple[str, str] | None = None,
    ) -> Page:
        """Fill in the form that posts to `action` as a browser does, and send it."""
        forms = page.all("form")
        index = next(i for i, form in enumerate(forms) if form.get("action") == action)
        pairs = fill(page.fields(index), answers or {})
        pairs = [pair for pair in pairs if button is None or pair[0] != button[0]]
        token = next((value for name, value in pairs if name == "csrf_token"), "")
        rest = [pair for pair in pairs if pair[0] != "csrf_token"]
        return self.post(action, [*rest, *([button] if button else [])], token=token)

    def token(self) -> str:
        """A form token of this session, as every page with a form carries one."""
        with self.flask.session_transaction(path="/staff/") as session:
            secret = session.setdefault("csrf_token", "a" * 40)
        signer = URLSafeTimedSerializer(self.flask.application.secret_key, salt="wtf-csrf-token")
        return str(signer.dumps(secret))

    def _follow(self, reply: TestResponse) -> Page:
        steps = 0
        while reply.status_code in (302, 303):
            target = urlsplit(reply.headers["Location"])
            assert not target.netloc, "a redirect to another host"
            assert target.path.startswith("/staff"), f"a redirect out of the staff: {target.path}"
            address = f"{target.path}?{target.query}" if target.query else target.path
            reply = self.flask.get(address)
            steps += 1
            assert steps < 6, "redirects go round in circles"
        return read_page(reply, is_staff=True)
