"""Results by group: a picture of all groups, a table for each, differences only where tested."""

from collections.abc import Callable, Sequence

from analysis.briefing.facts import ChoiceFacts, GroupFacts, ItemFacts, TestFacts
from analysis.briefing.frame import (
    SIGNIFICANT,
    Frame,
    base_of,
    cells_by_category,
    cells_by_variable,
    counted_choices,
    quote_choices,
)
from analysis.briefing.measure import Measure, by_level, make_measure, top_cell, top_texts
from analysis.briefing.outline import Block, Figure, Paragraph, Table
from analysis.charts.cell import Cell
from analysis.charts.data import ChartData, Kind, Row, Unit, hidden_word, reasons
from analysis.rounding import write_count, write_number
from analysis.wording import has, say


def present_groups(frame: Frame, item: ItemFacts) -> tuple[Block, ...]:
    """What is said, drawn and listed about the groups of one item."""
    if not item.groups:
        return ()
    measure = make_measure(frame, item)
    figures: tuple[Block, ...] = ()
    if measure is not None:
        figures = (Figure(make_chart(frame, item, measure), None),)
    sentences = tuple(Paragraph(text) for text in say_differences(frame, item, measure))
    tables = tuple(make_table(frame, item, group) for group in item.groups)
    return (*sentences, *figures, *tables)


def make_chart(frame: Frame, item: ItemFacts, measure: Measure) -> ChartData:
    """A dot with its interval for each level of each group, against the value of all."""
    overall = measure.pick(item.cells)
    rows = tuple(
        Row(level.text, (_picked(measure, group, level),), section=group.label)
        for group in item.groups
        for level in group.levels
    )
    return ChartData(
        key=f"groups-{item.id}", kind=Kind.GROUPS,
        title=say("groups.title", item=item.text), rows=rows,
        base=base_of(item.cells), method_line=frame.method_line, measure=measure.text,
        unit=measure.unit, decimals=1,
        reference=overall.estimate if overall and overall.is_shown else None,
        interval_name=frame.interval_name, minimum_base=frame.facts.method.minimum_base,
    )  # fmt: skip


def _picked(measure: Measure, group: GroupFacts, level: ChoiceFacts) -> Cell:
    cell = measure.pick(by_level(group, level.code))
    return cell or Cell(variable="", category=None, estimate=None, flags=("empty",))


def make_table(frame: Frame, item: ItemFacts, group: GroupFacts) -> Table:
    """A row for each level of the group and one for all; the columns depend on the item."""
    columns, line = _MAKERS.get(item.type, _categories)(frame, item)
    rows = []
    for level in group.levels:
        cells = by_level(group, level.code)
        rows.append((level.text, *line(cells), _base(cells)))
    rows.append((say("groups.all"), *line(item.cells), _base(item.cells)))
    return Table(
        caption=say("groups.table", item=item.text, group=lower_first(group.label)),
        columns=(group.label, *columns, say("chart.base")),
        rows=tuple(rows),
        notes=_notes(frame, item, group),
    )


def _notes(frame: Frame, item: ItemFacts, group: GroupFacts) -> tuple[str, ...]:
    notes = reasons((*group.cells, *item.cells), frame.facts.method.minimum_base)
    if item.type == "grid":
        return (say("measure.joint", choices=quote_choices(top_texts(item))) + ".", *notes)
    return notes


def _base(cells: Sequence[Cell]) -> str:
    """The largest base among the cells that are shown, or the word for a hidden one."""
    shown = [cell.n for cell in cells if not cell.suppressed and cell.n is not None]
    if shown:
        return write_count(max(shown))
    return hidden_word(cells[0]) if cells else say("cell.absent")


Line = Callable[[Sequence[Cell]], tuple[str, ...]]
LineMaker = Callable[[Frame, ItemFacts], tuple[tuple[str, ...], Line]]


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


def say_differences(frame: Frame, item: ItemFacts, measure: Measure | None) -> tuple[str, ...]:
    """Sentences about the groups: differences whose adjusted p is under 5 %, and the rest."""
    found, same, untested = [], [], []
    for group in item.groups:
        tests = [test for test in group.tests if test.p is not None]
        held = [test for test in tests if _adjusted(frame, item, group, test) < SIGNIFICANT]
        found += [_say_difference(frame, item, group, test, measure) for test in held]
        if tests and not held:
            same.append(lower_first(group.label))
        if not tests:
            untested.append(lower_first(group.label))
    if same:
        found.append(say("groups.same", groups=", ".join(same)))
    if untested and not frame.is_quiz:
        found.append(say("groups.untested", groups=", ".join(untested)))
    return tuple(found)


def _adjusted(frame: Frame, item: ItemFacts, group: GroupFacts, test: TestFacts) -> float:
    return frame.adjusted.get((item.id, group.column, test.variable), 1.0)


def _say_difference(
    frame: Frame, item: ItemFacts, group: GroupFacts, test: TestFacts, measure: Measure | None
) -> str:
    values = {
        "group": lower_first(group.label),
        "test": say(f"test.{test.name}") if has(f"test.{test.name}") else test.name,
        "p": _say_p(_adjusted(frame, item, group, test)),
    }
    row = next((row.text for row in item.rows if row.variable == test.variable), None)
    if row is not None:
        return say("groups.differs_row", row=row, **values)
    cells = (
        [(level.text, _picked(measure, group, level)) for level in group.levels] if measure else []
    )
    shown = [(text, cell) for text, cell in cells if cell.is_shown]
    if measure is None or len(shown) < 2 or measure.unit is Unit.NUMBER:
        return say("groups.differs_plain", **values)
    top = max(shown, key=lambda pair: pair[1].estimate or 0.0)
    bottom = min(shown, key=lambda pair: pair[1].estimate or 0.0)
    key = "groups.differs_two" if len(shown) == 2 else "groups.differs"
    return say(
        key, **values, measure=lower_first(measure.text), top=top[0], bottom=bottom[0],
        top_share=frame.share(top[1]), bottom_share=frame.share(bottom[1]),
    )  # fmt: skip


def _say_p(p: float) -> str:
    return say("groups.p_small") if p < 0.001 else say("groups.p", p=write_number(p, 3))


def marked(cell: Cell, text: str) -> str:
    """A printed number with the mark of a thin base."""
    return text + say("cell.few_mark") if cell.is_shown and cell.is_few else text


def lower_first(label: str) -> str:
    """A label inside a sentence."""
    return label[:1].lower() + label[1:]
