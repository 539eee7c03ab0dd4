"""The number of the last commit group."""

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.store.models.base import BoxBase


class BatchCounter(BoxBase):
    """One row: the last batch number that SQLite's writer gave; PostgreSQL has its own numbers.

    Kept apart from the responses so that deleting the newest of them gives no number twice. Not
    personal, never deleted.
    """

    __tablename__ = "batch_counter"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(BigInteger)
