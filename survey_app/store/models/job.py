"""Long work: what is done behind a page that shows its progress."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime

JobState = Literal["queued", "running", "done", "failed"]


class Job(DefaultBase):
    """One piece of long work that a person of the staff asked for: its progress, its result.

    Kept in the database, so that a restart loses nothing: `touched_at` is the last sign of life of
    a running one. `content` is JSON of codes and numbers, never an answer; `error` a code that has
    its sentence. The result lies in the job's folder below `YDAN_DATA`. `unit_code` is the unit of
    the grant it was asked under. Personal through who asked; deleted with its file at `expires_at`.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("done >= 0 AND total >= 0", name="counts_not_negative"),
        Index(None, "person_id"),
        Index(None, "survey_id"),
        Index(None, "state"),
        {"sqlite_autoincrement": True},
    )
    __scope__ = "of_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(8), default="queued")
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    unit_code: Mapped[str | None] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[str] = mapped_column(Text)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    result: Mapped[str | None] = mapped_column(String(80))
    error: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
