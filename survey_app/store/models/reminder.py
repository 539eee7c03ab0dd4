"""Reminders: when the focal point of a unit was last called."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime


class Reminder(DefaultBase):
    """That somebody of the staff reminded a unit of a survey, and when.

    Personal through who noted it (`person_id`, NULL from the command line); says nothing of
    respondents. Kept with its survey.
    """

    __tablename__ = "reminder"
    __table_args__ = (Index(None, "survey_id", "unit_code"), {"sqlite_autoincrement": True})
    __scope__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    unit_code: Mapped[str] = mapped_column(String(16))
    reminded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
