"""Every route of the staff × every role × foreign ids: nothing to read or change beyond a grant.

The routes come from the application itself and the parameters from a factory that is asked by name:
a new route is in the matrix on the day it is added, a new parameter fails until somebody says
what a foreign one is.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import html5lib
import pytest

from survey_app.services.people import person_page
from survey_app.services.permissions import ROLE_PERMISSIONS, Permission, Role
from survey_app.store.models import Person
from survey_app.store.scope import EVERYTHING, within
from survey_app.web.shared.staff.area import area
from tests.support.access import (
    EVERY_WORD,
    FAR,
    FAR_WORDS,
    MARKS,
    OWN,
    Contents,
    Place,
    World,
    make_world,
)
from tests.support.client import Page, Pairs
from tests.support.site import make_site
from tests.support.staff import Staff

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse


ONE_PLACE = ("code", "unit_code", "person_id", "grant_id", "comment_id", "stack_id", "briefing_id")
"""Parameters that lie in one commune: a neighbour in the same survey may not use them."""
WHOLE = {"survey_id", "job_id", "session_id", *ONE_PLACE}
PAGES = {200, 303}
NOT_YET = {
    "/staff/<path:lost>",
    "/staff/jobs/<int:job_id>/file",
    "/staff/surveys/<int:survey_id>/sheets/<int:stack_id>/checks/<int:number>",
    "/staff/surveys/<int:survey_id>/sheets/<int:stack_id>/checks/<int:number>/differences",
}
"""Pages that come with work that nobody has done yet in this world."""


@dataclass(frozen=True)
class Route:
    """One method of one address with its permission and its parameters."""

    method: str
    rule: str
    endpoint: str
    permission: Permission
    names: tuple[str, ...]

    def address(self, world: World, staff: Staff, places: dict[str, Place]) -> str:
        """The address with each parameter taken from the place that is named for it."""
        adapter = world.site.app.url_map.bind("localhost")
        values = {
            name: world.value(name, self.rule, places.get(name, world.own), staff)
            for name in self.names
        }
        return adapter.build(self.endpoint, values, method=self.method)

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: Path) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("matrix")
    for name in ("default", "box"):
        shutil.copyfile(sqlite_templates / f"{name}.sqlite3", folder / f"{name}.sqlite3")
    site = make_site(folder)
    yield make_world(site, folder)
    site.context.close()


@pytest.fixture
def contents(world: World) -> Iterator[Contents]:
    made = Contents(world.site.context.settings.data)
    yield made
    made.close()


def routes(world: World) -> list[Route]:
    """Every route of the staff that asks for a permission."""
    found = [
        Route(method, rule.rule, rule.endpoint, area.permissions[rule.endpoint], order(rule.rule))
        for rule in world.site.app.url_map.iter_rules()
        if rule.endpoint in area.permissions
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=str)


def is_word(route: Route, name: str) -> bool:
    """Whether a parameter means the same everywhere: the codes of topics do."""
    return name == "code" and "/topics/" in route.rule


def order(rule: str) -> tuple[str, ...]:
    return tuple(re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule))


def hidden_from(world: World, name: str) -> list[str]:
    """What somebody may not read anywhere: the province sees its communes, nobody the others."""
    if name.startswith("expired"):
        return [*MARKS, str(world.own.ids["code"])]
    if name.endswith("of the commune"):
        return [*MARKS, str(world.far.ids["code"]), str(world.near.ids["code"])]
    return [MARKS[2], str(world.far.ids["code"]), FAR_WORDS]


def hostile_query(place: Place) -> str:
    """Every name that a page might read from its address, with the ids of another place."""
    ids = {name: str(value) for name, value in place.ids.items()}
    same = {"person": "person_id", "collector": "code", "code": "code"}
    surveys = ("survey", "survey_id", "other", "source", "earlier", "wave", "from")
    values = QUERY | dict.fromkeys(surveys, ids["survey_id"])
    values |= {name: ids[of] for name, of in same.items()}
    values |= {"target": f"person:{ids['person_id']}", "unit": ids["unit_code"], **ids}
    return urlencode(values)


def foreign_values(world: World, field: str, value: str) -> list[str]:
    """What to put in place of an own id that a form sends; nothing for other fields."""
    own, far = world.own.ids, world.far.ids
    found = [str(far[name]) for name in own if str(own[name]) == value and name != "number"]
    if field in ("unit", "unit_code", "province"):
        found += [FAR[1], FAR[0], ""]
    if field in ("source", "survey", "survey_id", "other", "into", "collector"):
        found += [str(far["survey_id"]), str(far["code"])]
    return list(dict.fromkeys(found))


def may(staff: str, permission: Permission) -> bool:
    role = staff.partition(" ")[0]
    own = permission is Permission.OWN_ACCOUNT
    return own or (role != "expired" and permission in ROLE_PERMISSIONS[Role(role)])


def ask(
    staff: Staff, route: Route, address: str, *, body: Pairs = (), token: str | None = None
) -> TestResponse:
    if route.method == "GET":
        return staff.flask.get(address)
    return staff.send(address, body, token=token)


@pytest.fixture(scope="module")
def forms(world: World) -> dict[str, Pairs]:
    """What the forms of our own pages send, by endpoint: bodies that pass the first checks."""
    adapter = world.site.app.url_map.bind("localhost")
    staff, found = world.people["administrator of the province"], {}
    for route in routes(world):
        if route.method != "GET" or route.rule.endswith(("lost>", ".csv", ".pdf", "file")):
            continue
        address = route.address(world, staff, {})
        reply = staff.flask.get(address)
        if reply.status_code == 200 and reply.mimetype == "text/html":
            page = parsed(reply)
            for index, form in enumerate(page.all("form")):
                if form.get("method") == "post":
                    path = (form.get("action") or address).partition("?")[0]
                    endpoint = str(adapter.match(path, method="POST")[0])
                    pairs = [p for p in page.fields(index) if p[0] != "csrf_token"]
                    pairs += [(name, value) for name, value, _ in page.buttons(index)[:1] if name]
                    found.setdefault(endpoint, pairs)
    return found


def test_every_parameter_has_a_foreign_value(world: World) -> None:
    names = {name for route in routes(world) for name in route.names}
    assert names - {"number"} - WHOLE - EVERY_WORD.keys() == set()


def test_every_page_of_the_own_place_is_there(world: World) -> None:
    """Otherwise a 404 for foreign ids would prove nothing."""
    wrong = []
    for name in ("administrator of the province", "administrator of the commune"):
        staff = world.people[name]
        for route in routes(world):
            if route.method == "GET" and route.rule not in NOT_YET:
                status = ask(staff, route, route.address(world, staff, {})).status_code
                if status not in PAGES:
                    wrong.append((name, str(route), status))
    assert not wrong, "\n".join(map(str, wrong))


def test_signed_out_leads_to_the_sign_in(
    world: World, contents: Contents, forms: dict[str, Pairs]
) -> None:
    insider = world.people["viewer of the province"]
    stranger = Staff(world.site.app.test_client(), 0)
    wrong = []
    for route in routes(world):
        address, before = route.address(world, insider, {}), contents.read()
        reply = ask(stranger, route, address, body=forms.get(route.endpoint, ()))
        target = reply.headers.get("Location", "")
        if reply.status_code != 303 or not target.startswith("/staff/login"):
            wrong.append((str(route), reply.status_code))
        if contents.read() != before:
            wrong.append((str(route), "changed something"))
    assert not wrong, "\n".join(map(str, wrong))


def test_without_the_permission_nothing_is_done(
    world: World, contents: Contents, forms: dict[str, Pairs]
) -> None:
    wrong = []
    for name, staff in world.people.items():
        for route in routes(world):
            if may(name, route.permission):
                continue
            address, before = route.address(world, staff, {}), contents.read()
            reply = ask(staff, route, address, body=forms.get(route.endpoint, ()))
            if reply.status_code != 403:
                wrong.append((name, str(route), reply.status_code))
            if changed(contents, before):
                wrong.append((name, str(route), "changed something"))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_post_without_its_form_token_is_refused(
    world: World, contents: Contents, forms: dict[str, Pairs]
) -> None:
    wrong = []
    for name, staff in world.people.items():
        for route in routes(world):
            if route.method != "POST":
                continue
            address, before = route.address(world, staff, {}), contents.read()
            for token in ("", "x" * 40):
                body = forms.get(route.endpoint, ())
                reply = ask(staff, route, address, body=body, token=token)
                if reply.status_code != 400 or changed(contents, before):
                    wrong.append((name, str(route), reply.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_ids_of_another_province_are_unknown(
    world: World, contents: Contents, forms: dict[str, Pairs]
) -> None:
    wrong = []
    for name in world.people:
        for route in routes(world):
            ids = [one for one in route.names if one in WHOLE and not is_word(route, one)]
            for foreign in [{one: world.far} for one in ids] + [dict.fromkeys(ids, world.far)]:
                if foreign and may(name, route.permission):
                    wrong += refused((world, contents, forms), name, route, foreign)
    assert not wrong, "\n".join(map(str, wrong))


def test_ids_of_the_neighbour_in_the_same_survey_are_unknown(
    world: World, contents: Contents, forms: dict[str, Pairs]
) -> None:
    wrong = []
    for name in world.people:
        if not name.endswith("of the commune"):
            continue
        for route in routes(world):
            for one in set(ONE_PLACE) & set(route.names):
                if may(name, route.permission) and not is_word(route, one):
                    foreign = {one: world.near}
                    wrong += refused((world, contents, forms), name, route, foreign)
    assert not wrong, "\n".join(map(str, wrong))


def test_a_commune_changes_nothing_of_the_survey_of_its_province(
    world: World, contents: Contents, forms: dict[str, Pairs]
) -> None:
    """It may read the survey, and copy it into one of its own."""
    wrong = []
    for name in ("officer of the commune", "administrator of the commune"):
        staff = world.people[name]
        for route in routes(world):
            is_change = route.method == "POST" and "survey_id" in route.names
            if is_change and route.permission is Permission.MANAGE_SURVEYS:
                body = [
                    (field, f"{value} mới" if field in ("title", "name") else value)
                    for field, value in forms.get(route.endpoint, ())
                ]
                address, before = route.address(world, staff, {}), contents.rows_of(OWN[:1])
                reply = ask(staff, route, address, body=body)
                if reply.status_code >= 500 or contents.rows_of(OWN[:1]) != before:
                    wrong.append((name, str(route), reply.status_code))
    assert not wrong, "\n".join(map(str, wrong))


QUERY = {
    "unit": "14", "unit_code": "03970", "person": "", "survey": "", "survey_id": "", "other": "",
    "source": "", "earlier": "", "wave": "", "from": "", "collector": "", "code": "",
    "target": "", "q": "khac", "search": "kin", "state": "all", "before": "99999999",
}  # fmt: skip


def test_no_page_shows_anything_of_another_place(world: World) -> None:
    """Lists, and every page of the own place with foreign ids in its query."""
    wrong = []
    for name, staff in world.people.items():
        foreign = world.near if name.endswith("of the commune") else world.far
        marks = hidden_from(world, name)
        for route in routes(world):
            if route.method != "GET" or not may(name, route.permission):
                continue
            address = route.address(world, staff, {})
            is_widest = name.startswith("administrator")
            for query in ("", f"?{hostile_query(foreign)}") if is_widest else ("",):
                reply = staff.flask.get(address + query)
                text = text_of(reply)
                shown = [mark for mark in marks if mark in text and mark not in query]
                if shown or reply.status_code >= 500:
                    wrong.append((name, str(route), query, reply.status_code, shown))
    assert not wrong, "\n".join(map(str, wrong))


def test_foreign_ids_in_the_fields_of_a_form_reach_nothing(
    world: World, contents: Contents, forms: dict[str, Pairs]
) -> None:
    """Every field of a form that held an own id or unit gets a foreign one, one at a time."""
    staff, wrong = world.people["administrator of the province"], []
    contents.keep()
    for route in routes(world):
        pairs = list(forms.get(route.endpoint, ()))
        for index, (field, value) in enumerate(pairs):
            for foreign in foreign_values(world, field, value):
                body = [*pairs[:index], (field, foreign), *pairs[index + 1 :]]
                address, before = route.address(world, staff, {}), contents.rows_of(FAR)
                reply = ask(staff, route, address, body=body)
                text = text_of(reply)
                if contents.rows_of(FAR) != before or reply.status_code >= 500:
                    wrong.append((str(route), field, foreign, reply.status_code))
                if any(mark in text for mark in MARKS if mark not in foreign):
                    wrong.append((str(route), field, foreign, "shows something"))
                contents.restore()
    assert not wrong, "\n".join(map(str, wrong))


def test_own_forms_are_taken(world: World, contents: Contents, forms: dict[str, Pairs]) -> None:
    """Otherwise a refused POST with foreign ids would prove nothing."""
    staff, wrong = world.people["administrator of the province"], []
    contents.keep()
    for route in routes(world):
        if route.method == "POST":
            address = route.address(world, staff, {})
            reply = ask(staff, route, address, body=forms.get(route.endpoint, ()))
            if reply.status_code in {400, 403, 500} or (
                reply.status_code == 404 and route.rule not in NOT_YET
            ):
                wrong.append((str(route), reply.status_code))
            contents.restore()
    assert not wrong, "\n".join(map(str, wrong))


def parsed(reply: TestResponse) -> Page:
    """The page without the checks of our client: a preview is a document of its own."""
    text = reply.get_data().decode("utf-8")
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    return Page(reply.status_code, dict(reply.headers), text, root)


def text_of(reply: TestResponse) -> str:
    """What can be read in an answer, a picture or a file included."""
    return html.unescape(reply.get_data().decode("utf-8", "replace"))


def test_the_matrix_notices_a_hole(
    world: World,
    contents: Contents,
    forms: dict[str, Pairs],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def past_the_scope(session: Session, person_id: int) -> Person | None:
        with within(session, EVERYTHING):
            return session.get(Person, person_id)

    monkeypatch.setattr(person_page, "find_person", past_the_scope)
    route = next(r for r in routes(world) if str(r) == "GET /staff/people/<int:person_id>")
    name, foreign = "administrator of the province", {"person_id": world.far}
    found = refused((world, contents, forms), name, route, foreign)
    assert [line[3] for line in found] == [200, "shows something"]


def refused(
    asked: tuple[World, Contents, dict[str, Pairs]],
    name: str,
    route: Route,
    foreign: dict[str, Place],
) -> list[tuple[object, ...]]:
    """What is wrong with the answer to one request with foreign ids; nothing when it is 404."""
    world, contents, forms = asked
    staff = world.people[name]
    address, before = route.address(world, staff, foreign), contents.read()
    reply = ask(staff, route, address, body=forms.get(route.endpoint, ()))
    told = (name, str(route), "+".join(sorted(foreign)))
    text = text_of(reply)
    wrong: list[tuple[object, ...]] = []
    if reply.status_code != 404:
        wrong.append((*told, reply.status_code))
    if any(mark in text for mark in MARKS):
        wrong.append((*told, "shows something"))
    if tables := changed(contents, before):
        wrong.append((*told, "changed", *tables))
    return wrong


def changed(contents: Contents, before: dict[str, str]) -> list[str]:
    now = contents.read()
    return [table for table in now if now[table] != before.get(table)]
