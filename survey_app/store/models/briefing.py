"""Briefings: what was chosen for one, and the one that was printed."""

from datetime import datetime
from typing import Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime

BriefingState = Literal["draft", "saved"]


class Briefing(DefaultBase):
    """A briefing of a survey: a draft that is being put together, or one saved for good.

    `settings` is what was chosen (see `services.briefing_settings`). A saved one is never changed:
    `facts` and `answer` (JSON) are the figures that it used, `document` the printed page as
    compressed bytes under its `document_hash`, the release's columns the state they are of.
    `recomputes` is the briefing that this one takes up with newer figures. Holds accepted comments
    with their personal data covered: kept until somebody deletes it, as printed paper is.
    """

    __tablename__ = "briefing"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'saved')", name="state"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint(
            "state = 'draft' OR (facts IS NOT NULL AND answer IS NOT NULL AND document IS NOT NULL"
            " AND document_hash IS NOT NULL AND saved_at IS NOT NULL)",
            name="saved_whole",
        ),
        CheckConstraint("recomputes IS NULL OR recomputes <> id", name="not_of_itself"),
        Index(None, "survey_id"),
        {"sqlite_autoincrement": True},
    )
    __scope__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    unit_code: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    settings: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    upto_batch: Mapped[int | None] = mapped_column(BigInteger)
    responses: Mapped[int | None]
    as_of: Mapped[datetime | None] = mapped_column(UtcDateTime)
    program: Mapped[str | None] = mapped_column(String(32))
    facts: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    document: Mapped[bytes | None] = mapped_column(LargeBinary)
    document_hash: Mapped[str | None] = mapped_column(String(64))
    recomputes: Mapped[int | None] = mapped_column(ForeignKey("briefing.id", ondelete="SET NULL"))
