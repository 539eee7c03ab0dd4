"""Bars, stacked answers and group dots in plotly."""

from html import escape
from typing import Any

import plotly.graph_objects as go

from analysis.charts.cell import Cell
from analysis.charts.data import ChartData, Row, Unit
from analysis.charts.figures.theme import break_lines
from analysis.charts.palette import MARK, RULE, ink_on, ordered_colours
from analysis.wording import say

LABEL = 230.0


def in_unit(data: ChartData, value: float | None) -> float | None:
    """A value as the axis counts it: percent for shares."""
    if value is None:
        return None
    return value * 100 if data.unit is Unit.SHARE else value


def shown_value(data: ChartData, cell: Cell) -> float | None:
    """The value of a cell as the axis counts it, None where it must not be shown."""
    return in_unit(data, cell.estimate) if cell.is_shown else None


def whiskers(data: ChartData, cells: list[Cell]) -> dict[str, Any]:
    """plotly's error bars from the intervals; empty where a chart prints none."""
    if not data.interval_name:
        return {"visible": False}
    up, down = [], []
    for cell in cells:
        value = in_unit(data, cell.estimate) if cell.has_interval else None
        high, low = in_unit(data, cell.high), in_unit(data, cell.low)
        up.append(None if value is None or high is None else high - value)
        down.append(None if value is None or low is None else value - low)
    return {"type": "data", "array": up, "arrayminus": down, "thickness": 1.4, "width": 5}


def labels(rows: tuple[Row, ...]) -> list[str]:
    """Row labels, wrapped; a section is put in front, so that labels stay apart."""
    texts = (f"{row.section}: {row.label}" if row.section else row.label for row in rows)
    return [break_lines(text, LABEL) for text in texts]


def add_bars(figure: go.Figure, data: ChartData) -> None:
    """A bar for each row with its interval and value."""
    cells = [row.cells[0] for row in data.rows]
    figure.add_bar(
        x=[shown_value(data, cell) for cell in cells], y=labels(data.rows), orientation="h",
        marker={"color": MARK}, error_x=whiskers(data, cells), hoverinfo="text",
        hovertext=_hover(data),
    )  # fmt: skip
    add_values(figure, data)


def add_groups(figure: go.Figure, data: ChartData) -> None:
    """A dot with its interval for each level, the overall value as a dashed line."""
    cells = [row.cells[0] for row in data.rows]
    figure.add_scatter(
        x=[shown_value(data, cell) for cell in cells], y=labels(data.rows), mode="markers",
        marker={"color": MARK, "size": 11}, error_x=whiskers(data, cells), hoverinfo="text",
        hovertext=_hover(data),
    )  # fmt: skip
    add_values(figure, data)
    if data.reference is not None:
        figure.add_vline(
            x=in_unit(data, data.reference), line={"dash": "dash", "width": 1, "color": RULE},
            annotation={"text": say("chart.reference", value=data.write(data.reference))},
        )  # fmt: skip


def add_values(figure: go.Figure, data: ChartData) -> None:
    """The printed number right of each mark, or the word for a hidden one."""
    for row, label in zip(data.rows, labels(data.rows), strict=True):
        cell = row.cells[0]
        ends = [cell.estimate, cell.high if data.interval_name else None]
        end = max((value for value in ends if value is not None), default=0.0)
        figure.add_annotation(
            x=in_unit(data, end) if cell.is_shown else 0, y=label, showarrow=False,
            text=escape(data.printed(row), quote=False), xanchor="left", xshift=6,
        )  # fmt: skip


def add_segments(figure: go.Figure, data: ChartData) -> None:
    """Stacked answers; a row with a hidden cell shows no segment, only the word."""
    figure.update_layout(barmode="stack", xaxis={"range": [0, 100]})
    whole = [all(cell.is_shown for cell in row.cells) for row in data.rows]
    for index, (name, colour) in enumerate(
        zip(data.categories, ordered_colours(len(data.categories)), strict=True)
    ):
        texts = [data.printed(row, index) for row in data.rows]
        inside = [
            text if (row.cells[index].estimate or 0) > 0.08 else ""
            for row, text in zip(data.rows, texts, strict=True)
        ]
        figure.add_bar(
            x=[
                shown_value(data, row.cells[index]) if is_whole else None
                for row, is_whole in zip(data.rows, whole, strict=True)
            ],
            y=labels(data.rows), orientation="h", name=escape(name, quote=False), text=inside,
            textposition="inside", textfont={"color": ink_on(colour)}, hoverinfo="text",
            insidetextanchor="middle", textangle=0, constraintext="none",
            hovertext=[f"{escape(name, quote=False)}: {text}" for text in texts],
            marker={"color": colour, "line": {"color": "rgba(255,255,255,0.9)", "width": 1}},
        )  # fmt: skip
    for row, label, is_whole in zip(data.rows, labels(data.rows), whole, strict=True):
        if not is_whole:
            word = next(data.printed(row, i) for i, c in enumerate(row.cells) if not c.is_shown)
            text = say("chart.row_hidden", why=word)
            figure.add_annotation(x=0, y=label, text=text, showarrow=False, xanchor="left")


def _hover(data: ChartData) -> list[str]:
    return [f"{escape(row.label, quote=False)}: {data.printed(row)}" for row in data.rows]
