"""Groups beside each other: a dot with its interval for each, against the value of all."""

from analysis.charts.data import ChartData, Row
from analysis.charts.drawing.canvas import BOLD, LINE_HEIGHT, Canvas, Stroke, Style
from analysis.charts.drawing.rows import (
    draw_axis,
    draw_hidden,
    draw_label,
    label_room,
    plot_scale,
)
from analysis.charts.drawing.scale import Scale
from analysis.charts.palette import MARK
from analysis.wording import say

ROW = 16.0
SPACE = 8.0


def draw_groups(canvas: Canvas, data: ChartData, top: float) -> float:
    """Draw a line for each level under the name of its group; gives the y below the axis."""
    scale, room = plot_scale(canvas, data), label_room(canvas, data)
    top = _draw_reference_label(canvas, data, scale, top)
    front, canvas.parts = canvas.parts, []
    bottom, section = top, ""
    for row in data.rows:
        if row.section != section:
            section = row.section
            bottom = canvas.paragraph(0, bottom + SPACE, section, canvas.width, BOLD)
        middle, bottom = draw_label(canvas, row, room, bottom + SPACE / 2, ROW)
        bottom += SPACE / 2
        if not row.cells[0].is_shown:
            draw_hidden(canvas, data, row, scale.start, middle)
            continue
        _draw_dot(canvas, data, row, scale, middle)
    marks, canvas.parts = canvas.parts, front
    if data.reference is not None:
        x = scale.place(data.reference)
        canvas.line((x, top), (x, bottom), Stroke(width=1.2, dash="5 4", opacity=0.7))
    bottom = draw_axis(canvas, data, scale, top, bottom)
    canvas.parts.extend(marks)
    return bottom


def _draw_dot(canvas: Canvas, data: ChartData, row: Row, scale: Scale, middle: float) -> None:
    cell = row.cells[0]
    x = start = end = scale.place(cell.estimate or 0.0)
    if data.interval_name and cell.low is not None and cell.high is not None:
        canvas.whisker(scale.place(cell.low), scale.place(cell.high), middle)
        start, end = scale.place(cell.low), scale.place(cell.high)
    canvas.dot(x, middle, MARK, radius=5.5)
    text, baseline = data.printed(row), middle + canvas.size * 0.35
    width = canvas.width_of(text, weight="bold")
    line = None if data.reference is None else scale.place(data.reference)
    if line is not None and end < line < end + 12 + width and start - 12 - width > scale.start:
        canvas.text(start - 8, baseline, text, Style(anchor="end", weight="bold"))
    else:
        canvas.text(end + 8, baseline, text, BOLD)


def _draw_reference_label(canvas: Canvas, data: ChartData, scale: Scale, top: float) -> float:
    if data.reference is None:
        return top
    text = say("chart.reference", value=data.write(data.reference))
    size = canvas.size - 1
    half = canvas.width_of(text, size) / 2
    x = min(max(scale.place(data.reference), half), canvas.width - half)
    canvas.text(x, top + size, text, Style(size, "middle", italic=True))
    return top + size * LINE_HEIGHT + 2
