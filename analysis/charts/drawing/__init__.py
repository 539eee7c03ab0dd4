"""The static twin of each chart: an SVG written by hand, without a library, in milliseconds."""

from collections.abc import Callable

from analysis.charts.data import ChartData, Kind
from analysis.charts.description import alt_text, note_lines
from analysis.charts.drawing.bars import draw_bars
from analysis.charts.drawing.canvas import Canvas, Style
from analysis.charts.drawing.groups import draw_groups
from analysis.charts.drawing.likert import draw_likert
from analysis.charts.drawing.trend import draw_trend
from analysis.wording import say

DRAWERS: dict[Kind, Callable[[Canvas, ChartData, float], float]] = {
    Kind.BARS: draw_bars,
    Kind.LIKERT: draw_likert,
    Kind.GROUPS: draw_groups,
    Kind.TREND: draw_trend,
}
WIDE, NARROW = 640.0, 340.0


def draw(
    data: ChartData, *, width: float = WIDE, with_title: bool = True, with_notes: bool = True
) -> str:
    """The chart as an SVG of `width` pixels (any height it needs).

    Under 480 pixels labels stand above their bars, for phones. A page that prints title and notes
    itself leaves them out of the picture; alone, a picture carries both.
    """
    canvas = Canvas(width=width)
    bottom = 0.0
    if with_title:
        bottom = canvas.paragraph(0, 0, data.title, width, Style(16, weight="bold")) + 6
    if data.measure:
        bottom = canvas.paragraph(0, bottom, data.measure, width, Style(canvas.size - 1)) + 2
    if data.rows:
        bottom = DRAWERS[data.kind](canvas, data, bottom)
    else:
        bottom = canvas.paragraph(0, bottom, say("chart.nothing"), width)
    for line in note_lines(data) if with_notes else ():
        bottom = canvas.paragraph(0, bottom + 4, line, width, Style(canvas.size - 2))
    canvas.height = bottom + 2
    return canvas.finish(key=data.key, title=data.title, description=alt_text(data))
