"""An item over time, by the survey's time grain."""

from datetime import date

from analysis.briefing.facts import ItemFacts, TrendFacts
from analysis.briefing.frame import Frame, base_of
from analysis.briefing.measure import make_measure
from analysis.briefing.outline import Block, Figure, Paragraph, Table
from analysis.charts.cell import Cell
from analysis.charts.data import ChartData, Kind, Row, Unit, reasons
from analysis.charts.description import table as chart_table
from analysis.rounding import write_date
from analysis.wording import say


def present_trend(frame: Frame, item: ItemFacts) -> tuple[Block, ...]:
    """The line, its table and a careful sentence; nothing with fewer than two periods."""
    chart = make_chart(frame, item)
    if chart is None or len(chart.rows) < 2:
        return ()
    sentence = say_change(frame, chart)
    data = chart_table(chart)
    notes = reasons(tuple(row.cells[0] for row in chart.rows), frame.facts.method.minimum_base)
    table = Table(data.caption, data.columns, data.rows, notes)
    return (*((Paragraph(sentence),) if sentence else ()), Figure(chart, table))


def make_chart(frame: Frame, item: ItemFacts) -> ChartData | None:
    """The item's measure by period; None where it has no trend or no single measure."""
    measure = make_measure(frame, item)
    if item.trend is None or measure is None:
        return None
    rows = tuple(
        Row(write_grain(period, item.trend.grain), (_cell(measure.pick(cells)),))
        for period, cells in _by_period(item.trend)
    )
    return ChartData(
        key=f"trend-{item.id}", kind=Kind.TREND,
        title=say("groups.trend", item=item.text, grain=say(f"grain.{item.trend.grain}")),
        rows=rows, base=base_of(item.cells), method_line=frame.method_line,
        measure=measure.text, unit=measure.unit,
        decimals=1 if measure.unit is Unit.SHARE else 2, interval_name=frame.interval_name,
        minimum_base=frame.facts.method.minimum_base,
    )  # fmt: skip


def _by_period(trend: TrendFacts) -> list[tuple[str, tuple[Cell, ...]]]:
    """The cells of each period, in time order (ISO texts sort by time)."""
    periods = sorted({cell.by.get(trend.column, "") for cell in trend.cells})
    return [
        (period, tuple(c for c in trend.cells if c.by.get(trend.column, "") == period))
        for period in periods
    ]


def _cell(cell: Cell | None) -> Cell:
    return cell or Cell(variable="", category=None, estimate=None, flags=("empty",))


def write_grain(period: str, grain: str) -> str:
    """An ISO period as it is printed: 03/11, tuần 45/2026, 11/2026.

    A week may come as its first day or as `2026-W45`, a month as any of its days or as `2026-11`.
    Other texts stay as they are.
    """
    if len(period) == 7 and period[4] == "-":
        return f"{period[5:]}/{period[:4]}"
    if "-W" in period:
        year, _, week = period.partition("-W")
        return say("grain.in_week", week=week, year=year)
    try:
        day = date.fromisoformat(period)
    except ValueError:
        return period
    return write_date(day)[3:] if grain == "month" else write_date(day)[:5]


def say_change(frame: Frame, chart: ChartData) -> str:
    """From the first to the last shown period; says so when their intervals still overlap."""
    rows = chart.shown_rows()
    if len(rows) < 2:
        return ""
    first, last = rows[0], rows[-1]
    sentence = say(
        "opinion.trend", first=first.label, last=last.label, first_share=chart.printed(first),
        last_share=chart.printed(last),
    )  # fmt: skip
    if not frame.is_quiz and _overlap(first.cells[0], last.cells[0]):
        return f"{sentence} {say('opinion.trend_close')}"
    return sentence


def _overlap(one: Cell, other: Cell) -> bool:
    bounds = (one.low, one.high, other.low, other.high)
    if any(bound is None for bound in bounds):
        return True
    low_one, high_one, low_other, high_other = (bound or 0.0 for bound in bounds)
    return low_one <= high_other and low_other <= high_one
