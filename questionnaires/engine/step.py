"""One item made ready for answering."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.expression import Tree
from questionnaires.model import Choice, GridItem
from questionnaires.model.items import AnyItem, BaseItem, ChoiceQuestion


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """An item with its parsed conditions, its choices by code, and the names of its answers."""

    id: str
    item: AnyItem
    show_if: Tree | None
    check: Tree | None
    calculation: Tree | None
    choices: Mapping[str, Choice]
    rows: tuple[str, ...]
    other: Choice | None
    other_field: str | None
    answer_names: tuple[str, ...]
    form_fields: tuple[str, ...]
    required: bool


def texts_of(step: Step) -> tuple[str, ...]:
    """Give the texts of an item that may hold earlier answers, `{q1}`."""
    item = step.item
    if not isinstance(item, BaseItem):
        return ()
    rows = tuple(row.text for row in item.rows) if isinstance(item, GridItem) else ()
    choices = step.choices.values() if isinstance(item, ChoiceQuestion) else ()
    return (item.text, item.hint, *rows, *(choice.text for choice in choices))
