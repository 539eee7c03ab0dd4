"""Responses: the answers."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import BoxBase


class Response(BoxBase):
    """One person's answer sheet, under the random id that the phone drew.

    The most protected table: opinions, though of nobody by name. It keeps no address, no device,
    no name and no time finer than the questionnaire's `time_grain`. `batch` tells commit groups
    apart for the extract, so in confidential mode the order of arrival can be read from it
    (docs/privacy.md); rows lie in that order too, those of a group by their random ids. Raw rows
    are deleted `keep_raw_days` after the survey closed. `tags`, `answers` and `flags` are JSON
    texts, which the extract decodes by itself; `mode` is how the answer came, not the
    questionnaire's privacy mode.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("mode IN ('qr', 'invited', 'interviewer', 'paper')", name="mode"),
        CheckConstraint("length(version_hash) = 64", name="version_hash_length"),
        CheckConstraint("length(content_hash) = 64", name="content_hash_length"),
        Index(None, "survey_id", "batch"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[int]
    version_hash: Mapped[str] = mapped_column(String(64))
    collector: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(16))
    tags: Mapped[str] = mapped_column(Text)
    answers: Mapped[str] = mapped_column(Text)
    date: Mapped[date]
    flags: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    batch: Mapped[int] = mapped_column(BigInteger)
