"""Horizontal bars with their interval as a whisker and the value at the end."""

from analysis.charts.data import ChartData
from analysis.charts.drawing.canvas import BOLD, Canvas
from analysis.charts.drawing.rows import (
    draw_axis,
    draw_hidden,
    draw_label,
    label_room,
    plot_scale,
)
from analysis.charts.palette import MARK

BAR = 18.0
SPACE = 9.0


def draw_bars(canvas: Canvas, data: ChartData, top: float) -> float:
    """Draw a bar for each row; gives the y below the axis."""
    scale, room = plot_scale(canvas, data), label_room(canvas, data)
    front, canvas.parts = canvas.parts, []
    bottom = top
    for row in data.rows:
        middle, bottom = draw_label(canvas, row, room, bottom + SPACE / 2, BAR)
        bottom += SPACE / 2
        cell = row.cells[0]
        if not cell.is_shown:
            draw_hidden(canvas, data, row, scale.start, middle)
            continue
        end = scale.place(cell.estimate or 0.0)
        canvas.rect(scale.start, middle - BAR / 2, end - scale.start, BAR, MARK)
        if data.interval_name and cell.low is not None and cell.high is not None:
            canvas.whisker(scale.place(cell.low), scale.place(cell.high), middle)
            end = max(end, scale.place(cell.high))
        canvas.text(end + 7, middle + canvas.size * 0.35, data.printed(row), BOLD)
    marks, canvas.parts = canvas.parts, front
    bottom = draw_axis(canvas, data, scale, top, bottom)
    canvas.parts.extend(marks)
    return bottom
