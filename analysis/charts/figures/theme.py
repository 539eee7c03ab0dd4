"""How our plotly figures look: page fonts, quiet grid, Vietnamese numbers, notes below."""

from html import escape

import plotly.graph_objects as go

from analysis.charts.data import ChartData, Kind, Unit
from analysis.charts.description import alt_text, note_lines
from analysis.charts.palette import RULE, SERIES
from analysis.charts.typeface import STACK, wrap

SIZE = 14
WIDTH = 530.0  # of title and notes; pages show figures at 600 pixels or wider
GRID = "rgba(138,143,152,0.3)"


def break_lines(text: str, width: float, size: float = SIZE) -> str:
    """Wrapped and escaped text for plotly, which knows `<br>` as its line break."""
    return "<br>".join(escape(line, quote=False) for line in wrap(text, width, size))


def lay_out(figure: go.Figure, data: ChartData) -> None:
    """Title, fonts, axes, margins and the notes under the picture."""
    notes = "<br>".join(break_lines(line, WIDTH, 12) for line in note_lines(data))
    count = notes.count("<br>") + 1
    below = 50 + 17 * count
    above = 140 if data.categories else 90
    left = 70 if data.kind is Kind.TREND else 250
    figure.update_layout(
        title=_title(data),
        font={"family": STACK, "size": SIZE},
        colorway=list(SERIES),
        separators=",.",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=bool(data.categories),
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        margin={"l": left, "r": 70, "t": above, "b": below},
        height=_height(data) + above + below,
        bargap=0.35,
        hovermode="closest",
        meta={"alt": alt_text(data), "key": data.key},
    )
    _add_notes(figure, notes, left)
    _style_axes(figure, data)


def _title(data: ChartData) -> dict[str, object]:
    return {
        "text": break_lines(data.title, WIDTH, 16),
        "font": {"size": 16},
        "x": 0.01,
        "xref": "container",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 14},
    }


def _height(data: ChartData) -> int:
    return 260 if data.kind is Kind.TREND else 46 * max(len(data.rows), 2)


def _add_notes(figure: go.Figure, notes: str, left: int) -> None:
    figure.add_annotation(
        text=notes, xref="paper", yref="paper", x=0, y=0, xshift=8 - left, yshift=-34,
        xanchor="left", yanchor="top", align="left", showarrow=False, font={"size": 12},
    )  # fmt: skip


def _style_axes(figure: go.Figure, data: ChartData) -> None:
    value_axis = {
        "rangemode": "tozero",
        "gridcolor": GRID,
        "zerolinecolor": RULE,
        "fixedrange": True,
    }
    if data.unit is Unit.SHARE:
        value_axis |= {"ticksuffix": "\u00a0%"}
    other = {"automargin": True, "fixedrange": True, "showgrid": False}
    if data.kind is Kind.TREND:
        figure.update_layout(yaxis=value_axis, xaxis={**other, "type": "category"})
    else:
        figure.update_layout(
            xaxis=value_axis, yaxis={**other, "autorange": "reversed", "type": "category"}
        )
