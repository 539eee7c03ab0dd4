"""A world for the access matrix: the own province and a foreign one, each with everything in it.

Whatever belongs to the foreign province carries one of `MARKS`, so that a page that shows any of it
is noticed, whichever way it came there.
"""

# ruff: noqa: PLC0415 - unit tests load none of the application

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import func, select

from tests.support.staff import Staff, make_person, make_staff

if TYPE_CHECKING:
    from tests.support.site import Site

UNITS = Path(__file__).parents[2] / "survey_app" / "data" / "units" / "units.csv"
OWN, NEAR, FAR = ("12", "03408"), ("12", "03466"), ("14", "03970")
"""(province, commune): the own place, its neighbour in the own province, the foreign province."""
MARKS = ("Điều kín của hàng xóm", "Người Của Nơi Khác", "Khảo sát của nơi khác", "nhãn-nơi-khác")
FAR_WORDS = "Điều kín của Sơn La"
QUIET_TABLES = {"audit_event", "audit_head", "sqlite_sequence"}
ROLES = ("administrator", "officer", "collaborator", "viewer")
EVERY_WORD = {
    "item_id": "q1",
    "file_format": "csv",
    "name": "nam-bat-2026-07",
    "lost": "khong/co",
    "topics/code": "duong",
}
"""Parameters that name nothing of a unit: the same for everybody."""


@dataclass
class Place:
    """The ids of everything that one place has, by the name of the URL parameter."""

    ids: dict[str, object]
    survey_id: int


@dataclass
class World:
    """The site with an own, a neighbouring and a foreign place, and people to ask as."""

    site: Site
    own: Place
    near: Place
    far: Place
    people: dict[str, Staff] = field(default_factory=dict)

    def value(self, name: str, rule: str, place: Place, staff: Staff) -> object:
        """The value of a URL parameter for a place; KeyError for one that nobody thought of."""
        if name == "code" and "/topics/" in rule:
            return EVERY_WORD["topics/code"]
        if name in EVERY_WORD:
            return EVERY_WORD[name]
        if name == "briefing_id" and rule.endswith(("/print", "/recompute")):
            return place.ids["saved"]
        if name == "session_id" and place is self.own:
            return _session_of(self.site, staff.person_id)
        if name == "job_id" and place is self.own:
            return make_job(self.site, self.own.survey_id, staff.person_id)
        return place.ids[name]


def make_world(site: Site, folder: Path) -> World:
    """Three places; the own one and its neighbour share a survey, the foreign one has its own."""
    load_units(site, folder)
    _make_survey(site, "Khảo sát đợt trước", OWN[0])
    ours = _make_survey(site, "Khảo sát của tỉnh", OWN[0])
    theirs = _make_survey(site, MARKS[2], FAR[0])
    places = [
        _make_place(site, ours, OWN, "Đường ở bản xấu"),
        _make_place(site, ours, NEAR, MARKS[0]),
        _make_place(site, theirs, FAR, FAR_WORDS),
    ]
    world = World(site, *places)
    watcher = make_staff(site, "administrator", None)
    for survey_id in (ours, theirs):  # a visit copies the comments out of the answers
        assert watcher.get(f"/staff/surveys/{survey_id}/comments").status == 200
    for place, (_, commune) in zip(places, (OWN, NEAR, FAR), strict=True):
        place.ids["comment_id"] = _find_comment(site, place.survey_id, commune)
    for role in ROLES:
        world.people[f"{role} of the province"] = make_staff(site, role, OWN[0])
        world.people[f"{role} of the commune"] = make_staff(site, role, OWN[1])
    yesterday = site.clock().date() - timedelta(days=1)
    expired = make_person(site.context, ("administrator", None), valid_to=yesterday)
    world.people["expired administrator"] = Staff(site.app.test_client(), expired)
    world.people["expired administrator"].sign_in(site.context)
    return world


def make_job(site: Site, survey_id: int, person_id: int) -> int:
    """Long work that a person asked for, not begun."""
    from survey_app.store.models import Job

    now = site.context.clock()
    with site.context.database.session(write=True) as session:
        job = Job(
            kind="notices",
            survey_id=survey_id,
            person_id=person_id,
            content="{}",
            created_at=now,
            touched_at=now,
            expires_at=now + timedelta(days=1),
        )
        session.add(job)
        session.commit()
        return job.id


def load_units(site: Site, folder: Path) -> None:
    """The units of two provinces only: all of them take their time."""
    from survey_app.services.import_units import import_units

    head, *lines = UNITS.read_text("utf-8").splitlines()
    kept = [line for line in lines if re.match(r"(12|14),|\d+,[^,]*,[a-z_]+,(12|14),", line)]
    (folder / "few-units.csv").write_text("\n".join([head, *kept]), "utf-8")
    import_units(site.context, folder / "few-units.csv")


def _make_survey(site: Site, title: str, unit_code: str) -> int:
    from survey_app.services.answering.collectors import open_page
    from survey_app.store.models import Survey, Topic

    page = open_page(site.context, site.publish_design("comments", unit=unit_code))
    assert page is not None
    with site.context.database.session(write=True) as session:
        survey = session.get(Survey, page.survey_id)
        assert survey is not None
        survey.title, survey.unit_code = title, unit_code
        for code in (EVERY_WORD["topics/code"], "cau"):
            session.add(Topic(survey_id=survey.id, code=code, label=code))
        session.commit()
    return page.survey_id


def _make_place(site: Site, survey_id: int, where: tuple[str, str], words: str) -> Place:
    from survey_app.services.collecting.make_collector import NewCollector, make_collector

    label = "nhà văn hóa" if where == OWN else MARKS[3]
    code = make_collector(site.context, NewCollector(survey_id, where[1], label=label))
    _answer(site, code, words)
    _remind(site, survey_id, where[1])
    name = "Lò Thị Gần" if where == OWN else MARKS[1]
    person = make_person(site.context, ("collaborator", where[1]), name=name)
    ids: dict[str, object] = {
        "survey_id": survey_id,
        "code": code,
        "unit_code": where[1],
        "person_id": person,
        "job_id": make_job(site, survey_id, person),
        "grant_id": _grant_of(site, person),
        "session_id": _session_of(site, person),
        "briefing_id": _make_briefing(site, survey_id, where[1], words),
        "saved": _save_briefing(site, survey_id, where[1], words),
        "stack_id": _make_stack(site, survey_id, where[1], code),
        "number": 1,
    }
    return Place(ids, survey_id)


def _answer(site: Site, code: str, words: str) -> None:
    from questionnaires.engine import read_json
    from survey_app.services.answering.collectors import open_page
    from survey_app.services.answering.submit_response import Submission, submit

    page = open_page(site.context, code)
    assert page is not None
    for number in range(12):
        answers, _ = read_json(page.questionnaire, {"q1": "nu", "q3": f"{words} {number}"})
        submit(site.context, Submission(uuid4(), code, "vi", answers))


def _remind(site: Site, survey_id: int, unit_code: str) -> None:
    from survey_app.store.models import Reminder

    now = site.context.clock()
    with site.context.database.session(write=True) as session:
        session.add(Reminder(survey_id=survey_id, unit_code=unit_code, reminded_at=now))
        session.commit()


def _grant_of(site: Site, person_id: int) -> int:
    from survey_app.store.models import RoleGrant

    with site.context.database.session() as session:
        return session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == person_id)).one()


def _session_of(site: Site, person_id: int) -> int:
    """A further browser that the person is signed in with."""
    from survey_app.services.accounts.sessions import start_session
    from survey_app.store.models import StaffSession

    start_session(site.context, person_id)
    with site.context.database.session() as session:
        return session.scalars(
            select(func.max(StaffSession.id)).where(StaffSession.person_id == person_id)
        ).one()


def _make_briefing(site: Site, survey_id: int, unit_code: str | None, words: str) -> int:
    from survey_app.services.briefing.briefings import start_briefing
    from survey_app.store.models import Briefing

    number = start_briefing(site.context, survey_id)
    with site.context.database.session(write=True) as session:
        row = session.get(Briefing, number)
        assert row is not None
        row.unit_code = unit_code
        row.settings = {**row.settings, "title": words}
        session.commit()
    return number


def _save_briefing(site: Site, survey_id: int, unit_code: str, words: str) -> int:
    from survey_app.services.briefing.briefings import save_briefing
    from survey_app.store.models import Briefing

    number = _make_briefing(site, survey_id, None, words)
    save_briefing(site.context, survey_id, number, 1)
    with site.context.database.session(write=True) as session:
        row = session.get(Briefing, number)
        assert row is not None
        row.unit_code = unit_code
        session.commit()
    return number


def _make_stack(site: Site, survey_id: int, unit_code: str, code: str) -> int:
    from survey_app.services.sheets.stacks import NewStack, begin_stack

    del code
    return begin_stack(site.context, NewStack(survey_id, unit_code)).stack_id


def _find_comment(site: Site, survey_id: int, unit_code: str) -> object:
    from survey_app.store.models import Comment

    with site.context.database.box_session() as session:
        query = select(Comment.id).where(
            Comment.survey_id == survey_id, Comment.collector_unit == unit_code
        )
        return session.scalars(query.order_by(Comment.id).limit(1)).one()


@dataclass
class Contents:
    """What both databases hold: rows and a hash of them for each table, the audit log aside."""

    folder: Path

    def __post_init__(self) -> None:
        self._open = {
            name: sqlite3.connect(self.folder / f"{name}.sqlite3") for name in ("default", "box")
        }
        self._seen: dict[str, tuple[int, dict[str, str]]] = {}

    def read(self) -> dict[str, str]:
        """Table by table, hashed anew only where somebody has committed something since."""
        found: dict[str, str] = {}
        for name, connection in self._open.items():
            (version,) = connection.execute("PRAGMA data_version").fetchone()
            if self._seen.get(name, (None,))[0] != version:
                self._seen[name] = (version, _hash_tables(name, connection))
            found |= self._seen[name][1]
        return found

    def rows_of(self, units: tuple[str, ...]) -> dict[str, list[str]]:
        """The rows of every table that name one of these units."""
        found, marks = {}, ", ".join("?" * len(units))
        for name, connection in self._open.items():
            for table in _tables(connection):
                columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
                if "unit_code" in columns:
                    query = f"SELECT * FROM {table} WHERE unit_code IN ({marks})"
                    found[f"{name}.{table}"] = sorted(map(repr, connection.execute(query, units)))
        return found

    def keep(self) -> None:
        """Remember everything as it is now, for `restore`."""
        self._kept = {name: sqlite3.connect(":memory:") for name in self._open}
        for name, connection in self._open.items():
            connection.backup(self._kept[name])

    def restore(self) -> None:
        """Put back what `keep` remembered, under the running application."""
        for name, kept in self._kept.items():
            with sqlite3.connect(self.folder / f"{name}.sqlite3") as connection:
                kept.backup(connection)
            connection.close()

    def close(self) -> None:
        """Let go of the files."""
        for connection in self._open.values():
            connection.close()


def _hash_tables(name: str, connection: sqlite3.Connection) -> dict[str, str]:
    found = {}
    for table in _tables(connection):
        rows = sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))
        digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
        found[f"{name}.{table}"] = f"{len(rows)} rows, {digest}"
    return found


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    return [table for (table,) in connection.execute(query) if table not in QUIET_TABLES]
