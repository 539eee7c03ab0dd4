"""The audit log."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime


class AuditEvent(DefaultBase):
    """One change, sign-in or export: who, when, what, to what. Only ever added to.

    `hash` covers the event and `previous_hash`, so a changed, removed or swapped event breaks the
    chain. `actor` says who acted where that was no person (`cli`, `job`); `unit_code` is the unit
    under whose grant they acted. `details` is JSON of ids and field names, never an answer.
    Personal through its person; kept as long as the installation's rules for such logs say.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("length(hash) = 64", name="hash_length"),
        CheckConstraint("length(previous_hash) = 64", name="previous_hash_length"),
        Index(None, "person_id"),
        Index(None, "target"),
        Index(None, "action"),
        {"sqlite_autoincrement": True},
    )
    __scope__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor: Mapped[str] = mapped_column(String(16))
    unit_code: Mapped[str | None] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(80))
    details: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(DefaultBase):
    """The one row that says how many events were ever added, and the hash of the last.

    Kept by a trigger of the database, so that events missing at the end are noticed too. Not
    personal; never deleted.
    """

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    events: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
