"""What a new wave changed in the questions that are followed from wave to wave."""

from dataclasses import dataclass
from typing import Literal

from questionnaires.model import Questionnaire
from questionnaires.model.items import AnyItem, GridItem


@dataclass(frozen=True, slots=True)
class TrendChange:
    """One followed question that the new form no longer asks the same way.

    `dropped`: it is gone; `retyped`: its type changed; `recoded`: codes went (`gone`) or came
    (`added`); `unmarked`: it is there but no longer followed.
    """

    item_id: str
    text: str
    kind: Literal["dropped", "retyped", "recoded", "unmarked"]
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def trend_changes(before: Questionnaire, after: Questionnaire) -> tuple[TrendChange, ...]:
    """Every followed question of `before` that cannot be compared with `after` as it stands."""
    changes = (
        _change(before, after, item) for item in before.items if getattr(item, "trend", False)
    )
    return tuple(change for change in changes if change is not None)


def _change(before: Questionnaire, after: Questionnaire, item: AnyItem) -> TrendChange | None:
    text = getattr(item, "text", item.id)
    found = after.find_item(item.id)
    if found is None:
        return TrendChange(item.id, text, "dropped")
    if found.type != item.type:
        return TrendChange(item.id, text, "retyped")
    old, new = _codes(before, item), _codes(after, found)
    gone = tuple(code for code in old if code not in new)
    added = tuple(code for code in new if code not in old)
    if gone or added:
        return TrendChange(item.id, text, "recoded", gone, added)
    if not getattr(found, "trend", False):
        return TrendChange(item.id, text, "unmarked")
    return None


def _codes(questionnaire: Questionnaire, item: AnyItem) -> tuple[str, ...]:
    codes = tuple(choice.code for choice in questionnaire.choices_of(item))
    rows = tuple(f".{row.code}" for row in item.rows) if isinstance(item, GridItem) else ()
    return codes + rows
