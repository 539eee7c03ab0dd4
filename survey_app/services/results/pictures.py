"""The pictures of an item's tables, from the same cells as the tables themselves."""

from collections.abc import Sequence

from analysis.charts import Base, Cell, ChartData, Kind, Row, Unit
from analysis.rounding import write_number, write_percent
from analysis.wording import say as say_chart
from survey_app.services.results.naming import name_level
from survey_app.services.results.selection import Selection
from survey_app.services.results.tables import Kind as TableKind
from survey_app.services.results.tables import (
    Levels,
    ShownCell,
    ShownItem,
    ShownResults,
    ShownTable,
    State,
)
from survey_app.wording import say

MOST_STACKED = 6
"""Answers that can be told apart in one stacked bar."""
FLAGS = {State.FEW: ("few",), State.TOO_FEW: ("too_few",), State.EMPTY: ("empty", "too_few")}


def draw_item(
    results: ShownResults, item: ShownItem, chosen: Selection, language: str
) -> tuple[ChartData | None, ...]:
    """One picture for the whole item where it can be, else one for each of its tables."""
    tables = tuple(results.item_tables(item, chosen.by))
    levels = chosen.level or ()
    if not chosen.by or chosen.level is not None:
        if item.type == "grid":
            return (_statements(results, item, tables, levels),)
        return tuple(_bars(results, item, table, levels) for table in tables)
    return tuple(_levels(results, item, table, language) for table in tables)


def interval_name(results: ShownResults) -> str:
    """What intervals are called: only a probability sample has confidence intervals."""
    key = "confidence" if results.sample_type == "probability" else "model"
    return say_chart(f"interval.{key}", level="95\u00a0%")


def method_line(results: ShownResults) -> str:
    """The line under a picture: weighting, and what the interval assumes."""
    weighted = results.weights is not None
    first = say_chart("method_line.weighted" if weighted else "method_line.unweighted")
    if results.sample_type == "probability":
        key = "confidence"
    else:
        key = "model" if weighted else "model_unweighted"
    return f"{first} {say_chart(f'method_line.{key}', name=interval_name(results))}"


def _make(  # noqa: PLR0913 - what differs between the pictures, by name
    results: ShownResults,
    item: ShownItem,
    table: ShownTable,
    *,
    kind: Kind,
    rows: Sequence[Row],
    categories: tuple[str, ...] = (),
    measure: str = "",
    reference: float | None = None,
) -> ChartData:
    cells = [cell for row in rows for cell in row.cells if cell.n is not None]
    widest = max(cells, key=lambda cell: cell.n or 0, default=None)
    title = item.text if item.type != "grid" or not table.by else statement_title(item, table)
    return ChartData(
        key=f"chart-{table.variable.replace('.', '-')}",
        kind=kind,
        title=title,
        rows=tuple(rows),
        base=Base(widest.n, widest.n_effective) if widest else Base(None, None),
        method_line=method_line(results),
        categories=categories,
        measure=measure,
        unit=Unit.SHARE if table.is_share else Unit.NUMBER,
        decimals=1 if table.is_share else 2,
        reference=reference,
        interval_name=interval_name(results),
        minimum_base=results.k,
    )


def statement_title(item: ShownItem, table: ShownTable) -> str:
    """The wording of an item with that of one statement of it."""
    text = next((label.text for label in item.variables if label.code == table.variable), "")
    return f"{item.text.rstrip(':')}: {text}" if text else item.text


def _cell(table: ShownTable, cell: ShownCell) -> Cell:
    return Cell(
        variable=table.variable,
        category=cell.answer,
        estimate=cell.weighted,
        low=cell.low,
        high=cell.high,
        n=cell.n,
        n_effective=cell.n_effective,
        count=cell.count,
        flags=FLAGS.get(cell.state, ()),
        suppressed=cell.state is State.HIDDEN,
    )


def _row(table: ShownTable, label: str, cells: Sequence[ShownCell]) -> Row:
    printed = (_printed(table, cell) for cell in cells)
    return Row(label, tuple(_cell(table, cell) for cell in cells), tuple(printed))


def _printed(table: ShownTable, cell: ShownCell) -> str:
    if cell.weighted is None:
        return ""
    if table.is_share:
        return write_percent(cell.weighted * 100, 1)
    return write_number(cell.weighted, 2)


def _answer_texts(item: ShownItem, table: ShownTable) -> dict[str, str]:
    known = {label.code: label.text for label in item.answers}
    return {answer: known.get(answer, "") for answer in table.answers}


def _bars(results: ShownResults, item: ShownItem, table: ShownTable, levels: Levels) -> ChartData:
    """A bar for each answer, or the one bar of a mean."""
    texts = _answer_texts(item, table)
    mean = say_chart("chart.mean")
    rows = [_row(table, texts[c.answer] or mean, [c]) for c in table.row(levels)]
    measure = say_chart("chart.mean") if table.kind is TableKind.RANK else ""
    return _make(results, item, table, kind=Kind.BARS, rows=rows, measure=measure)


def _statements(
    results: ShownResults, item: ShownItem, tables: Sequence[ShownTable], levels: Levels
) -> ChartData | None:
    """A stacked bar for each statement of a grid."""
    if not tables:
        return None
    texts = {label.code: label.text for label in item.variables}
    rows = [
        _row(table, texts[table.variable], table.row(levels))
        for table in tables
        if table.row(levels)
    ]
    names = tuple(label.text for label in item.answers)
    chart = _make(results, item, tables[0], kind=Kind.LIKERT, rows=rows, categories=names)
    return chart.with_key(f"chart-{item.id}")


def _levels(
    results: ShownResults, item: ShownItem, table: ShownTable, language: str
) -> ChartData | None:
    """The levels of a breakdown: stacked answers where few, else one answer or the mean as dots."""
    if table.kind is TableKind.SHARE and len(table.answers) <= MOST_STACKED:
        rows = [
            _row(table, name_level(results, table.by, levels, language), table.row(levels))
            for levels in table.levels
        ]
        names = tuple(label.text for label in item.answers)
        return _make(results, item, table, kind=Kind.LIKERT, rows=rows, categories=names)
    return _dots(results, item, table, language)


def _dots(
    results: ShownResults, item: ShownItem, table: ShownTable, language: str
) -> ChartData | None:
    total = results.table(table.variable)
    shown = [cell for cell in (total.row() if total else ()) if cell.is_shown]
    if not shown:
        return None
    leading = max(shown, key=lambda cell: cell.weighted or 0.0)
    rows = [
        _row(table, name_level(results, table.by, levels, language), [cell])
        for levels in table.levels
        if (cell := table.places.get((levels, leading.answer))) is not None
    ]
    text = _answer_texts(item, table)[leading.answer]
    measure = say("Answer: %(answer)s", language, answer=text) if text else say_chart("chart.mean")
    return _make(
        results,
        item,
        table,
        kind=Kind.GROUPS,
        rows=rows,
        measure=measure,
        reference=leading.weighted,
    )
