"""The annex: for each item one table with the levels of all its groups."""

from collections.abc import Callable, Sequence

from analysis.briefing.facts import GroupFacts, ItemFacts
from analysis.briefing.frame import (
    MOST_HIDDEN,
    Frame,
    cells_by_category,
    cells_by_variable,
    counted_choices,
    quote_choices,
)
from analysis.briefing.measure import by_level, top_cell, top_texts
from analysis.briefing.outline import Table
from analysis.charts.cell import Cell
from analysis.charts.data import hidden_word, reasons
from analysis.rounding import write_count, write_number
from analysis.wording import say

Line = Callable[[Sequence[Cell]], tuple[str, ...]]
LineMaker = Callable[[Frame, ItemFacts], tuple[tuple[str, ...], Line]]
TextRow = tuple[str, ...]


def make_group_table(frame: Frame, item: ItemFacts, number: int) -> Table | None:
    """A row for all people, then a section for each group; None without groups or columns.

    Where more than a few levels of a group show nothing, a note counts them instead.
    """
    columns, line = _MAKERS.get(item.type, _categories)(frame, item)
    if not item.groups or not columns:
        return None
    rows: list[TextRow] = [(say("groups.all"), *line(item.cells), _base(item.cells))]
    sections, left_out = [], 0
    for group in item.groups:
        shown, hidden = _split(group)
        left_out += len(hidden)
        sections.append((len(rows), group.label))
        rows += [(text, *line(cells), _base(cells)) for text, cells in shown]
    return Table(
        caption=say("groups.table", number=number, item=item.text),
        columns=(say("chart.group"), *columns, say("chart.base")),
        rows=tuple(rows),
        notes=_notes(frame, item, left_out),
        sections=tuple(sections),
    )


Levels = list[tuple[str, tuple[Cell, ...]]]


def _split(group: GroupFacts) -> tuple[Levels, Levels]:
    """The levels to list and those only counted, because they show nothing and are many."""
    levels = [(level.text, by_level(group, level.code)) for level in group.levels]
    closed = [entry for entry in levels if not any(cell.is_shown for cell in entry[1])]
    if len(closed) <= MOST_HIDDEN:
        return levels, []
    return [entry for entry in levels if entry not in closed], closed


def _notes(frame: Frame, item: ItemFacts, left_out: int) -> tuple[str, ...]:
    cells = (*(cell for group in item.groups for cell in group.cells), *item.cells)
    notes = reasons(cells, frame.facts.method.minimum_base)
    if item.type == "grid":
        notes = (say("measure.joint", choices=quote_choices(top_texts(item))) + ".", *notes)
    return (*notes, say("groups.left_out", count=left_out)) if left_out else notes


def _base(cells: Sequence[Cell]) -> str:
    """The largest base among the cells that are shown, or the word for a hidden one."""
    shown = [cell.n for cell in cells if not cell.suppressed and cell.n is not None]
    if shown:
        return write_count(max(shown))
    return hidden_word(cells[0]) if cells else say("cell.absent")


def _categories(frame: Frame, item: ItemFacts) -> tuple[tuple[str, ...], Line]:
    """A column for each choice: shares within the level, adding up to 100 %."""

    def line(cells: Sequence[Cell]) -> tuple[str, ...]:
        found = cells_by_category(item, cells, item.id)
        return tuple(map(marked, found, frame.percents(found)))

    return tuple(choice.text for choice in counted_choices(item)), line


def _statements(frame: Frame, item: ItemFacts) -> tuple[tuple[str, ...], Line]:
    """A column for each statement of a grid: the joint share of the top box."""

    def line(cells: Sequence[Cell]) -> tuple[str, ...]:
        return tuple(_say_top(frame, item, cells, row.variable) for row in item.rows)

    return tuple(row.text for row in item.rows), line


def _say_top(frame: Frame, item: ItemFacts, cells: Sequence[Cell], variable: str) -> str:
    own = [cell for cell in cells if cell.variable == variable]
    cell = top_cell(frame, item, own, variable)
    return say("cell.absent") if cell is None else marked(cell, frame.share(cell))


def _several(frame: Frame, item: ItemFacts) -> tuple[tuple[str, ...], Line]:
    """A column for each choice of a multiple or ranking item."""
    is_rank = item.type == "ranking"

    def line(cells: Sequence[Cell]) -> tuple[str, ...]:
        found = cells_by_variable(item, cells)
        return tuple(
            _say_value(frame, found.get(choice.code), is_share=not is_rank)
            for choice in counted_choices(item)
        )

    return tuple(choice.text for choice in counted_choices(item)), line


def _numbers(frame: Frame, _item: ItemFacts) -> tuple[tuple[str, ...], Line]:
    """One column with the mean, one with its interval."""

    def line(cells: Sequence[Cell]) -> tuple[str, ...]:
        cell = cells[0] if cells else None
        value = _say_value(frame, cell, is_share=False)
        return (value, frame.range(cell, is_share=False) if cell else "")[: 1 + (not frame.is_quiz)]

    columns = (say("chart.mean"), frame.interval_name)
    return columns[: 1 + (not frame.is_quiz)], line


def _say_value(frame: Frame, cell: Cell | None, *, is_share: bool) -> str:
    if cell is None:
        return say("cell.absent")
    if not cell.is_shown or is_share:
        return marked(cell, frame.share(cell))
    return marked(cell, write_number(cell.estimate or 0.0, 2))


_MAKERS: dict[str, LineMaker] = {
    "grid": _statements,
    "multiple": _several,
    "ranking": _several,
    "integer": _numbers,
    "decimal": _numbers,
    "calculate": _numbers,
}


def marked(cell: Cell, text: str) -> str:
    """A printed number with the mark of a thin base."""
    return text + say("cell.few_mark") if cell.is_shown and cell.is_few else text
