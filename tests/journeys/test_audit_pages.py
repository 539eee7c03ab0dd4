"""The audit log as administrators read it: filtered, in pages, whole or visibly broken, as CSV."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import text

from survey_app.services.audit import record
from survey_app.services.context import Actor
from survey_app.services.people.account import deactivate_person
from survey_app.store.models import Person
from survey_app.web.backoffice.audit import actions
from tests.support.access import load_units
from tests.support.site import Site
from tests.support.staff import Staff, make_person, make_staff

SERVICES = Path(__file__).parents[2] / "survey_app" / "services"
AUDIT = "/staff/audit"
NO_ACTIONS = {"results.lock"}
"""Names that look like an action and are none."""


@pytest.fixture(autouse=True)
def units(site: Site, tmp_path: Path) -> None:
    load_units(site, tmp_path)


@pytest.fixture
def administrator(site: Site) -> Staff:
    return make_staff(site, "administrator", None)


def note(site: Site, action: str, target: str, *, unit: str | None = None, **more: object) -> None:
    context = site.context.acting(Actor("cli", None, unit))
    with site.context.database.session(write=True) as session:
        record(session, context, action, target, **more)
        session.commit()


def shown(page: object) -> list[str]:
    """The sentences of the table."""
    rows = [row for row in page.all("tr") if list(row.iter("td"))]  # type: ignore[attr-defined]  # a page
    return ["".join(list(row.iter("td"))[2].itertext()) for row in rows]


def test_events_read_as_sentences_the_newest_first(site: Site, administrator: Staff) -> None:
    person = make_person(site.context, ("viewer", "12"), name="Lò Thị Hoa")
    note(site, "survey.opened", "survey:12")
    deactivate_person(site.context, person)
    note(site, "comet.landed", "comet:67P", speed=3)
    page = administrator.get(AUDIT)
    assert shown(page)[:3] == [
        "comet.landed (comet:67P)", "khóa tài khoản của Lò Thị Hoa", "mở cuộc khảo sát số 12",
    ]  # fmt: skip
    assert "speed: 3" in page.text
    assert "Chuỗi còn nguyên vẹn, 4 sự kiện." in page.text
    english = administrator.post("/staff/language", [("language", "en"), ("back", AUDIT)])
    assert "The chain is whole: 4 events." in english.text
    assert shown(english)[2] == "opened survey 12"


def test_filters_by_person_action_target_and_days(site: Site, administrator: Staff) -> None:
    for day in range(3):
        note(site, "survey.opened", f"survey:{day}")
        site.clock.now += timedelta(days=1)
    administrator.sign_in(site.context)
    assert shown(administrator.get(f"{AUDIT}?action=survey.opened&target=survey:1")) == [
        "mở cuộc khảo sát số 1"
    ]
    ranged = administrator.get(f"{AUDIT}?first=2026-07-02&last=02/07/2026")
    assert shown(ranged) == ["mở cuộc khảo sát số 1"]
    with site.context.database.session() as session:
        person = session.get(Person, administrator.person_id)
        assert person is not None
    own = administrator.get(f"{AUDIT}?person={person.login}")
    assert shown(own) == [f"đăng nhập: {person.name}"] * 2
    unknown = administrator.get(f"{AUDIT}?person=khong.co&first=x")
    assert "không có ai dùng tên đăng nhập này" in unknown.text
    assert "Xin ghi ngày như 31/12/2026" in unknown.text
    assert administrator.flask.get(f"{AUDIT}.csv?person=khong.co").status_code == 422


def test_pages_of_fifty_by_the_number_of_the_last_event(site: Site, administrator: Staff) -> None:
    for number in range(120):
        note(site, "survey.opened", f"survey:{number}")
    seen: list[str] = []
    address = f"{AUDIT}?action=survey.opened"
    for size in (50, 50, 20):
        page = administrator.get(address)
        seen += shown(page)
        assert len(shown(page)) == size
        note(site, "survey.closed", "survey:1")  # what is added meanwhile moves no page
        links = [a.get("href") for a in page.all("a") if a.get("rel") == "next"]
        address = links[0] if links else ""
    assert seen == [f"mở cuộc khảo sát số {number}" for number in range(119, -1, -1)]
    assert address == ""


def test_administrators_of_a_unit_read_what_was_done_there(site: Site) -> None:
    province = make_staff(site, "administrator", "12")
    make_staff(site, "officer", "14")
    note(site, "survey.opened", "survey:1", unit="03408")
    note(site, "survey.opened", "survey:2", unit="14")
    note(site, "survey.opened", "survey:3")
    page = province.get(AUDIT)
    assert shown(page)[0] == "mở cuộc khảo sát số 1"
    assert [sentence[:9] for sentence in shown(page)[1:]] == ["đăng nhập"]
    rows = list(csv.reader(StringIO(province.flask.get(f"{AUDIT}.csv").get_data().decode())))
    assert [row[5] for row in rows[1:]] == ["session.started", "survey.opened", "audit.exported"]


def test_a_broken_chain_is_shown(site: Site, administrator: Staff) -> None:
    note(site, "survey.opened", "survey:1")
    with site.context.database.default.execution_options(ydan_write=True).begin() as connection:
        connection.execute(text("DROP TRIGGER audit_event_kept"))
        connection.execute(text("UPDATE audit_event SET target = 'survey:2' WHERE id = 2"))
    page = administrator.get(AUDIT)
    assert "Chuỗi nhật ký bị đứt" in page.text
    assert "Sự kiện số 2 đã bị sửa sau khi ghi." in page.text


def test_the_export_carries_hashes_that_anybody_can_check(site: Site, administrator: Staff) -> None:
    note(site, "survey.reopened", "survey:1", reason='=1+1, "lý do"')
    reply = administrator.flask.get(f"{AUDIT}.csv")
    head, *rows = csv.reader(StringIO(reply.get_data().decode("utf-8-sig")))
    assert reply.headers["Content-Disposition"] == 'attachment; filename="nhat-ky-2026-07-01.csv"'
    assert rows[-1][head.index("action")] == "audit.exported"
    previous = "0" * 64
    for row in rows:
        event = dict(zip(head, row, strict=True))
        assert event["previous_hash"] == previous
        content = [
            event["previous_hash"], event["at"], event["actor"],
            int(event["person"]) if event["person"] else None, event["unit"] or None,
            event["action"], event["target"], event["details"],
        ]  # fmt: skip
        encoded = json.dumps(content, ensure_ascii=False).encode()
        assert event["hash"] == hashlib.sha256(encoded).hexdigest()
        previous = event["hash"]


def test_every_action_that_is_recorded_has_its_words() -> None:
    found: set[str] = set()
    for path in SERVICES.rglob("*.py"):
        code = path.read_text("utf-8")
        if "record(" in code:
            found.update(re.findall(r'"([a-z_]+\.[a-z_]+)"', code))
    nouns = {action.partition(".")[0] for action in actions.SENTENCES}
    named = {name for name in found if name.partition(".")[0] in nouns}
    assert len(named) > 40
    assert named - actions.SENTENCES.keys() - NO_ACTIONS == set()
