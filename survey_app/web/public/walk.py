"""From screen to screen: which one comes next, which one before, which one holds a problem."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from questionnaires.engine import Screen
from questionnaires.expression import names, parse
from questionnaires.model import Questionnaire

BEYOND = "~"
"""Stands among a carry's items for the place after the last screen."""


def item_order(questionnaire: Questionnaire) -> dict[str, int]:
    """Return the place of every item; the place after all of them is that of `BEYOND`."""
    order = {item.id: place for place, item in enumerate(questionnaire.items)}
    order[BEYOND] = len(order)
    return order


def next_screen(
    screens: Sequence[Screen], shown: Collection[str], order: Mapping[str, int]
) -> int | None:
    """Return the index of the first screen with something behind what was shown, else None."""
    last = max((order[item_id] for item_id in shown), default=-1)
    for index, screen in enumerate(screens):
        if max(order[item_id] for item_id in screen.item_ids) > last:
            return index
    return None


def screen_before(
    screens: Sequence[Screen], shown: Collection[str], order: Mapping[str, int]
) -> int | None:
    """Return the index of the last screen that begins before what was shown, else None."""
    first = min((order[item_id] for item_id in shown), default=-1)
    before = [
        index
        for index, screen in enumerate(screens)
        if min(order[item_id] for item_id in screen.item_ids) < first
    ]
    return before[-1] if before else None


def screen_with(screens: Sequence[Screen], item_ids: Collection[str]) -> int | None:
    """Return the index of the first screen that shows one of these items, else None."""
    wanted = set(item_ids)
    for index, screen in enumerate(screens):
        if wanted.intersection(screen.item_ids):
            return index
    return None


def page_numbers(screens: Sequence[Screen], index: int) -> tuple[int, int]:
    """Return the number of a screen's authored page and how many such pages the path has."""
    pages = list(dict.fromkeys(screen.page_id for screen in screens))
    return pages.index(screens[index].page_id) + 1, len(pages)


def may_go_on(questionnaire: Questionnaire, screen: Screen) -> bool:
    """Tell whether the answers of a screen can bring questions that are not on it.

    Only what hangs on them counts, also through questions and calculations in between: what hangs
    on earlier answers is known already.
    """
    touched = set(screen.item_ids)
    for item in questionnaire.items:
        conditions = (item.show_if, getattr(item, "expression", None))
        if item.id in screen.item_ids or touched.isdisjoint(_items_in(*conditions)):
            continue
        if item.type != "calculate":
            return True
        touched.add(item.id)
    return False


@lru_cache(maxsize=4096)
def _items_in(*conditions: str | None) -> frozenset[str]:
    """Return the ids of the items that some conditions look at."""
    found = (name for text in conditions if text for name in names(parse(text)))
    return frozenset(name.partition(".")[0] for name in found)
