"""Topics: the codebook of a survey's comments."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import DefaultBase


class Topic(DefaultBase):
    """One code of a survey's codebook: what comments of that topic are about.

    Not personal; deleted with its survey. A topic that was merged names the other in `merged_into`
    and stays, for the shown shares may still count it.
    """

    __tablename__ = "topic"
    __table_args__ = (
        UniqueConstraint("survey_id", "code"),
        CheckConstraint("merged_into IS NULL OR merged_into <> code", name="not_into_itself"),
        {"sqlite_autoincrement": True},
    )
    __scope__ = "of_survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    code: Mapped[str] = mapped_column(String(32))
    label: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    merged_into: Mapped[str | None] = mapped_column(String(32))
