"""The same charts as plotly figures, for staff pages: our theme, the same numbers and notes."""

from collections.abc import Callable

import plotly.graph_objects as go

from analysis.charts.data import ChartData, Kind
from analysis.charts.figures.rows import add_bars, add_groups, add_segments
from analysis.charts.figures.theme import lay_out
from analysis.charts.figures.trend import add_trend

ADDERS: dict[Kind, Callable[[go.Figure, ChartData], None]] = {
    Kind.BARS: add_bars,
    Kind.LIKERT: add_segments,
    Kind.GROUPS: add_groups,
    Kind.TREND: add_trend,
}


def make_figure(data: ChartData) -> go.Figure:
    """A figure of the chart; its `layout.meta` holds the text alternative.

    Texts are escaped: plotly would read `<b>` or `<a>` in a label as mark-up.
    """
    figure = go.Figure()
    lay_out(figure, data)
    ADDERS[data.kind](figure, data)
    return figure
