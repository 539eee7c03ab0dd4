"""A second lock on small cells: the analysis hides them, the briefing checks that it did."""

from dataclasses import replace

from analysis.briefing.facts import BriefingFacts, GroupFacts, IndicatorFacts, ItemFacts
from analysis.charts.cell import Cell


def guard(facts: BriefingFacts) -> BriefingFacts:
    """The facts with every cell hidden whose base, or whose own count, is under `minimum_base`.

    Complementary cells are the analysis' business (`analysis.disclosure`); facts that come from it
    pass through unchanged.
    """
    k = facts.method.minimum_base
    return replace(
        facts,
        items=tuple(_guard_item(item, k) for item in facts.items),
        indicators=tuple(_guard_indicator(indicator, k) for indicator in facts.indicators),
    )


def _guard_item(item: ItemFacts, k: int) -> ItemFacts:
    return replace(
        item,
        cells=_guard_cells(item.cells, k),
        top=_guard_cells(item.top, k),
        groups=tuple(_guard_group(group, k) for group in item.groups),
        trend=replace(item.trend, cells=_guard_cells(item.trend.cells, k)) if item.trend else None,
    )


def _guard_group(group: GroupFacts, k: int) -> GroupFacts:
    return replace(group, cells=_guard_cells(group.cells, k))


def _guard_indicator(indicator: IndicatorFacts, k: int) -> IndicatorFacts:
    if indicator.cell is None:
        return indicator
    return replace(indicator, cell=guard_cell(indicator.cell, k))


def _guard_cells(cells: tuple[Cell, ...], k: int) -> tuple[Cell, ...]:
    return tuple(guard_cell(cell, k) for cell in cells)


def guard_cell(cell: Cell, k: int) -> Cell:
    """The cell, or a hidden one without any number where 1 to k - 1 people stand behind it."""
    if cell.suppressed or not any(_is_small(people, k) for people in (cell.n, cell.count)):
        return cell
    return Cell(cell.variable, cell.category, estimate=None, suppressed=True, by=cell.by)


def _is_small(people: int | None, k: int) -> bool:
    return people is not None and 0 < people < k
