"""Values over time: a line through the periods, each with its interval."""

from analysis.charts.data import ChartData
from analysis.charts.drawing.canvas import Canvas, Stroke, Style
from analysis.charts.drawing.likert import draw_legend
from analysis.charts.drawing.scale import Scale, make_scale, write_tick
from analysis.charts.palette import RULE, SERIES

HEIGHT = 190.0
VALUE = Style(anchor="middle", weight="bold")
DASHES = ("", "7 4", "2 4", "9 3 2 3")


def draw_trend(canvas: Canvas, data: ChartData, top: float) -> float:
    """Draw the axes and a line for each series; gives the y below the period labels."""
    series = max((len(row.cells) for row in data.rows), default=0)
    if data.categories:
        top = draw_legend(canvas, data.categories, SERIES[: len(data.categories)], top)
    top += canvas.size * 1.4
    scale = make_scale(data, top + HEIGHT, top)
    left = _draw_axis(canvas, data, scale)
    places = _places(canvas, data, left)
    for index in range(min(series, len(SERIES))):
        _draw_series(canvas, data, scale, places, index=index)
    _draw_hidden(canvas, data, scale, places)
    return _draw_periods(canvas, data, places, top + HEIGHT)


def _draw_axis(canvas: Canvas, data: ChartData, scale: Scale) -> float:
    size = canvas.size - 2
    labels = {value: write_tick(value, data.unit) for value in scale.ticks()}
    left = max(canvas.width_of(label, size) for label in labels.values()) + 8
    for value, label in labels.items():
        y = scale.place(value)
        canvas.line((left, y), (canvas.width, y), Stroke(RULE, opacity=0.8 if value == 0 else 0.3))
        canvas.text(left - 6, y + size * 0.35, label, Style(size, "end"))
    return left


def _places(canvas: Canvas, data: ChartData, left: float) -> list[float]:
    step = (canvas.width - left) / max(len(data.rows), 1)
    return [left + step * (index + 0.5) for index in range(len(data.rows))]


def _draw_series(
    canvas: Canvas, data: ChartData, scale: Scale, places: list[float], *, index: int
) -> None:
    run: list[tuple[float, float]] = []
    ends = 0.0
    for row, x in zip(data.rows, places, strict=True):
        cell = row.cells[index]
        if not cell.is_shown:
            _draw_run(canvas, run, index)
            run = []
            continue
        y = scale.place(cell.estimate or 0.0)
        edge = y
        if data.interval_name and cell.low is not None and cell.high is not None:
            edge = scale.place(cell.high)
            canvas.upright_whisker(x, scale.place(cell.low), edge)
        run.append((x, y))
        half = canvas.width_of(data.printed(row, index), weight="bold") / 2
        if index == 0 and x - half > ends and x + half <= canvas.width:
            canvas.text(x, edge - 6, data.printed(row, index), VALUE)
            ends = x + half + 4
    _draw_run(canvas, run, index)


def _draw_run(canvas: Canvas, run: list[tuple[float, float]], index: int) -> None:
    """A line between neighbours that are all shown; hidden periods leave a gap."""
    if len(run) > 1:
        canvas.path(run, SERIES[index], dash=DASHES[index])
    for x, y in run:
        (canvas.square if index % 2 else canvas.dot)(x, y, SERIES[index])


def _draw_hidden(canvas: Canvas, data: ChartData, scale: Scale, places: list[float]) -> None:
    for row, x in zip(data.rows, places, strict=True):
        if not row.cells[0].is_shown:
            size = canvas.size - 2
            canvas.text(x, scale.start - 6, data.printed(row), Style(size, "middle", italic=True))


def _draw_periods(canvas: Canvas, data: ChartData, places: list[float], bottom: float) -> float:
    """Labels of the periods; where they do not fit beside each other some are left out."""
    size = canvas.size - 2
    ends = 0.0
    for row, x in zip(data.rows, places, strict=True):
        half = canvas.width_of(row.label, size) / 2
        if x - half >= ends and x + half <= canvas.width + 1:
            canvas.text(x, bottom + size + 4, row.label, Style(size, "middle"))
            ends = x + half + 6
    return bottom + size + 10
