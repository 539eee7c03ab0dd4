"""A full disk: nothing more is acknowledged, nothing acknowledged is lost, and it passes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from sqlite3 import Connection

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from benchmarks.faults.sheets import Sheet, Way, fault_questionnaire, make_sheet
from benchmarks.worlds import make_world
from survey_app import create_app
from survey_app.extensions import get_context
from survey_app.store.models import Response

MOST_SHEETS = 2_000


@contextmanager
def full_disk(engine: Engine) -> Iterator[None]:
    """Let the database file grow by a few pages only; SQLite then says what it says of a disk."""

    def limit(connection: Connection, entry: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 4}").close()

    engine.dispose()
    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def post(client: FlaskClient, way: Way, sheet: Sheet) -> tuple[int, str | None]:
    path, body, content_type = way.request(sheet)
    reply = client.post(path, data=body, content_type=content_type)
    return reply.status_code, reply.headers.get("Retry-After")


def test_a_full_disk_refuses_and_recovers(tmp_path: Path) -> None:
    world = make_world(tmp_path, fault_questionnaire())
    app = create_app(world.settings)
    with app.app_context():
        context = get_context()
    client, chance = app.test_client(use_cookies=False), Random(1)
    way = Way(0, world.code, form=False)
    accepted: dict[str, Sheet] = {}
    with full_disk(context.database.box):
        for _ in range(MOST_SHEETS):
            sheet = make_sheet(chance)
            status, retry_after = post(client, way, sheet)
            if status != 201:
                break
            accepted[sheet.id.hex] = sheet
        assert status == 503
        assert retry_after is not None
        for again in list(accepted.values())[:5]:
            assert post(client, way, again)[0] == 200
        assert post(client, way, sheet)[0] == 503
    assert post(client, way, sheet)[0] == 201
    accepted[sheet.id.hex] = sheet
    with context.database.box_session() as session:
        rows = session.execute(select(Response.id, Response.answers)).all()
    assert {row.id.hex: json.loads(row.answers) for row in rows} == {
        id_: sheet.answers for id_, sheet in accepted.items()
    }
    context.close()
