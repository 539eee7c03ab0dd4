"""Stacks of paper sheets, and what is known of their sheets while they are being typed in."""

from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import BoxBase

StackMode = Literal["paper", "interviewer"]
StackState = Literal["open", "checking", "closed"]


class Stack(BoxBase):
    """One pile of sheets (tập phiếu) that is typed in: of a survey, a unit, a collector.

    Not personal of respondents; `typist_id` is the person of the staff who began it, days are kept
    and no times. `seed` draws the sample that is keyed again. `totals` are the counts of the closed
    stack (see `services.stack_totals`), by then all that is left of its sheets. Kept as long as the
    survey.
    """

    __tablename__ = "stack"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("mode IN ('paper', 'interviewer')", name="mode"),
        CheckConstraint("state IN ('open', 'checking', 'closed')", name="state"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("expected IS NULL OR expected >= 0", name="expected_not_negative"),
        CheckConstraint("check_percent BETWEEN 0 AND 100", name="check_percent"),
        {"sqlite_autoincrement": True},
    )
    __scope__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int]
    unit_code: Mapped[str | None] = mapped_column(String(16))
    collector: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    mode: Mapped[str] = mapped_column(String(16))
    expected: Mapped[int | None]
    typist_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(8), default="open")
    check_percent: Mapped[int] = mapped_column(default=10)
    seed: Mapped[int] = mapped_column(BigInteger)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    totals: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)


class Sheet(BoxBase):
    """One sheet of a stack that is not closed: its number, and the response it became.

    The link from a sheet of paper to a response: as protected as the responses, deleted when the
    stack is closed. `outcome` is `valid` or why the sheet counts as returned and not as valid; of
    such a sheet nothing else is kept. `id` is the submission's, so that a form sent twice counts
    once. A stored answer is never changed (docs/operate.md), so neither is this row.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("stack_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        Index(None, "survey_id"),
    )
    __scope__ = "unit"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    stack_id: Mapped[int] = mapped_column(ForeignKey("stack.id"))
    survey_id: Mapped[int]
    unit_code: Mapped[str | None] = mapped_column(String(16))
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(24))
    typist_id: Mapped[int | None]


class SheetCheck(BoxBase):
    """A sheet that was drawn to be keyed a second time.

    `differing` are the second values of the answers that differ (opinions: as protected as the
    responses), emptied when somebody has decided; `decisions` say by answer name who was right.
    Deleted when the stack is closed; counts go into its `totals`.
    """

    __tablename__ = "sheet_check"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'same', 'different', 'settled')", name="state"),
        CheckConstraint("compared >= 0", name="compared_not_negative"),
    )
    __scope__ = "unit"

    stack_id: Mapped[int] = mapped_column(ForeignKey("stack.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    survey_id: Mapped[int]
    unit_code: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    keyed_by: Mapped[int | None]
    is_other_person: Mapped[bool] = mapped_column(default=False)
    compared: Mapped[int] = mapped_column(default=0)
    differing: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    decisions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
