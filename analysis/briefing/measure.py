"""The one number of an item that groups are compared by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.briefing.combine import joint_share
from analysis.briefing.facts import GroupFacts, ItemFacts
from analysis.briefing.frame import (
    Frame,
    cells_by_category,
    cells_by_variable,
    counted_choices,
    quote_choices,
)
from analysis.charts.cell import Cell
from analysis.charts.data import Unit
from analysis.wording import say

Pick = Callable[[Sequence[Cell]], Cell | None]


@dataclass(frozen=True)
class Measure:
    """What is measured, in words, and how to pick it from the cells of one domain."""

    text: str
    unit: Unit
    pick: Pick


def make_measure(frame: Frame, item: ItemFacts) -> Measure | None:
    """The measure of an item: its top box, else its most chosen answer, else its mean."""
    maker = _MAKERS.get(item.type)
    return maker(frame, item) if maker else None


def by_level(group: GroupFacts, code: str) -> tuple[Cell, ...]:
    """The cells of one level of a group."""
    return tuple(cell for cell in group.cells if cell.by.get(group.column) == code)


def top_texts(item: ItemFacts) -> tuple[str, ...]:
    """The texts of the choices that count as agreement."""
    return tuple(choice.text for choice in item.choices if choice.code in item.top_box)


def top_cell(frame: Frame, item: ItemFacts, cells: Sequence[Cell], variable: str) -> Cell | None:
    """The joint share of the top box among the cells of one variable and domain."""
    codes = [choice.code for choice in counted_choices(item)]
    chosen = [
        cell
        for code, cell in zip(codes, cells_by_category(item, cells, variable), strict=True)
        if code in item.top_box
    ]
    return joint_share(chosen, level=frame.facts.method.level)


def _of_categories(frame: Frame, item: ItemFacts) -> Measure | None:
    if item.top_box:
        given = {cell.variable: cell for cell in item.top}

        def pick_top(cells: Sequence[Cell]) -> Cell | None:
            if cells is item.cells and item.id in given:
                return given[item.id]
            return top_cell(frame, item, cells, item.id)

        choices = quote_choices(top_texts(item))
        return Measure(say("measure.joint", choices=choices), Unit.SHARE, pick_top)
    shown = [cell for cell in item.cells if cell.is_shown]
    if not shown:
        return None
    leading = max(shown, key=lambda cell: cell.estimate or 0.0).category
    text = next((choice.text for choice in item.choices if choice.code == leading), leading)

    def pick_leading(cells: Sequence[Cell]) -> Cell | None:
        return next((cell for cell in cells if cell.category == leading), None)

    return Measure(say("measure.choice", choice=text), Unit.SHARE, pick_leading)


def _of_several(_frame: Frame, item: ItemFacts) -> Measure | None:
    shown = {
        code: cell for code, cell in cells_by_variable(item, item.cells).items() if cell.is_shown
    }
    if not shown:
        return None
    leading = max(shown, key=lambda code: shown[code].estimate or 0.0)
    text = next((choice.text for choice in item.choices if choice.code == leading), leading)

    def pick(cells: Sequence[Cell]) -> Cell | None:
        return cells_by_variable(item, cells).get(leading)

    return Measure(say("measure.picked", choice=text), Unit.SHARE, pick)


def _of_number(_frame: Frame, _item: ItemFacts) -> Measure:
    return Measure(say("measure.mean"), Unit.NUMBER, lambda cells: cells[0] if len(cells) else None)


_MAKERS: dict[str, Callable[[Frame, ItemFacts], Measure | None]] = {
    "single": _of_categories,
    "scale": _of_categories,
    "multiple": _of_several,
    "integer": _of_number,
    "decimal": _of_number,
    "calculate": _of_number,
}
