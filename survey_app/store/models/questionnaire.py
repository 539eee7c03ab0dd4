"""Versions of questionnaires."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime


class Questionnaire(DefaultBase):
    """One version of a questionnaire, as imported; never changed, its hash is its name.

    `content` is `Questionnaire.to_json()` of the questionnaires package, translations included.
    Not personal. Deleted only by hand, when no survey uses it any more.
    """

    __tablename__ = "questionnaire"
    __table_args__ = (
        CheckConstraint("length(content_hash) = 64", name="content_hash_length"),
        Index(None, "questionnaire_id"),
    )
    __scope__ = "open"

    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    questionnaire_id: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
