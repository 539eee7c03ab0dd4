"""People of the staff, and what each signs in with."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime


class Person(DefaultBase):
    """A member of the staff: officer, collaborator, focal point. Never a respondent.

    Personal: the name and the login name that an administrator typed. Deactivated when the person
    leaves (the audit log goes on naming them), anonymised on request after the retention of the
    log. `contact` (a telephone number, a Zalo name) stays empty unless somebody needs it.
    `login` is NFC and case-folded; `version` counts the changes, so that two administrators
    notice each other. `uniquifier` is drawn anew to end everything that was signed for the person.
    `totp_secret` and `recovery_codes` are encrypted under keys that follow from the secret key;
    `totp_step` is the time step of the last code taken, so that no code is taken twice.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("login"),
        UniqueConstraint("uniquifier"),
        CheckConstraint("length(login) >= 2", name="login_length"),
    )
    __scope__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(160))
    contact: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(8), default="vi")
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uniquifier: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    password_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_factor: Mapped[str | None] = mapped_column(String(16))
    totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    recovery_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    passkey_handle: Mapped[str | None] = mapped_column(String(64), unique=True)


class Passkey(DefaultBase):
    """A passkey of a person: its public half. Personal; deleted by the person or with them."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("credential_id"), Index(None, "person_id"))
    __scope__ = "of_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str]] = mapped_column(JSON, default=list)
    extensions: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffSession(DefaultBase):
    """One signed-in browser. `token_hash` is the SHA-256 of what its cookie carries.

    Personal (who was signed in when, and the family of the browser, nothing finer); deleted 30
    days after its end.
    """

    __tablename__ = "staff_session"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "person_id"))
    __scope__ = "of_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    browser: Mapped[str] = mapped_column(String(80), default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(DefaultBase):
    """A link that lets a person choose a password, once. Only the hash of its token is kept.

    With `forgets_factors` its use also removes the second factors of a person who lost them.
    Personal through its person; deleted 30 days after its last day.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "person_id"))
    __scope__ = "of_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    forgets_factors: Mapped[bool] = mapped_column(default=False)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
