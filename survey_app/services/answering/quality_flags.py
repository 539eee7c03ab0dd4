"""Signs that an answer sheet was not filled in with care: only their names are kept.

A flag refuses nothing and deletes nothing. What the thresholds are, why, and what a flag cannot
tell about a person stands in docs/operate.md and docs/privacy.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from questionnaires.expression import Value
from questionnaires.model import GridItem, Questionnaire
from questionnaires.model.items import CalculateItem, NoteItem, ScaleItem
from survey_app.services.answering.quality_flags_recent import RecentSheets

SPEED: Final = "speed"
STRAIGHT: Final = "straight"
IDENTICAL: Final = "identical"
BURST: Final = "burst"
QUALITY_FLAGS: Final = (SPEED, STRAIGHT, IDENTICAL, BURST)

SECONDS_PER_ANSWER: Final = 1.0
"""Nobody reads a question, finds an answer and taps it in less, question after question."""
LEAST_FOR_SPEED: Final = 6
LEAST_FOR_STRAIGHT: Final = 6
LEAST_FOR_IDENTICAL: Final = 12
"""Shorter sheets agree by chance."""
SELF_FILLED: Final = frozenset({"qr", "invited"})
"""Response modes in which one person sends one sheet; staff key in many, one after another."""
MEMORY_KEY: Final = "flat blocks"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a sheet came in; lives as long as the request.

    `form_age_s` is how long ago, at most, its form was given out; None where nobody knows.
    """

    collector: str
    content_hash: str
    mode: str
    now: datetime
    form_age_s: float | None = None

    @property
    def is_self_filled(self) -> bool:
        """Whether the respondent sent it, not somebody who keys in sheets."""
        return self.mode in SELF_FILLED


@dataclass(frozen=True, slots=True)
class FlatBlock:
    """Answers that stand below each other with the same choices; `missing` codes do not count."""

    names: tuple[str, ...]
    missing: frozenset[str]


def quality_flags(
    questionnaire: Questionnaire,
    answers: Mapping[str, Value],
    arrival: Arrival,
    recent: RecentSheets,
) -> tuple[str, ...]:
    """The names of the flags of a finished sheet, in the order of QUALITY_FLAGS.

    In anonymous mode only what the answers themselves show: the rest would say that sheets came
    together.
    """
    is_straight = straight_lines(questionnaire, answers)
    flags = (STRAIGHT,) if is_straight else ()
    if questionnaire.privacy.mode == "anonymous" or not arrival.is_self_filled:
        return flags
    seen = recent.look(arrival.collector, arrival.content_hash, arrival.now)
    found = {
        SPEED: is_too_fast(len(answers), arrival.form_age_s),
        STRAIGHT: is_straight,
        IDENTICAL: seen.is_copy and not is_straight and len(answers) >= LEAST_FOR_IDENTICAL,
        BURST: seen.is_burst,
    }
    return tuple(name for name in QUALITY_FLAGS if found[name])


def is_too_fast(answered: int, form_age_s: float | None) -> bool:
    """Whether so many answers were given faster than anybody reads.

    The age is never too small: a form's token is as old as the step of time it was made in.
    Example: `is_too_fast(30, 12.0)` is true, `is_too_fast(30, 31.0)` and `is_too_fast(30, None)`
    are not.
    """
    if form_age_s is None or answered < LEAST_FOR_SPEED:
        return False
    return form_age_s < answered * SECONDS_PER_ANSWER


def straight_lines(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> bool:
    """Whether every block of six or more answered rows has the same code in all its rows.

    Rows with a code marked `missing` ("don't know") are left out; without a block of six rows
    there is nothing to see.
    """
    is_judged = False
    for block in flat_blocks(questionnaire):
        found = [answers[name] for name in block.names if name in answers]
        codes = [code for code in found if code not in block.missing]
        if len(codes) < LEAST_FOR_STRAIGHT:
            continue
        if codes.count(codes[0]) < len(codes):
            return False
        is_judged = True
    return is_judged


def flat_blocks(questionnaire: Questionnaire) -> tuple[FlatBlock, ...]:
    """The grids, and the scales with the same choices one after another; worked out once."""
    made = questionnaire.memory.get(MEMORY_KEY)
    if made is None:
        made = questionnaire.memory[MEMORY_KEY] = tuple(
            block for block in _blocks(questionnaire) if len(block.names) >= LEAST_FOR_STRAIGHT
        )
    return cast("tuple[FlatBlock, ...]", made)


def _blocks(questionnaire: Questionnaire) -> list[FlatBlock]:
    blocks: list[FlatBlock] = []
    run: list[str] = []
    choices: tuple[str, ...] = ()
    for item in questionnaire.items:
        if isinstance(item, NoteItem | CalculateItem):
            continue
        codes = tuple(choice.code for choice in questionnaire.choices_of(item))
        missing = frozenset(c.code for c in questionnaire.choices_of(item) if c.missing)
        if isinstance(item, ScaleItem):
            if not run or codes != choices:
                run, choices = [], codes
            run.append(item.id)
            if len(run) > 1:
                blocks.pop()
            blocks.append(FlatBlock(tuple(run), missing))
            continue
        run = []
        if isinstance(item, GridItem):
            names = tuple(f"{item.id}.{row.code}" for row in item.rows)
            blocks.append(FlatBlock(names, missing))
    return blocks
