"""A survey of 50 items with as many answers as wanted, put into the store at once."""

import random
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.designs import GROUPS, flat_questionnaire
from benchmarks.worlds import World
from questionnaires.model import Questionnaire
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.store.models import BatchCounter, Response

SCALES = 44
BATCH_ROWS = 250  # about what the writer commits at once under load
CHUNK = 10_000
MISSING = 0.05  # of the answers to a group's question
Row = dict[str, object]


def large_questionnaire() -> Questionnaire:
    """Six groups and 44 scales: 50 items."""
    return flat_questionnaire(SCALES, groups=len(GROUPS))


def read_version(world: World) -> Questionnaire:
    """The questionnaire as the survey runs it."""
    context = world.context()
    with context.database.session() as session:
        found = get_questionnaire(session, get_survey(session, world.survey_id).version_hash)
    context.close()
    return found


def add_responses(world: World, count: int, seed: int) -> None:
    """Add `count` answer sheets in batches of their own; ids follow from seed and batch."""
    context = world.context()
    version_hash = read_version(world).content_hash
    with context.database.box_session(write=True) as session:
        first = _reserve(session, (count + BATCH_ROWS - 1) // BATCH_ROWS)
        rows: list[Row] = []
        for row in _rows(world, version_hash, first, count, random.Random(f"{seed} {first}")):
            rows.append(row)
            if len(rows) == CHUNK:
                session.execute(insert(Response), rows)
                rows = []
        if rows:
            session.execute(insert(Response), rows)
        session.commit()
    context.close()


def _reserve(session: Session, batches: int) -> int:
    """The first of so many batch numbers, which the counter passes over."""
    counter = session.scalars(select(BatchCounter)).first()
    if counter is None:
        counter = BatchCounter(id=1, value=0)
        session.add(counter)
    first = counter.value + 1
    counter.value += batches
    return first


def _rows(
    world: World, version_hash: str, first_batch: int, count: int, chance: random.Random
) -> Iterator[Row]:
    common: Row = {
        "survey_id": world.survey_id,
        "version_hash": version_hash,
        "collector": world.code,
        "mode": "qr",
        "date": date(2026, 11, 16),
        "flags": "[]",
        "content_hash": "0" * 64,
    }
    steps = ("1", "2", "3", "4", "5")
    names = [f"q{number}" for number in range(1, SCALES + 1)]
    for number in range(count):
        tags = {
            group: f"n{chance.randrange(codes) + 1}"
            for group, codes in GROUPS.items()
            if chance.random() >= MISSING
        }
        given = {f"g_{group}": code for group, code in tags.items()}
        answers = {**given, **dict(zip(names, chance.choices(steps, k=SCALES), strict=True))}
        yield {
            **common,
            "id": UUID(int=chance.getrandbits(128), version=4),
            "tags": msgspec.json.encode(tags).decode(),
            "answers": msgspec.json.encode(answers).decode(),
            "batch": first_batch + number // BATCH_ROWS,
        }
