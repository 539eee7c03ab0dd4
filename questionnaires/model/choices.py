"""Choices and rows: what a respondent picks from."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from questionnaires.model.scalars import Code, Flag, Name, Part, Text


class Choice(Part):
    """One answer of a list; its code is stored, its text shown."""

    code: Code
    text: Text
    missing: Flag = False
    """Don't know, refused: answered, but out of the base."""
    exclusive: Flag = False
    """Cannot stand beside another choice of a multiple item."""
    other: Flag = False
    """Opens a text box, the answer `<item>.other`."""
    pin: Literal["first", "last"] | None = None
    score: float | None = None
    correct: Flag = False
    """The key of a quiz; never sent to a browser."""
    icon: str | None = None


class Row(Part):
    """One line of a grid, the answer `<item>.<code>`."""

    code: Code
    text: Text


def _kind(value: object) -> str:
    return "name" if isinstance(value, str) else "list"


ChoiceList = Annotated[
    Annotated[Annotated[tuple[Choice, ...], Field(min_length=1)], Tag("list")]
    | Annotated[Name, Tag("name")],
    Discriminator(_kind),
]
"""The choices themselves, or the name of one of the questionnaire's lists."""
