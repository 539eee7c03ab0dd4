"""Shown states: what the tables of a release said."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase


class ShownState(DefaultBase):
    """The tables of a release as they were shown, kept before anybody sees them.

    The next step is held against them: a column moves only when enough people of it came. Holds the
    true counts of columns that are hidden, so no page reads it, and a scoped session cannot. Not
    personal; the newest two of a survey are kept, and deleted with it.
    """

    __tablename__ = "shown_state"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
