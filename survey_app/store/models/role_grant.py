"""Grants: who may do what, where, and until when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase, UtcDateTime


class RoleGrant(DefaultBase):
    """A role of a person at a unit and all units below it, for a term.

    `unit_code` NULL is the whole installation. Valid on the days `valid_from` <= day <= `valid_to`;
    NULL is open-ended. `group_covered` is the group of people whom a collaborator listens to.
    Personal; kept as long as the audit log, for it says who could see what.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "role IN ('administrator', 'officer', 'collaborator', 'viewer')", name="role"
        ),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_order"),
        Index(None, "person_id"),
        Index(None, "unit_code"),
    )
    __scope__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(16))
    unit_code: Mapped[str | None] = mapped_column(String(16))
    group_covered: Mapped[str] = mapped_column(String(160), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
