"""Values over time in plotly."""

from html import escape

import plotly.graph_objects as go

from analysis.charts.data import ChartData
from analysis.charts.figures.rows import shown_value, whiskers
from analysis.charts.palette import SERIES
from analysis.wording import say

DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def add_trend(figure: go.Figure, data: ChartData) -> None:
    """A line for each series; hidden periods leave a gap and say so."""
    names = data.categories or (data.measure or say("chart.share"),)
    periods = [escape(row.label, quote=False) for row in data.rows]
    for index, name in enumerate(names[: len(SERIES)]):
        cells = [row.cells[index] for row in data.rows]
        printed = [data.printed(row, index) for row in data.rows]
        figure.add_scatter(
            x=periods, y=[shown_value(data, cell) for cell in cells], connectgaps=False,
            mode="lines+markers" if index else "lines+markers+text", text=printed,
            textposition="top right", name=escape(name, quote=False),
            line={"color": SERIES[index], "dash": DASHES[index]},
            marker={"symbol": SYMBOLS[index], "size": 9}, error_y=whiskers(data, cells),
            cliponaxis=False,
            hoverinfo="text",
            hovertext=[f"{p}: {text}" for p, text in zip(periods, printed, strict=True)],
        )  # fmt: skip
    for row, period in zip(data.rows, periods, strict=True):
        if not row.cells[0].is_shown:
            figure.add_annotation(x=period, y=0, text=data.printed(row), showarrow=False, yshift=10)
