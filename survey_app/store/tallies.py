"""Caps that hold exactly: `close_after` and quota cells, decided inside the storing transaction."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from survey_app.store.models import Response, Tally
from survey_app.store.new_response import Cell, NewResponse

KEY = (Tally.survey_id, Tally.group_id, Tally.code)


class TallyMissingError(Exception):
    """No tally stands for these cells yet: `create_tallies` counts what is there."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.cells = sorted(cells)
        super().__init__("no tally yet")


def refuse_beyond_limits(connection: Connection, group: Sequence[NewResponse]) -> set[int]:
    """Count the group in, in its order; returns the positions of those for whom no place is left.

    The connection is in a transaction that will store the others. Nothing happens to responses
    without limits, nor to an id that is stored already: its repeat needs no place. Raises
    TallyMissingError before anything is changed.
    """
    limited = [response for response in group if response.limits]
    if not limited:
        return set()
    accepted = _lock(connection, {cell for response in limited for cell, _ in response.cells()})
    placed = _stored_ids(connection, limited)
    before = dict(accepted)
    refused = set()
    for position, response in enumerate(group):
        if not response.limits or response.id in placed:
            continue
        cells = response.cells()
        if any(accepted[cell] >= most for cell, most in cells):
            refused.add(position)
            continue
        placed.add(response.id)
        for cell, _ in cells:
            accepted[cell] += 1
    _save(connection, {cell: n for cell, n in accepted.items() if n != before[cell]})
    return refused


def create_tallies(connection: Connection, cells: Sequence[Cell]) -> None:
    """Make the missing tallies from the responses that are there.

    On PostgreSQL in a transaction of its own: it keeps other answers, and others who would make
    tallies, out while it counts. It must not wait for a tally that an answer has locked, as that
    answer waits for this lock: so tallies that are there by now are left alone.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE response IN SHARE ROW EXCLUSIVE MODE")
    there = connection.execute(select(*KEY).where(tuple_(*KEY).in_(cells)))
    known = {(survey, group, code) for survey, group, code in there}
    counts = {cell: 0 for cell in cells if cell not in known}
    if not counts:
        return
    for survey_id in sorted({cell[0] for cell in counts}):
        query = select(Response.tags).where(Response.survey_id == survey_id)
        for text in connection.execute(query.execution_options(yield_per=1_000)).scalars():
            tags: dict[str, str] = msgspec.json.decode(text)
            for cell in counts:
                if cell[0] == survey_id and (not cell[1] or tags.get(cell[1]) == cell[2]):
                    counts[cell] += 1
    rows = [
        {"survey_id": survey, "group_id": group, "code": code, "accepted": accepted}
        for (survey, group, code), accepted in counts.items()
    ]
    connection.execute(insert(Tally), rows)


def delete_tallies(session: Session, survey_id: int) -> None:
    """Forget how full a survey and its cells are: the next answer has them counted anew."""
    session.execute(delete(Tally).where(Tally.survey_id == survey_id))


def _lock(connection: Connection, cells: set[Cell]) -> dict[Cell, int]:
    query = select(*KEY, Tally.accepted).where(tuple_(*KEY).in_(sorted(cells))).order_by(*KEY)
    rows = connection.execute(query.with_for_update())  # one order for all, hence no deadlock
    accepted = {(survey, group, code): n for survey, group, code, n in rows}
    missing = cells - accepted.keys()
    if missing:
        raise TallyMissingError(missing)
    return accepted


def _stored_ids(connection: Connection, group: Sequence[NewResponse]) -> set[UUID]:
    query = select(Response.id).where(Response.id.in_([response.id for response in group]))
    return set(connection.execute(query).scalars())


def _save(connection: Connection, accepted: dict[Cell, int]) -> None:
    if not accepted:
        return
    statement = (
        update(Tally)
        .where(Tally.survey_id == bindparam("s"), Tally.group_id == bindparam("g"))
        .where(Tally.code == bindparam("c"))
        .values(accepted=bindparam("n"))
    )
    rows = [{"s": cell[0], "g": cell[1], "c": cell[2], "n": n} for cell, n in accepted.items()]
    connection.execute(statement, rows)
