"""Administrative units, dated."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase


class Unit(DefaultBase):
    """One state of an administrative unit: province (2 digits), commune (5 digits), village.

    Holds what the state publishes: not personal, never deleted. A code is never given to another
    unit; a unit that changes its name, type or parent gets a further row. A row is valid on the
    days `valid_from` <= day < `valid_to`; the last row of a unit that lives has no `valid_to`.
    Names are kept in NFC.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="valid_order"),
        Index(None, "parent_code"),
    )
    __scope__ = "open"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(32))
    parent_code: Mapped[str | None] = mapped_column(String(16))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    legal_ref: Mapped[str | None] = mapped_column(String(160))
