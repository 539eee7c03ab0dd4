"""What a chart says in words and as a table, for readers who do not see the picture."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.charts.cell import Cell
from analysis.charts.data import ChartData, Kind, Row, Unit
from analysis.rounding import write_count, write_interval, write_number
from analysis.wording import say


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of texts; the first cell of each row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def base_line(data: ChartData) -> str:
    """The unweighted and the effective count behind a chart, as a sentence."""
    base = data.base
    if base.n is None:
        return say("base.hidden")
    if base.n_effective is None:
        return say("base.only_n", n=write_count(base.n))
    return say("base.line", n=write_count(base.n), n_effective=write_count(base.n_effective))


def note_lines(data: ChartData) -> tuple[str, ...]:
    """What stands under every chart: base, method, and why numbers are hidden or marked."""
    lines = (base_line(data), data.method_line, *data.hidden_reasons())
    return tuple(line for line in lines if line)


def alt_text(data: ChartData) -> str:
    """One to three sentences that say what the picture shows, for a screen reader."""
    kind = say(f"alt.kind.{data.kind.value}")
    parts = [
        say("alt.opening", kind=kind, title=data.title.rstrip(" .?!:")),
        _SAYINGS[data.kind](data),
    ]
    hidden = sum(not cell.is_shown for row in data.rows for cell in row.cells)
    if hidden:
        parts.append(say("alt.hidden", count=hidden))
    if data.base.n is not None:
        parts.append(say("alt.base", n=write_count(data.base.n)))
    return " ".join(part for part in parts if part)


def _estimate(row: Row) -> float:
    return row.cells[0].estimate or 0.0


def _say_extremes(data: ChartData) -> str:
    rows = data.shown_rows()
    if not rows:
        return say("alt.nothing")
    top, bottom = max(rows, key=_estimate), min(rows, key=_estimate)
    if top is bottom:
        return say("alt.single", label=top.label, value=data.printed(top))
    return say(
        "alt.extremes",
        top=top.label,
        top_value=data.printed(top),
        bottom=bottom.label,
        bottom_value=data.printed(bottom),
    )


def _say_statements(data: ChartData) -> str:
    rows = data.shown_rows()
    if not rows:
        return say("alt.nothing")
    return " ".join(_say_statement(data, row) for row in rows[:3])


def _say_statement(data: ChartData, row: Row) -> str:
    index = max(range(len(row.cells)), key=lambda i: row.cells[i].estimate or 0.0)
    return say(
        "alt.likert",
        label=row.label,
        category=data.categories[index],
        value=data.printed(row, index),
    )


def _say_trend(data: ChartData) -> str:
    rows = data.shown_rows()
    if not rows:
        return say("alt.nothing")
    first, last = rows[0], rows[-1]
    return say(
        "alt.trend",
        first=first.label,
        first_value=data.printed(first),
        last=last.label,
        last_value=data.printed(last),
    )


_SAYINGS: dict[Kind, Callable[[ChartData], str]] = {
    Kind.BARS: _say_extremes,
    Kind.GROUPS: _say_extremes,
    Kind.LIKERT: _say_statements,
    Kind.TREND: _say_trend,
}


def table(data: ChartData) -> DataTable:
    """The numbers of the chart as a table; hidden ones stay hidden."""
    if data.categories:
        return _wide_table(data)
    return _long_table(data)


def _wide_table(data: ChartData) -> DataTable:
    first = say("chart.period" if data.kind is Kind.TREND else "chart.statement")
    columns = (first, *data.categories, say("chart.base"))
    rows = tuple(
        (row.label, *(data.printed(row, i) for i in range(len(row.cells))), write_row_n(row))
        for row in data.rows
    )
    return DataTable(data.title, columns, rows)


_FIRST_COLUMN = {Kind.GROUPS: "chart.group", Kind.TREND: "chart.period"}


def _long_table(data: ChartData) -> DataTable:
    has_counts = any(cell.count is not None for row in data.rows for cell in row.cells)
    has_intervals = bool(data.interval_name)
    columns = [say(_FIRST_COLUMN.get(data.kind, "chart.choice"))]
    columns += [say("chart.people")] * has_counts
    columns += [say("chart.share" if data.unit is Unit.SHARE else "chart.mean")]
    columns += [data.interval_name] * has_intervals
    columns += [say("chart.base")]
    rows = []
    for row in data.rows:
        cell = row.cells[0]
        texts = [row.label]
        texts += [write_people(cell)] * has_counts
        texts += [data.printed(row)]
        texts += [write_range(cell, data.unit)] * has_intervals
        rows.append((*texts, write_n(cell)))
    return DataTable(data.title, tuple(columns), tuple(rows))


def write_people(cell: Cell) -> str:
    """The people of a category, or the word for a hidden number."""
    if cell.suppressed:
        return say("cell.hidden")
    return "" if cell.count is None else write_count(cell.count)


def write_n(cell: Cell) -> str:
    """The unweighted base of a cell; hidden with the cell."""
    if cell.suppressed:
        return say("cell.hidden")
    return "" if cell.n is None else write_count(cell.n)


def write_row_n(row: Row) -> str:
    """The base of a statement: that of its shown parts, or the word for a hidden one."""
    if not row.cells:
        return ""
    return write_n(next((cell for cell in row.cells if not cell.suppressed), row.cells[0]))


def write_range(cell: Cell, unit: Unit) -> str:
    """The interval of a cell (`20,2–26,3 %`), empty where there is none to print."""
    if not cell.has_interval or cell.low is None or cell.high is None:
        return "" if cell.is_shown else "–"
    if unit is Unit.SHARE:
        return write_interval(cell.low, cell.high)
    return f"{write_number(cell.low, 2)}–{write_number(cell.high, 2)}"
