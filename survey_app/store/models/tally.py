"""How full a survey or a quota cell is."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import BoxBase


class Tally(BoxBase):
    """The number of responses accepted under a limit: of a survey, or of one of its quota cells.

    The total stands under an empty group and code. A row exists only where a limit does, and is
    locked while an answer is decided, so that a cap is exact. Numbers only, not personal; deleted
    with the responses.
    """

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("accepted >= 0", name="accepted_not_negative"),)

    survey_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    group_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    accepted: Mapped[int]
