"""Which sheets of a stack are keyed a second time: drawn by a seed, so it can be repeated."""

from collections.abc import Sequence
from random import Random

from sqlalchemy.orm import Session

from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.services.sheets.stack_totals import VALID
from survey_app.store.models import SheetCheck, Stack
from survey_app.store.sheet_queries import (
    delete_checks,
    list_checks,
    list_sheets,
    stored_ids,
)


def choose_numbers(numbers: Sequence[int], percent: int, seed: int) -> tuple[int, ...]:
    """Draw `percent` of the sheet numbers (rounded up, so at least one), sorted.

    Example: 10 % of 25 sheets are 3; the same seed draws the same ones.
    """
    wanted = -(-len(numbers) * percent // 100)
    return tuple(sorted(Random(seed).sample(sorted(numbers), wanted)))  # noqa: S311 - a sample, no secret


def draw_sample(plain: Context, box: Session, stack: Stack) -> int:
    """Note which sheets are to be keyed again; how many.

    `plain` is the context without a scope: a number whose answers never reached the box (the
    server stopped in between) is given free first.
    """
    drop_lost(plain, box, stack)
    numbers = [sheet.number for sheet in list_sheets(box, stack.id) if sheet.outcome == VALID]
    chosen = choose_numbers(numbers, stack.check_percent, stack.seed)
    for number in chosen:
        box.add(
            SheetCheck(
                stack_id=stack.id,
                number=number,
                survey_id=stack.survey_id,
                unit_code=stack.unit_code,
            )
        )
    box.flush()
    return len(chosen)


def drop_sample(box: Session, stack: Stack) -> None:
    """Forget the sample. Raises Refusal `check_begun` when a sheet was keyed again already."""
    if any(check.state != "waiting" for check in list_checks(box, stack.id)):
        raise Refusal("check_begun")
    delete_checks(box, stack.id)


def drop_lost(plain: Context, box: Session, stack: Stack) -> None:
    """Give the numbers free whose answers are not in the box."""
    valid = [sheet for sheet in list_sheets(box, stack.id) if sheet.outcome == VALID]
    with plain.database.box_session() as answers:
        stored = stored_ids(answers, [sheet.id for sheet in valid])
    for sheet in valid:
        if sheet.id not in stored:
            box.delete(sheet)
    box.flush()
