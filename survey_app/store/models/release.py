"""Releases: the states of a survey that were shown."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime


class Release(DefaultBase):
    """One shown state of a survey: its tables hold the responses up to batch `upto_batch`.

    Tables move in steps, so that nobody reads one answer by looking before and after it. `is_final`
    says that it was shown as the last one, with no answer left out. Not personal; deleted with its
    survey.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("survey_id", "upto_batch"),
        CheckConstraint("responses >= 0", name="responses_not_negative"),
    )
    __scope__ = "of_survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    upto_batch: Mapped[int] = mapped_column(BigInteger)
    responses: Mapped[int]
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_final: Mapped[bool] = mapped_column(default=False, server_default=false())
