"""Items with several answers a person (multiple, ranking) and numbers (integer, decimal)."""

from collections.abc import Sequence

from analysis.briefing.facts import ChoiceFacts, ItemFacts
from analysis.briefing.frame import (
    Frame,
    base_of,
    cells_by_variable,
    counted_choices,
    join_clauses,
)
from analysis.briefing.outline import Block, Figure, Paragraph, Table
from analysis.charts.cell import Cell
from analysis.charts.data import ChartData, Kind, Row, Unit, reasons
from analysis.charts.description import table as chart_table
from analysis.rounding import write_count, write_number
from analysis.wording import say

NAMED = 4  # so many choices a sentence names
Pairs = list[tuple[ChoiceFacts, Cell]]


def present_multiple(frame: Frame, item: ItemFacts) -> tuple[Block, ...]:
    """Choices by falling share of people; the note that shares may pass 100 %."""
    chart = make_chart(frame, item)
    note = say("opinion.several_note")
    return (
        Paragraph(say_several(frame, item), "lead"),
        Figure(chart, _table(frame, item, chart, note)),
    )


def present_ranking(frame: Frame, item: ItemFacts) -> tuple[Block, ...]:
    """Choices by rising mean rank."""
    chart = make_chart(frame, item)
    shown = [row for row in chart.rows if row.cells[0].is_shown]
    if not shown:
        sentence = say("opinion.hidden_all")
    else:
        best = shown[0]
        sentence = (
            say(
                "opinion.rank", choice=best.label, mean=write_number(best.cells[0].estimate or 0, 2)
            )
            + "."
        )
    return (Paragraph(sentence, "lead"), Figure(chart, _table(frame, item, chart, "")))


def present_number(frame: Frame, item: ItemFacts) -> tuple[Block, ...]:
    """The mean as a sentence; a picture of one number would say no more."""
    return (Paragraph(say_number(frame, item), "lead"),)


def say_number(frame: Frame, item: ItemFacts) -> str:
    """`Trung bình là 2,31 (khoảng …), tính trên 512 người trả lời.`"""
    cell = item.cells[0] if item.cells else None
    if cell is None or not cell.is_shown or cell.estimate is None:
        return say("opinion.hidden_all")
    mean, brackets = write_number(cell.estimate, 2), frame.in_brackets(cell, is_share=False)
    return say("opinion.number", mean=mean, interval=brackets, n=write_count(cell.n or 0))


def say_several(frame: Frame, item: ItemFacts) -> str:
    """`Trong 512 người trả lời, 45,10 % chọn “…”; …; và ….`, the most chosen first."""
    shown = [(choice, cell) for choice, cell in _ordered(item) if cell.is_shown]
    if not shown:
        return say("opinion.hidden_all")
    n = write_count(max(cell.n or 0 for _, cell in shown))
    clauses = []
    for index, (choice, cell) in enumerate(shown[:NAMED]):
        key = "opinion.several_next" if index else "opinion.several_first"
        clauses.append(say(key, n=n, share=frame.share(cell), choice=choice.text))
    hidden = sum(not cell.is_shown for _, cell in _ordered(item))
    more = f" {say('opinion.hidden_some', count=hidden)}" if hidden else ""
    return join_clauses(clauses) + more


def make_chart(frame: Frame, item: ItemFacts) -> ChartData:
    """A bar for each choice: share of people for multiple, mean rank for ranking."""
    is_rank = item.type == "ranking"
    cells = [cell for _, cell in _ordered(item)]
    return ChartData(
        key=f"chart-{item.id}", kind=Kind.BARS, title=item.text,
        rows=tuple(Row(choice.text, (cell,)) for choice, cell in _ordered(item)),
        base=base_of(cells), method_line=frame.method_line,
        measure=say("measure.rank") if is_rank else "",
        unit=Unit.NUMBER if is_rank else Unit.SHARE,
        decimals=2 if is_rank else frame.facts.decimals, interval_name=frame.interval_name,
        minimum_base=frame.facts.method.minimum_base,
    )  # fmt: skip


def _ordered(item: ItemFacts) -> Pairs:
    """Choices with a cell, best first; hidden ones last, in the questionnaire's order."""
    found = cells_by_variable(item, item.cells)
    pairs = [
        (choice, found[choice.code]) for choice in counted_choices(item) if choice.code in found
    ]
    sign = 1 if item.type == "ranking" else -1

    def order(pair: tuple[ChoiceFacts, Cell]) -> tuple[bool, float]:
        cell = pair[1]
        return (not cell.is_shown, sign * (cell.estimate or 0.0) if cell.is_shown else 0.0)

    return sorted(pairs, key=order)


def _table(frame: Frame, item: ItemFacts, chart: ChartData, note: str) -> Table:
    data = chart_table(chart)
    notes: Sequence[str] = (*reasons(item.cells, frame.facts.method.minimum_base), note)
    return Table(
        say("briefing.chart_table", title=item.text), data.columns, data.rows,
        tuple(text for text in notes if text),
    )  # fmt: skip
