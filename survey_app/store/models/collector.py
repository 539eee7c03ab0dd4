"""Collectors: QR codes and links."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime


class Collector(DefaultBase):
    """One QR or link that brings answers: a place, a channel, the tags that its answers get.

    Not personal (a collector stands for a place, never for one person). Lives as long as its
    survey: posters hang longer than one thinks. A rotated code names its successor in
    `replaced_by`; it still works and its answers are flagged. A retired one (`retired_at`) takes no
    answers until it is restored. `version` counts the changes, so that two officers notice each
    other. Codes are upper-case.
    """

    __tablename__ = "collector"
    __table_args__ = (
        CheckConstraint("length(code) >= 6", name="code_length"),
        CheckConstraint("code = upper(code)", name="code_upper"),
        CheckConstraint("issued IS NULL OR issued >= 0", name="issued_not_negative"),
        CheckConstraint("replaced_by IS NULL OR replaced_by <> code", name="not_its_own_successor"),
        Index(None, "survey_id"),
    )
    __scope__ = "unit"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    unit_code: Mapped[str | None] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(200), default="")
    tags: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    channel: Mapped[str] = mapped_column(String(32), default="qr")
    issued: Mapped[int | None]
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("collector.code"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
