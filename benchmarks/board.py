"""Group 6: the fieldwork board with 38 and with 3,321 units (SQLite), first and repeated."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import msgspec
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from benchmarks.figures import Figure, at_most, spread
from benchmarks.respondent import full_answers
from benchmarks.worlds import World, make_world
from questionnaires.engine import finish
from questionnaires.library import library_path
from questionnaires.reader import read_questionnaire
from survey_app import create_app
from survey_app.services.accounts.sessions import start_session
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.quality_flags import Arrival, quality_flags
from survey_app.services.answering.quality_flags_recent import RecentSheets
from survey_app.services.context import Context
from survey_app.store.models import BatchCounter, Collector, Person, Response, RoleGrant, Unit

ANSWERS = 100_000
BATCH_ROWS = 200
PROVINCE = "12"
TODAY = date(2026, 11, 22)
ROUNDS = 5
FLAGS_US = 20.0


def measure_board(round_count: int, seconds: float) -> Iterator[Figure]:
    """The page of an officer of a province, and of the whole country; `seconds` plays no part."""
    del seconds
    yield _flag_cost(round_count)
    for units, name in ((38, "Board, 38 units"), (3_321, "Board, 3,321 units")):
        with TemporaryDirectory(prefix="ydan-bench-") as folder:
            questionnaire = read_questionnaire(library_path("hai-long-dvc-ntm-2026"))
            world = make_world(Path(folder), questionnaire)
            yield from _measure(name, world, units, round_count)


def _measure(name: str, world: World, units: int, round_count: int) -> Iterator[Figure]:
    context = world.context()
    codes = _add_collectors(context, world.survey_id, units)
    _add_answers(context, world.survey_id, codes, ANSWERS)
    token = _sign_in(context)
    app = create_app(world.settings)
    client = app.test_client()
    with client.session_transaction(path="/staff/") as session:
        session["staff_token"] = token
    for page in ("", "/coverage", "/coverage?province=12", "/reminders?province=12"):
        address = f"/staff/surveys/{world.survey_id}/fieldwork{page}"
        first, size = _ask(client, address)
        again = [_ask(client, address)[0] for _ in range(max(round_count, ROUNDS))]
        yield Figure(f"{name}{page}: first", f"{first:.3f} s")
        yield Figure(f"{name}{page}: repeated", spread(again, " s", 3))
        yield Figure(f"{name}{page}: bytes, compressed", f"{size:,}")
    moved = []
    for _ in range(round_count):
        _add_answers(context, world.survey_id, codes, BATCH_ROWS)
        moved.append(_ask(client, f"/staff/surveys/{world.survey_id}/fieldwork")[0])
    yield Figure(f"{name}: after {BATCH_ROWS} new answers", spread(moved, " s", 3))
    context.close()


def _ask(client: FlaskClient, address: str) -> tuple[float, int]:
    start = time.perf_counter()
    reply = client.get(address, headers={"Accept-Encoding": "gzip"})
    took = time.perf_counter() - start
    if reply.status_code != 200:
        raise RuntimeError(f"{address}: {reply.status_code}")
    return took, len(reply.get_data())


def _add_collectors(context: Context, survey_id: int, count: int) -> list[str]:
    """A collector in each of the first communes, those of one province first."""
    with context.database.session(write=True) as session:
        query = select(Unit.code, Unit.parent_code).where(
            Unit.parent_code.is_not(None), Unit.valid_to.is_(None)
        )
        found = sorted(session.execute(query), key=lambda row: (row[1] != PROVINCE, row[0]))
        rows = [
            {
                "code": f"B{number:06d}",
                "survey_id": survey_id,
                "unit_code": unit,
                "issued": 100,
                "tags": {"xa_phuong": unit},
                "label": "",
                "channel": "qr",
                "created_at": context.clock(),
            }
            for number, (unit, _) in enumerate(found[:count])
        ]
        session.execute(insert(Collector), rows)
        session.commit()
    return [str(row["code"]) for row in rows]


def _add_answers(context: Context, survey_id: int, codes: Sequence[str], count: int) -> None:
    """Answer sheets with the groups that the weights need, put into the box at once."""
    with context.database.box_session() as session:
        before = session.scalars(select(BatchCounter.value)).first() or 0
    chance = random.Random(before)
    page = open_page(context, codes[0])
    assert page is not None
    peoples = ("thai", "mong", "kinh", "dao", "ha_nhi", "giay", "la_hu", "khac")
    rows = [
        {
            "id": UUID(int=chance.getrandbits(128), version=4),
            "survey_id": survey_id,
            "version_hash": page.version_hash,
            "collector": chance.choice(codes),
            "mode": "qr",
            "tags": msgspec.json.encode(
                {"gioi": chance.choice(("nam", "nu")), "dan_toc": chance.choice(peoples)}
            ).decode(),
            "answers": '{"q1":"khong","q11":"4"}',
            "date": TODAY,
            "flags": chance.choice(("[]", "[]", "[]", '["speed"]', '["straight"]')),
            "content_hash": "0" * 64,
            "batch": before + number // BATCH_ROWS + 1,
        }
        for number in range(count)
    ]
    with context.database.box_session(write=True) as session:
        session.merge(BatchCounter(id=1, value=before + count // BATCH_ROWS + 1))
        session.execute(insert(Response), rows)
        session.commit()


def _sign_in(context: Context) -> str:
    now = context.clock()
    with context.database.session(write=True) as session:
        person = Person(login="do", name="Đo", created_at=now, uniquifier="do")
        session.add(person)
        session.flush()
        session.add(
            RoleGrant(
                person_id=person.id,
                role="administrator",
                valid_from=date(2026, 1, 1),
                created_at=now,
            )
        )
        session.commit()
    return start_session(context, person.id)


def _flag_cost(round_count: int) -> Figure:
    """Microseconds of the flags of one sheet of the shipped questionnaire."""
    questionnaire = read_questionnaire(library_path("nam-bat-2026-07"))
    answers = finish(questionnaire, full_answers(questionnaire))
    recent, now = RecentSheets(), datetime.now(UTC)
    arrival = Arrival("ABC234", "0" * 64, "qr", now, 5)
    found = []
    for _ in range(max(round_count, ROUNDS)):
        start = time.perf_counter()
        for _ in range(2_000):
            quality_flags(questionnaire, answers, arrival, recent)
            recent.add("ABC234", "0" * 64, now)
        found.append((time.perf_counter() - start) / 2_000 * 1e6)
    return at_most("Quality flags of one sheet", found, FLAGS_US, " µs", 1)
