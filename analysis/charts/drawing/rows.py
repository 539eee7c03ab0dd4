"""What bars and groups share: a label for each row, an axis below, the value at the right."""

from analysis.charts.data import ChartData, Row
from analysis.charts.drawing.canvas import LINE_HEIGHT, Canvas, Stroke, Style
from analysis.charts.drawing.scale import Scale, make_scale, write_tick
from analysis.charts.palette import RULE
from analysis.charts.typeface import wrap
from analysis.wording import say

LABEL_SHARE = 0.38  # of the width goes to labels where they stand beside the bars
GAP = 10.0


def label_room(canvas: Canvas, data: ChartData) -> float:
    """Width of the label column: what the longest label needs, within limits; 0 when narrow."""
    if canvas.is_narrow:
        return 0.0
    longest = max((canvas.width_of(row.label) for row in data.rows), default=0.0)
    return min(max(longest + 1, 60.0), canvas.width * LABEL_SHARE) + GAP


def value_room(canvas: Canvas, data: ChartData) -> float:
    """Width that the longest printed value needs at the right."""
    texts = [data.printed(row, i) for row in data.rows for i in range(len(row.cells))]
    return max((canvas.width_of(text, weight="bold") for text in texts), default=0.0) + GAP


def plot_scale(canvas: Canvas, data: ChartData) -> Scale:
    """The horizontal scale between labels and values."""
    start = label_room(canvas, data) + 1
    end = canvas.width - value_room(canvas, data) - 4
    return make_scale(data, start, end, ticks=4 if canvas.is_narrow else 5)


def draw_label(
    canvas: Canvas, row: Row, room: float, top: float, mark: float
) -> tuple[float, float]:
    """Draw a row's label; gives (middle of the mark, bottom of the row) for marks `mark` high."""
    if not room:
        bottom = canvas.paragraph(5, top, row.label, canvas.width - 5)
        return bottom + 2 + mark / 2, bottom + 2 + mark
    lines = len(wrap(row.label, room - GAP, canvas.size))
    text_height = lines * canvas.size * LINE_HEIGHT
    height = max(text_height, mark)
    canvas.paragraph(0, top + (height - text_height) / 2, row.label, room - GAP)
    return top + height / 2, top + height


def draw_axis(canvas: Canvas, data: ChartData, scale: Scale, top: float, bottom: float) -> float:
    """Grid lines behind the marks and their labels below; gives the y below the labels."""
    size = canvas.size - 2
    ends = 0.0
    for value in scale.ticks():
        x = scale.place(value)
        canvas.line((x, top), (x, bottom), Stroke(RULE, opacity=0.8 if value == 0 else 0.3))
        label = write_tick(value, data.unit)
        half = canvas.width_of(label, size) / 2
        if x - half > ends or value == 0:
            anchor = "start" if value == 0 and x < half else "middle"
            canvas.text(x, bottom + size + 3, label, Style(size, anchor))
            ends = x + half + 6
    return bottom + size + 8


def draw_hidden(canvas: Canvas, data: ChartData, row: Row, x: float, middle: float) -> None:
    """The word for a number that is not printed, where its mark would stand."""
    text = say("chart.row_hidden", why=data.printed(row))
    canvas.text(x + 4, middle + canvas.size * 0.35, text, Style(italic=True))
