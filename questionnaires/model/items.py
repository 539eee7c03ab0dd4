"""The item types: one class each, told apart by `type`."""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from questionnaires.model.choices import ChoiceList, Row
from questionnaires.model.scalars import Code, Condition, Flag, LooseText, Name, Part, Text

Count = Annotated[int, Field(ge=1, le=1_000)]
Order = Literal["fixed", "random", "flip"]


class Check(Part):
    """A condition that the answers must meet, and what to tell the respondent if they do not."""

    expression: Condition
    message: Text


class BaseItem(Part):
    """What every item has."""

    id: Name
    text: Text
    hint: LooseText = ""
    show_if: Condition | None = None
    audio: str | None = None


class Question(BaseItem):
    """An item that is answered."""

    required: Flag = False
    check: Check | None = None
    trend: Flag = False
    """The same question in every wave: its wording must not drift."""
    sensitive: Flag = False
    """Never among public results."""


class ChoiceQuestion(Question):
    """A question with choices: written out, a named list, or units frozen at publication."""

    choices: ChoiceList | None = None
    choices_from: str | None = Field(default=None, pattern=r"^units:\w+$")
    order: Order = "fixed"
    top_box: tuple[Code, ...] = ()


class SingleItem(ChoiceQuestion):
    """One choice."""

    type: Literal["single"]
    tag: Name | None = None


class ScaleItem(ChoiceQuestion):
    """One step of an ordered scale."""

    type: Literal["scale"]
    tag: Name | None = None


class MultipleItem(ChoiceQuestion):
    """Any number of choices, from `min` to `max`."""

    type: Literal["multiple"]
    min: Count | None = None
    max: Count | None = None


class RankingItem(ChoiceQuestion):
    """The first `max` choices in order of preference (all if unset), at least `min`."""

    type: Literal["ranking"]
    min: Count | None = None
    max: Count | None = None


class GridItem(ChoiceQuestion):
    """One choice for each row."""

    type: Literal["grid"]
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]


class IntegerItem(Question):
    """A whole number."""

    type: Literal["integer"]
    min: int | None = None
    max: int | None = None


class DecimalItem(Question):
    """A number."""

    type: Literal["decimal"]
    min: float | None = None
    max: float | None = None


class TextItem(Question):
    """Words of the respondent's own, up to `max_length` (1,000 if unset) characters."""

    type: Literal["text"]
    max_length: Annotated[int, Field(ge=1, le=10_000)] | None = None


class DateItem(Question):
    """A day."""

    type: Literal["date"]
    min: datetime.date | None = None
    max: datetime.date | None = None


class NoteItem(BaseItem):
    """Words to read, no answer."""

    type: Literal["note"]


class CalculateItem(Part):
    """A value worked out from earlier answers, never shown."""

    type: Literal["calculate"]
    id: Name
    text: LooseText = ""
    expression: Condition
    show_if: Condition | None = None


AnyItem = (
    SingleItem
    | MultipleItem
    | GridItem
    | ScaleItem
    | RankingItem
    | IntegerItem
    | DecimalItem
    | TextItem
    | DateItem
    | NoteItem
    | CalculateItem
)
Item = Annotated[AnyItem, Field(discriminator="type")]
ITEM_TYPES: tuple[str, ...] = (
    "single",
    "multiple",
    "grid",
    "scale",
    "ranking",
    "integer",
    "decimal",
    "text",
    "date",
    "note",
    "calculate",
)
