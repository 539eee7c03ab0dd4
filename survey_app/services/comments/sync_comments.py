"""Texts of the answer sheets become comments: those of the shown state, and no others.

A comment can be read when its sheet is part of the release, that is together with at least k
others that came after the last one: no comment appears alone and can be laid to somebody who was
seen answering.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.orm import Session

from survey_app.services.analysing.survey_source import ShownState, move_release
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.comments.items import TextReader, comment_items
from survey_app.services.comments.shown_units import shown_units
from survey_app.services.comments.text import clean, fold
from survey_app.services.context import Context
from survey_app.services.refusal import StoreError
from survey_app.store.collector_queries import list_collectors
from survey_app.store.comment_queries import (
    READ_ROWS,
    Mark,
    Sheet,
    add_comments,
    count_by_collector,
    find_progress,
    move_units,
    read_sheets,
    set_progress,
)
from survey_app.store.models import CommentProgress
from survey_app.store.unit_tree_queries import list_with_parents

log = structlog.get_logger()
BEFORE_ALL = -1
LAST_ID = UUID(int=2**128 - 1)
"""After every sheet of a batch that was copied."""


def sync_comments(context: Context, survey_id: int) -> ShownState:
    """Copy the texts of the shown state that are not comments yet; returns that state.

    Does nothing while fewer than k people have answered. May be run again at any time: a text is
    copied once. Raises Refusal `unknown_survey` outside the scope of the context.
    """
    state = move_release(context, survey_id)
    release = state.release
    if release.responses < state.questionnaire.privacy.k_min:
        return state
    with context.database.unscoped.box_session() as box:
        progress = find_progress(box, survey_id)
        if progress is not None and progress.upto_batch == release.upto_batch:
            return state
        after = _start(progress, release.upto_batch)
    units = _collector_units(context, survey_id)
    count = _copy(context, state, after, units)
    with context.database.unscoped.box_session(write=True) as box:
        move_units(box, survey_id, _shown(context, box, state, units))
        set_progress(box, survey_id, release.upto_batch)
        box.commit()
    log.info("comments_synced", survey=survey_id, texts=count)
    return state


def _start(progress: CommentProgress | None, upto: int) -> Mark:
    """Where to go on copying.

    A batch beyond the release means answers restored elsewhere, with numbers of their own: then
    all are looked at again.
    """
    is_usual = progress is not None and progress.upto_batch <= upto
    return (progress.upto_batch if progress is not None and is_usual else BEFORE_ALL, LAST_ID)


def _copy(context: Context, state: ShownState, after: Mark, units: Mapping[str, str | None]) -> int:
    """Copy some thousand sheets at a time: answers that come in wait for none of it long."""
    reader = TextReader(comment_items(state.questionnaire))
    count = 0
    while True:
        with context.database.unscoped.box_session(write=True) as box:
            sheets = read_sheets(
                box, state.survey_id, after, upto=state.release.upto_batch, limit=READ_ROWS
            )
            rows = _rows(context, state.survey_id, reader, sheets, units)
            add_comments(box, rows)
            box.commit()
        count += len(rows)
        if len(sheets) < READ_ROWS:
            return count
        after = (sheets[-1].batch, sheets[-1].response_id)


def _rows(
    context: Context,
    survey_id: int,
    reader: TextReader,
    sheets: Sequence[Sheet],
    units: Mapping[str, str | None],
) -> list[dict[str, object]]:
    return [
        {
            "id": comment_id(context.settings.secret_key, response_id, item_id),
            "response_id": response_id,
            "survey_id": survey_id,
            "item_id": item_id,
            "unit_code": None,
            "collector_unit": units.get(collector),
            "text": text,
            "folded": fold(text),
            "state": "new",
            "version": 1,
        }
        for response_id, collector, answers, _ in sheets
        for item_id, text in _texts(reader, answers).items()
    ]


def _texts(reader: TextReader, answers: str) -> dict[str, str]:
    try:
        found = reader.read(answers)
    except msgspec.MsgspecError as error:
        # The message names a place and a type, never a value.
        raise StoreError(f"a stored answer does not fit its questionnaire: {error}") from error
    cleaned = {item_id: clean(text) for item_id, text in found.items()}
    return {item_id: text for item_id, text in cleaned.items() if text}


def comment_id(secret_key: str, response_id: UUID, item_id: str) -> UUID:
    """The id of a comment: the same whenever it is copied, in no order anybody can know."""
    message = b"comment:" + response_id.bytes + item_id.encode()
    return UUID(bytes=hmac.digest(secret_key.encode(), message, hashlib.sha256)[:16], version=4)


def _collector_units(context: Context, survey_id: int) -> dict[str, str | None]:
    with context.database.unscoped.session() as session:
        return {row.code: row.unit_code for row in list_collectors(session, survey_id)}


def _shown(
    context: Context, box: Session, state: ShownState, units: Mapping[str, str | None]
) -> dict[str, str | None]:
    people: dict[str | None, int] = {}
    counts = count_by_collector(box, state.survey_id, state.release.upto_batch)
    for collector, count in counts.items():
        unit = units.get(collector)
        people[unit] = people.get(unit, 0) + count
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.unscoped.session() as session:
        codes = {code for code in people if code is not None}
        known = list_with_parents(session, codes, today)
    parents = {code: unit.parent_code for code, unit in known.items()}
    return shown_units(people, parents, state.questionnaire.privacy.k_min)
