"""Grids: one stacked bar for each statement, the agreement beside it."""

from analysis.briefing.categorical import rule_note
from analysis.briefing.facts import ItemFacts, RowFacts
from analysis.briefing.frame import (
    Frame,
    base_of,
    cells_by_category,
    counted_choices,
    quote_choices,
)
from analysis.briefing.measure import top_cell, top_texts
from analysis.briefing.outline import Block, Figure, Paragraph, Table
from analysis.charts.cell import Cell
from analysis.charts.data import ChartData, Kind, Row, reasons
from analysis.charts.description import write_row_n
from analysis.wording import say


def present(frame: Frame, item: ItemFacts) -> tuple[Block, ...]:
    """The sentence and the chart with its table."""
    chart = make_chart(frame, item)
    sentence = say_extremes(frame, item) or (
        "" if chart.shown_rows() else say("opinion.hidden_all")
    )
    lead = (Paragraph(sentence, "lead"),) if sentence else ()
    return (*lead, Figure(chart, make_table(frame, item, chart)))


def make_chart(frame: Frame, item: ItemFacts) -> ChartData:
    """A stacked bar for each statement, in the questionnaire's order."""
    rows = []
    for row in item.rows:
        cells = cells_by_category(item, item.cells, row.variable)
        rows.append(Row(row.text, cells, frame.percents(cells)))
    return ChartData(
        key=f"chart-{item.id}", kind=Kind.LIKERT, title=item.text, rows=tuple(rows),
        base=base_of(item.cells), method_line=frame.method_line,
        categories=tuple(choice.text for choice in counted_choices(item)), decimals=1,
        interval_name=frame.interval_name, minimum_base=frame.facts.method.minimum_base,
    )  # fmt: skip


def make_table(frame: Frame, item: ItemFacts, chart: ChartData) -> Table:
    """A row for each statement: its shares, the joint share of the top box, its n."""
    texts = top_texts(item)
    joint = [say("measure.joint", choices=quote_choices(texts))] if texts else []
    columns = (say("chart.statement"), *chart.categories, *joint, say("chart.base"))
    rows = []
    for fact, row in zip(item.rows, chart.rows, strict=True):
        numbers = [chart.printed(row, index) for index in range(len(row.cells))]
        numbers += [_say_top(frame, item, fact)] * bool(texts)
        rows.append((row.label, *numbers, write_row_n(row)))
    notes = (*reasons(item.cells, frame.facts.method.minimum_base), rule_note(frame, item.cells))
    caption = say("briefing.chart_table", title=item.text)
    return Table(caption, columns, tuple(rows), tuple(note for note in notes if note))


def row_top(frame: Frame, item: ItemFacts, row: RowFacts) -> Cell | None:
    """The joint share of the top box in one statement: as analysed, else put together."""
    given = next((cell for cell in item.top if cell.variable == row.variable), None)
    if given is not None:
        return given
    cells = [cell for cell in item.cells if cell.variable == row.variable]
    return top_cell(frame, item, cells, row.variable) if item.top_box else None


def _say_top(frame: Frame, item: ItemFacts, row: RowFacts) -> str:
    cell = row_top(frame, item, row)
    return "" if cell is None else frame.share(cell)


def say_extremes(frame: Frame, item: ItemFacts) -> str:
    """Where agreement is highest and lowest; says so when the two intervals still overlap."""
    found = [(row.text, row_top(frame, item, row)) for row in item.rows]
    shown = [(text, cell) for text, cell in found if cell is not None and cell.is_shown]
    if len(shown) < 2:
        return ""
    (top, best), (bottom, worst) = (
        max(shown, key=lambda pair: pair[1].estimate or 0.0),
        min(shown, key=lambda pair: pair[1].estimate or 0.0),
    )
    sentence = say(
        "opinion.grid_extremes", choices=quote_choices(top_texts(item)), top=top, bottom=bottom,
        top_share=frame.share(best), bottom_share=frame.share(worst),
    )  # fmt: skip
    if not frame.is_quiz and _overlap(best, worst):
        return f"{sentence} {say('opinion.grid_close')}"
    return sentence


def _overlap(best: Cell, worst: Cell) -> bool:
    return best.low is not None and worst.high is not None and best.low <= worst.high
