"""Surveys: runs of a questionnaire."""

from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime

SurveyState = Literal["draft", "open", "closed"]


class Survey(DefaultBase):
    """A run of one version of a questionnaire; `id` is the number that officers type.

    Not personal. Kept as long as its tables are of use; deleting it is an officer's decision.
    `unit_code` is the unit that runs it and may change it, NULL the installation itself;
    `close_at` (a moment) and `close_after` (a number of responses) end it by themselves; `quotas`
    holds the caps by group and code where an officer changed those of the questionnaire. `wave_of`
    is the first survey of the series that this one continues. `version` counts the changes, so that
    two officers notice each other. `reopen_reason` is the officer's own sentence.
    """

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state"),
        CheckConstraint("close_after IS NULL OR close_after > 0", name="close_after_positive"),
        CheckConstraint("state <> 'open' OR opened_at IS NOT NULL", name="opened"),
        Index(None, "version_hash"),
        Index(None, "unit_code"),
        Index(None, "wave_of"),
        {"sqlite_autoincrement": True},
    )
    __scope__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_hash: Mapped[str] = mapped_column(ForeignKey("questionnaire.content_hash"))
    title: Mapped[str] = mapped_column(Text)
    unit_code: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8), default="draft")
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_after: Mapped[int | None]
    quotas: Mapped[dict[str, dict[str, int]] | None] = mapped_column(JSON(none_as_null=True))
    wave_of: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopen_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
