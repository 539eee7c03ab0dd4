"""How many sheets came in, by collector and at once; how many carry a flag, in the shown state.

Both are counted once and then only what came since: looking every fifteen seconds costs little.
"""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.services.analysing.small_counts import hide_small
from survey_app.services.analysing.survey_source import ShownState
from survey_app.services.answering.quality_flags import QUALITY_FLAGS
from survey_app.services.context import Context
from survey_app.store.board_queries import count_by_collector, count_by_flags
from survey_app.store.response_queries import count_responses, newest_batch

NONE: Final = "none"
SEVERAL: Final = "several"
MOST_KEPT: Final = 256
Kept = tuple[int, Counter[str]]
Count = Callable[..., Mapping[str, int]]


class _Counted:
    """The counts of some surveys up to a batch, by database."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._lock = threading.Lock()
        self._kept: WeakKeyDictionary[Engine, dict[int, Kept]] = WeakKeyDictionary()

    def upto(self, box: Session, survey_id: int, batch: int) -> Counter[str]:
        """The counts up to a batch; from the first one on where rows were deleted since."""
        engine = box.get_bind().engine
        total = count_responses(box, survey_id, upto_batch=batch)
        known_batch, known = self._kept.get(engine, {}).get(survey_id, (-1, Counter()))
        if known_batch <= batch:
            found = known + Counter(
                self._count(box, survey_id, after_batch=known_batch, upto_batch=batch)
            )
        if known_batch > batch or found.total() != total:
            found = Counter(self._count(box, survey_id, after_batch=-1, upto_batch=batch))
        with self._lock:
            kept = self._kept.setdefault(engine, {})
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[survey_id] = (batch, found)
        return found


_COLLECTORS = _Counted(count_by_collector)
_FLAGS = _Counted(count_by_flags)


def accepted_by_collector(context: Context, survey_id: int) -> Mapping[str, int]:
    """How many sheets each collector brought by now: people who took part, not what they said."""
    with context.database.unscoped.box_session() as box:
        return _COLLECTORS.upto(box, survey_id, newest_batch(box))


def count_flags(context: Context, state: ShownState) -> dict[str, int | None]:
    """The sheets of the shown state by flag: `none`, each flag alone, `several`; None is hidden.

    Each sheet stands in one class, so that the classes add up to the total and small ones can be
    hidden as in any table. They move with the tables, never with one sheet: a straight line says
    something about answers.
    """
    if not state.release.responses:
        return {}
    with context.database.unscoped.box_session() as box:
        texts = _FLAGS.upto(box, state.survey_id, state.release.upto_batch)
    counts: Counter[str] = Counter()
    for text, count in texts.items():
        counts[flag_class(msgspec.json.decode(text, type=tuple[str, ...]))] += count
    classes = {name: counts[name] for name in (NONE, *QUALITY_FLAGS, SEVERAL)}
    return hide_small(classes, state.questionnaire.privacy.k_min)


def flag_class(flags: tuple[str, ...]) -> str:
    """The one class of a sheet. Example: `flag_class(("order:3", "speed"))` is `speed`."""
    found = [name for name in QUALITY_FLAGS if name in flags]
    if len(found) > 1:
        return SEVERAL
    return found[0] if found else NONE
