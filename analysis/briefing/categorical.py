"""Items with one answer each (single, scale): a bar per choice, a sentence, a table."""

from analysis.briefing.facts import ItemFacts
from analysis.briefing.frame import (
    Frame,
    base_of,
    cells_by_category,
    counted_choices,
    join_clauses,
    quote_choices,
)
from analysis.briefing.measure import make_measure, top_texts
from analysis.briefing.outline import Block, Figure, Paragraph, Table
from analysis.charts.cell import Cell
from analysis.charts.data import ChartData, Kind, Row, Unit, reasons
from analysis.charts.description import write_n, write_people, write_range
from analysis.rounding import name_rule
from analysis.wording import say

ALL_NAMED = 6  # up to so many choices a sentence names them all


def present(frame: Frame, item: ItemFacts) -> tuple[Block, ...]:
    """The sentence and the chart with its table."""
    chart = make_chart(frame, item)
    return (
        Paragraph(say_opinion(frame, item), "lead"),
        *(Paragraph(text) for text in say_joint(frame, item)),
        Figure(chart, make_table(frame, item, chart)),
    )


def make_chart(frame: Frame, item: ItemFacts) -> ChartData:
    """A bar for each choice inside the base, in the questionnaire's order."""
    cells = cells_by_category(item, item.cells, item.id)
    printed = frame.percents(cells)
    rows = tuple(
        Row(choice.text, (cell,), (text,))
        for choice, cell, text in zip(counted_choices(item), cells, printed, strict=True)
    )
    return ChartData(
        key=f"chart-{item.id}", kind=Kind.BARS, title=item.text, rows=rows, base=base_of(cells),
        method_line=frame.method_line, decimals=frame.facts.decimals,
        interval_name=frame.interval_name, minimum_base=frame.facts.method.minimum_base,
    )  # fmt: skip


def make_table(frame: Frame, item: ItemFacts, chart: ChartData) -> Table:
    """The chart's numbers with counts and intervals, and the rule they are rounded by."""
    columns = [say("chart.choice"), say("chart.people"), say("chart.share")]
    columns += [frame.interval_name] * (not frame.is_quiz) + [say("chart.base")]
    rows = []
    for row in chart.rows:
        cell = row.cells[0]
        texts = [row.label, write_people(cell), chart.printed(row)]
        texts += [write_range(cell, Unit.SHARE)] * (not frame.is_quiz)
        rows.append((*texts, write_n(cell)))
    notes = (*reasons(item.cells, frame.facts.method.minimum_base), rule_note(frame, item.cells))
    caption = say("briefing.chart_table", title=item.text)
    return Table(caption, tuple(columns), tuple(rows), tuple(note for note in notes if note))


def rule_note(frame: Frame, cells: tuple[Cell, ...]) -> str:
    """How the shares were rounded; with hidden parts they are rounded one by one."""
    is_whole = all(cell.is_shown for cell in cells)
    return name_rule(frame.facts.rounding if is_whole else "plain") if cells else ""


def say_opinion(frame: Frame, item: ItemFacts) -> str:
    """`Có 14,08 % ý kiến trả lời “…”; …; và 1,06 % cho rằng khó trả lời.`"""
    chart = make_chart(frame, item)
    shown = [(row.label, text) for row, text in _printed(chart)]
    if not shown:
        return say("opinion.hidden_all")
    hidden = len(chart.rows) - len(shown)
    if len(shown) > ALL_NAMED:
        sentence = _say_most(chart, is_whole=not hidden)
    else:
        sentence = join_clauses([_clause(*pair, is_first=not i) for i, pair in enumerate(shown)])
    return f"{sentence} {say('opinion.hidden_some', count=hidden)}" if hidden else sentence


def _printed(chart: ChartData) -> list[tuple[Row, str]]:
    return [(row, row.printed[0]) for row in chart.rows if row.cells[0].is_shown]


def _clause(choice: str, share: str, *, is_first: bool) -> str:
    is_hard = choice.casefold().startswith(tuple(say("opinion.asks_hard").split("|")))
    key = ("hard_" if is_hard else "") + ("first" if is_first else "next")
    text = choice[0].lower() + choice[1:] if is_hard else choice
    return say(f"opinion.{key}", share=share, choice=text)


def _say_most(chart: ChartData, *, is_whole: bool) -> str:
    """The three most chosen, and how far down the others are."""
    ordered = sorted(_printed(chart), key=lambda pair: -(pair[0].cells[0].estimate or 0.0))
    (first, share), *others = ordered[:3]
    parts = [say("opinion.most", choice=first.label, share=share)]
    parts += [say("opinion.most_next", choice=row.label, share=text) for row, text in others]
    rest = [say("opinion.rest", share=ordered[3][1])] if is_whole else []
    return join_clauses([", ".join(parts), *rest]) if rest else ", ".join(parts) + "."


def say_joint(frame: Frame, item: ItemFacts) -> tuple[str, ...]:
    """The joint share of the top box, where an item has one of several choices."""
    texts = top_texts(item)
    measure = make_measure(frame, item)
    if len(texts) < 2 or measure is None:
        return ()
    cell = measure.pick(item.cells)
    if cell is None or not cell.is_shown:
        return ()
    choices = quote_choices(texts).replace(f" {say('opinion.or')} ", f" {say('opinion.and')} ")
    share = frame.share(cell)
    return (say("opinion.joint", choices=choices, share=share, interval=frame.in_brackets(cell)),)
