"""Comments: what people wrote in words of their own, on its way past a reviewer."""

from typing import Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import BoxBase

CommentState = Literal["new", "accepted", "hidden"]


class Comment(BoxBase):
    """One text answer of one sheet, copied out of it for review.

    As protected as the responses, and deleted with its own. `id` is a keyed hash of sheet and item:
    it gives the order of the pages, which tells neither who came first nor which two texts are of
    one person. `unit_code` is the unit it may be shown under (of the collector, or a wider one
    where too few answered there), `collector_unit` that of the collector. `masked` is the text with
    personal data covered, `folded` what is searched; `state_before` and `masked_before` undo the
    last step. `topics` are JSON lists of codes, None while nobody coded it; `shown_topics` those
    that the shown shares count.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("response_id", "item_id"),
        CheckConstraint("state IN ('new', 'accepted', 'hidden')", name="state"),
        CheckConstraint("version > 0", name="version_positive"),
        Index(None, "survey_id", "id"),
    )
    __scope__ = "unit"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    survey_id: Mapped[int]
    item_id: Mapped[str] = mapped_column(String(80))
    unit_code: Mapped[str | None] = mapped_column(String(16))
    collector_unit: Mapped[str | None] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    masked: Mapped[str | None] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="new")
    state_before: Mapped[str | None] = mapped_column(String(8))
    masked_before: Mapped[str | None] = mapped_column(Text)
    topics: Mapped[str | None] = mapped_column(Text)
    shown_topics: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def shown_text(self) -> str:
        """The text as it may be shown: masked where somebody covered something."""
        return self.text if self.masked is None else self.masked


class CommentProgress(BoxBase):
    """How far the comments of a survey are copied out of its responses, one row a survey.

    `upto_batch` is the last batch copied; `complete_batch` the release whose comments were all
    coded when the shares of topics moved last. Numbers only; deleted with the responses.
    """

    __tablename__ = "comment_progress"

    survey_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    upto_batch: Mapped[int] = mapped_column(BigInteger)
    complete_batch: Mapped[int | None] = mapped_column(BigInteger)
