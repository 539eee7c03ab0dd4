"""All questions of a survey at a glance: a small picture each, the base, the margin."""

from dataclasses import dataclass, replace
from math import sqrt

from analysis.charts import ChartData
from survey_app.services.context import Context
from survey_app.services.results.pictures import draw_item
from survey_app.services.results.selection import Selection
from survey_app.services.results.shown import Shown, shown_results
from survey_app.services.results.tables import (
    ShownCell,
    ShownIndicator,
    ShownItem,
    ShownResults,
)

NORMAL_95 = 1.959964
"""The two-sided 95 % point of the normal distribution."""

MOST_ROWS, LONG_LIST_ROWS = 12, 8
"""Rows of a card's picture; of a longer one so many are left."""


@dataclass(frozen=True)
class Card:
    """One question: its picture, base and greatest margin (points of a share; None for means)."""

    item: ShownItem
    picture: ChartData | None
    n: int | None
    margin: float | None
    hidden: int


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator with its measured cell (None where nothing was analysed)."""

    indicator: ShownIndicator
    cell: ShownCell | None


@dataclass(frozen=True)
class Overview:
    """The page of all questions; `margin` is that of the whole survey."""

    shown: Shown
    cards: tuple[Card, ...]
    indicators: tuple[IndicatorLine, ...]
    margin: float | None


def open_overview(context: Context, survey_id: int, language: str) -> Overview:
    """What the overview shows; no cards while nothing may be shown or is computed.

    Raises Refusal `unknown_survey`.
    """
    shown = shown_results(context, survey_id)
    results = shown.results
    if results is None:
        return Overview(shown, (), (), None)
    return Overview(
        shown=shown,
        cards=tuple(_card(results, item, language) for item in results.items),
        indicators=tuple(_indicator(results, indicator) for indicator in results.indicators),
        margin=greatest_margin(results.weights.n_effective if results.weights else None),
    )


def _card(results: ShownResults, item: ShownItem, language: str) -> Card:
    tables = tuple(results.item_tables(item))
    cells = [cell for table in tables for cell in table.cells]
    widest = max(
        (cell for cell in cells if cell.n is not None), key=lambda c: c.n or 0, default=None
    )
    is_share = bool(tables) and tables[0].is_share
    pictures = [
        shorten(picture)
        for picture in draw_item(results, item, Selection(), language)
        if picture is not None
    ]
    return Card(
        item=item,
        picture=pictures[0] if pictures else None,
        n=widest.n if widest else None,
        margin=greatest_margin(widest.n_effective) if widest and is_share else None,
        hidden=sum(not cell.is_shown for cell in cells),
    )


def shorten(picture: ChartData) -> ChartData:
    """The picture as a card holds it: of a long list the largest figures, in their order."""
    if len(picture.rows) <= MOST_ROWS:
        return picture
    shown = picture.shown_rows()
    largest = sorted(shown, key=lambda row: -(row.cells[0].estimate or 0.0))[:LONG_LIST_ROWS]
    return replace(picture, rows=tuple(row for row in shown if row in largest))


def greatest_margin(n_effective: int | None) -> float | None:
    """Half the 95 % interval of a share of one half: the widest there is. A share (0 to 1).

    Example: 1,000 people give 0.031.
    """
    return NORMAL_95 * sqrt(0.25 / n_effective) if n_effective else None


def _indicator(results: ShownResults, indicator: ShownIndicator) -> IndicatorLine:
    table = results.table(indicator.variable)
    return IndicatorLine(indicator, table.cells[0] if table is not None else None)
