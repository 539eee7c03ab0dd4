"""One question as a page shows it: its tables line by line, its pictures, where to go from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.charts import ChartData
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.services.results.naming import name_breakdown, name_level
from survey_app.services.results.pictures import draw_item
from survey_app.services.results.selection import FILTERS, Selection, select_table
from survey_app.services.results.shown import Shown, shown_results
from survey_app.services.results.tables import (
    Kind,
    Label,
    Levels,
    ShownCell,
    ShownItem,
    ShownResults,
    ShownTable,
    breakdown_name,
)


@dataclass(frozen=True)
class Line:
    """One row: its heading, its cells, and beside each the cell of the wider unit (all people)."""

    head: str
    cells: tuple[ShownCell, ...]
    wider: tuple[ShownCell | None, ...]

    @property
    def pairs(self) -> tuple[tuple[ShownCell, ShownCell | None], ...]:
        """Each cell with that of the wider unit."""
        return tuple(zip(self.cells, self.wider, strict=True))

    @property
    def base(self) -> ShownCell | None:
        """A cell that tells the row's base."""
        known = (cell for cell in self.cells if cell.n is not None)
        return next(known, self.cells[0] if self.cells else None)


@dataclass(frozen=True)
class Block:
    """One table. `is_wide`: a row for each level and a column for each answer; else a row for each
    answer and the numbers side by side."""

    table: ShownTable
    title: str
    answers: tuple[Label, ...]
    lines: tuple[Line, ...]
    is_wide: bool
    total: Line | None = None
    top: ShownCell | None = None

    @property
    def is_mean(self) -> bool:
        """Whether the numbers are means."""
        return self.table.kind in (Kind.MEAN, Kind.RANK)


@dataclass(frozen=True)
class Option:
    """A choice of a select; `query` are the parameters that it stands for."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class ItemPage:
    """Everything the page of one question shows."""

    shown: Shown
    item: ShownItem
    chosen: Selection
    heading: str
    blocks: tuple[Block, ...]
    pictures: tuple[ChartData, ...]
    breakdowns: tuple[Option, ...]
    filters: dict[str, tuple[Option, ...]]
    before: ShownItem | None
    after: ShownItem | None


def open_item(
    context: Context, survey_id: int, item_id: str, wanted: Mapping[str, str], language: str
) -> tuple[Shown, ItemPage | None]:
    """The page of a question; None while the first results are being computed.

    Raises Refusal `unknown_survey`, `unknown_item`, `undeclared_table` or `unknown_level`.
    """
    shown = shown_results(context, survey_id)
    if shown.results is None:
        return shown, None
    item = shown.results.item(item_id)
    if item is None:
        raise Refusal("unknown_item", item=item_id)
    chosen = select_table(shown.results, item, wanted)
    return shown, _page(shown, shown.results, item, chosen, language)


def _page(
    shown: Shown, results: ShownResults, item: ShownItem, chosen: Selection, language: str
) -> ItemPage:
    blocks = tuple(
        _block(results, item, table, chosen, language)
        for table in results.item_tables(item, chosen.by)
    )
    pictures = draw_item(results, item, chosen, language)
    before, after = _neighbours(results, item)
    return ItemPage(
        shown=shown,
        item=item,
        chosen=chosen,
        heading=_heading(results, chosen, language),
        blocks=blocks,
        pictures=tuple(picture for picture in pictures if picture is not None),
        breakdowns=_breakdowns(results, item, chosen, language),
        filters={name: _filters(results, item, name, chosen, language) for name in FILTERS},
        before=before,
        after=after,
    )


def _heading(results: ShownResults, chosen: Selection, language: str) -> str:
    if chosen.level is not None:
        return name_level(results, chosen.by, chosen.level, language)
    return name_breakdown(results, chosen.by, language)


def _block(
    results: ShownResults, item: ShownItem, table: ShownTable, chosen: Selection, language: str
) -> Block:
    is_wide = bool(chosen.by) and chosen.level is None
    total = results.table(table.variable)
    lines = (
        _level_lines(results, table, total, language)
        if is_wide
        else _answer_lines(item, table, total, chosen.level or ())
    )
    top = results.table(f"top.{table.variable}")
    return Block(
        table=table,
        title=next((v.text for v in item.variables if v.code == table.variable), ""),
        answers=_answers(item, table),
        lines=tuple(lines),
        is_wide=is_wide,
        total=_total_line(total) if is_wide and total is not None else None,
        top=top.cells[0] if top is not None and not chosen.by else None,
    )


def _answers(item: ShownItem, table: ShownTable) -> tuple[Label, ...]:
    texts = {label.code: label.text for label in item.answers}
    return tuple(Label(code, texts.get(code, "")) for code in table.answers)


def _answer_lines(
    item: ShownItem, table: ShownTable, total: ShownTable | None, levels: Levels
) -> Iterator[Line]:
    """A line for each answer of one level; beside it the wider figure where a level is chosen."""
    texts = {label.code: label.text for label in item.answers}
    for cell in table.row(levels):
        wider = total.places.get(((), cell.answer)) if total is not None and levels else None
        yield Line(texts.get(cell.answer, ""), (cell,), (wider,))


def _level_lines(
    results: ShownResults, table: ShownTable, total: ShownTable | None, language: str
) -> Iterator[Line]:
    whole = total.row() if total is not None else ()
    wider = {cell.answer: cell for cell in whole}
    for levels in _ordered(results, table):
        cells = table.row(levels)
        head = name_level(results, table.by, levels, language)
        yield Line(head, cells, tuple(wider.get(cell.answer) for cell in cells))


def _ordered(results: ShownResults, table: ShownTable) -> tuple[Levels, ...]:
    """The levels of a table in the order of its columns."""
    places: list[dict[str, int]] = []
    for name in table.by:
        column = results.column(name)
        codes = [level.code for level in column.levels] if column is not None else []
        places.append({code: place for place, code in enumerate(codes)})

    def order(levels: Levels) -> tuple[int, ...]:
        return tuple(known.get(code, 9_999) for code, known in zip(levels, places, strict=True))

    return tuple(sorted(table.levels, key=order))


def _total_line(table: ShownTable) -> Line:
    cells = table.row()
    return Line("", cells, tuple(None for _ in cells))


def _breakdowns(
    results: ShownResults, item: ShownItem, chosen: Selection, language: str
) -> tuple[Option, ...]:
    return tuple(
        Option(
            breakdown_name(by),
            name_breakdown(results, by, language),
            is_chosen=chosen.by == by and chosen.level is None,
        )
        for by in results.breakdowns(item)
    )


def _filters(
    results: ShownResults, item: ShownItem, name: str, chosen: Selection, language: str
) -> tuple[Option, ...]:
    """The units or modes that the item's declared table has."""
    column = results.column(name)
    if column is None or (name,) not in results.breakdowns(item):
        return ()
    return tuple(
        Option(
            level.code,
            name_level(results, (name,), (level.code,), language),
            is_chosen=chosen.by == (name,) and chosen.level == (level.code,),
        )
        for level in column.levels
    )


def _neighbours(
    results: ShownResults, item: ShownItem
) -> tuple[ShownItem | None, ShownItem | None]:
    place = results.items.index(item)
    before = results.items[place - 1] if place else None
    after = results.items[place + 1] if place + 1 < len(results.items) else None
    return before, after
