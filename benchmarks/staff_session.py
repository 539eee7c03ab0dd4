"""A signed-in member of the staff, as a cookie to ask a running server with."""

import gzip
import time
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection

from benchmarks.worlds import World
from survey_app import create_app
from survey_app.extensions import get_context
from survey_app.services.accounts.sessions import start_session
from survey_app.store.models import Person, RoleGrant
from survey_app.web.shared.staff.identity import TOKEN
from survey_app.web.shared.staff.session_interface import COOKIE


@dataclass(frozen=True)
class Answered:
    """A reply: seconds to its first byte, bytes of its body as sent, its text."""

    status: int
    first_byte_s: float
    size: int
    text: str


def officer_cookie(world: World) -> str:
    """Store an officer of everything and sign them in: the cookie."""
    app = create_app(world.settings)
    with app.app_context():
        context = get_context()
    now = context.clock()
    with context.database.session(write=True) as session:
        person = Person(login="officer", name="Cán bộ", created_at=now, uniquifier="benchmark")
        session.add(person)
        session.flush()
        session.add(
            RoleGrant(
                person_id=person.id, role="officer", valid_from=date(2026, 1, 1), created_at=now
            )
        )
        session.commit()
        number = person.id
    client = app.test_client()
    with client.session_transaction(path="/staff/") as kept:
        kept[TOKEN] = start_session(context, number)
    cookie = client.get_cookie(COOKIE, path="/staff")
    context.close()
    if cookie is None:
        raise RuntimeError("no cookie was set")
    return f"{cookie.key}={cookie.value}"


def ask_page(port: int, path: str, cookie: str) -> Answered:
    """GET a page of the staff, gzip accepted."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    start = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    reply = connection.getresponse()
    first_byte_s = time.perf_counter() - start
    body = reply.read()
    connection.close()
    zipped = reply.headers.get("Content-Encoding") == "gzip"
    text = (gzip.decompress(body) if zipped else body).decode(errors="replace")
    return Answered(reply.status, first_byte_s, len(body), text)
