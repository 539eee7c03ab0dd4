"""Results by group: pictures that fit a page, and differences only where a test bears them."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.briefing.facts import ChoiceFacts, GroupFacts, ItemFacts, TestFacts
from analysis.briefing.frame import MOST_HIDDEN, SIGNIFICANT, Frame, base_of, lower_first
from analysis.briefing.measure import Measure, by_level, make_measure
from analysis.briefing.outline import Block, Figure, Paragraph
from analysis.charts.cell import Cell
from analysis.charts.data import ChartData, Kind, Row, Unit
from analysis.rounding import write_number
from analysis.wording import has, say

PAGE_ROWS = 16  # lines of a picture that fit half a page with their notes
Rows = tuple[Row, ...]


def present_groups(frame: Frame, item: ItemFacts) -> tuple[Block, ...]:
    """What is said and drawn about the groups of one item; its tables stand in the annex.

    A headline shows all its groups, another item those whose difference holds.
    """
    if not item.groups:
        return ()
    measure = make_measure(frame, item)
    sentences = tuple(Paragraph(text) for text in say_differences(frame, item, measure))
    drawn = item if item.headline else replace(item, groups=differing_groups(frame, item))
    if measure is None or not drawn.groups:
        return sentences
    charts = make_charts(frame, drawn, measure)
    return (*sentences, *(Figure(chart, None) for chart in charts))


def differing_groups(frame: Frame, item: ItemFacts) -> tuple[GroupFacts, ...]:
    """The groups with a test whose adjusted p is under 5 %."""
    return tuple(
        group
        for group in item.groups
        if any(_adjusted(frame, item, group, test) < SIGNIFICANT for test in group.tests)
    )


def make_charts(frame: Frame, item: ItemFacts, measure: Measure) -> tuple[ChartData, ...]:
    """Dots with intervals for the levels of all groups, in as many pictures as pages need."""
    overall = measure.pick(item.cells)
    pages = _fill_pages([_rows(measure, group) for group in item.groups])
    return tuple(
        ChartData(
            key=f"groups-{item.id}-{index}", kind=Kind.GROUPS,
            title=say("groups.title", item=item.text), rows=rows, base=base_of(item.cells),
            method_line=frame.method_line, measure=measure.text, unit=measure.unit,
            decimals=1 if measure.unit is Unit.SHARE else 2,
            reference=overall.estimate if overall and overall.is_shown else None,
            interval_name=frame.interval_name, minimum_base=frame.facts.method.minimum_base,
        )
        for index, rows in enumerate(pages, start=1)
    )  # fmt: skip


def _rows(measure: Measure, group: GroupFacts) -> Rows:
    """The levels of a group; where more than a few show nothing those are left out."""
    rows = tuple(
        Row(level.text, (pick_level(measure, group, level),), section=group.label)
        for level in group.levels
    )
    shown = tuple(row for row in rows if row.cells[0].is_shown)
    return shown if len(rows) - len(shown) > MOST_HIDDEN or not shown else rows


def _fill_pages(groups: Sequence[Rows]) -> list[Rows]:
    """Whole groups together up to a page; a group longer than a page is cut."""
    pages: list[Rows] = []
    for rows in groups:
        if pages and len(pages[-1]) + len(rows) <= PAGE_ROWS:
            pages[-1] += rows
        else:
            pages += [rows[i : i + PAGE_ROWS] for i in range(0, len(rows), PAGE_ROWS)]
    return pages


def pick_level(measure: Measure, group: GroupFacts, level: ChoiceFacts) -> Cell:
    """The measure in one level of a group; an empty cell where nobody of it answered."""
    cell = measure.pick(by_level(group, level.code))
    return cell or Cell(variable="", category=None, estimate=None, flags=("empty",))


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
        [(level.text, pick_level(measure, group, level)) for level in group.levels]
        if measure
        else []
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
