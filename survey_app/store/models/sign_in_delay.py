"""How long the next try to sign in has to wait."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime


class SignInDelay(DefaultBase):
    """Wrong passwords or codes in a row under one login name, whether anybody has it or not.

    `key_hash` is a keyed hash (HMAC-SHA256 under the secret key) of the name and of the browser's
    own token, if it has one: what was typed cannot be read from it. Not personal without the key;
    deleted at the next sign-in, else an hour after the last failure.
    """

    __tablename__ = "sign_in_delay"
    __table_args__ = (
        CheckConstraint("failures > 0", name="failures_positive"),
        Index(None, "failed_at"),
    )

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
