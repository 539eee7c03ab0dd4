"""Ordered answers of several statements: bars of 100 % with the values in their segments."""

from analysis.charts.data import ChartData, Row
from analysis.charts.drawing.canvas import LINE_HEIGHT, Canvas, Style
from analysis.charts.drawing.rows import GAP, draw_hidden, draw_label
from analysis.charts.palette import ink_on, ordered_colours
from analysis.rounding import write_number
from analysis.wording import say

BAR = 24.0
SPACE = 10.0
SEAM = 1.5
SWATCH = 12.0


def draw_likert(canvas: Canvas, data: ChartData, top: float) -> float:
    """Draw the legend, then a stacked bar for each statement; gives the y below the last."""
    colours = ordered_colours(len(data.categories))
    bottom = draw_legend(canvas, data.categories, colours, top) + 2
    room = 0.0 if canvas.is_narrow else canvas.width * 0.4
    for row in data.rows:
        middle, bottom = draw_label(canvas, row, room, bottom + SPACE / 2, BAR)
        bottom += SPACE / 2
        shares = segment_shares(row)
        if shares is not None:
            _draw_segments(canvas, data, row, shares, (room, middle))
        else:
            hidden = next(cell for cell in row.cells if not cell.is_shown)
            draw_hidden(canvas, data, Row(row.label, (hidden,)), room, middle)
    return bottom


def draw_legend(
    canvas: Canvas, labels: tuple[str, ...], colours: tuple[str, ...], top: float
) -> float:
    """Swatches with their labels, as many lines as needed; gives the y below."""
    x, line = 0.0, canvas.size * LINE_HEIGHT + 3
    for label, colour in zip(labels, colours, strict=True):
        needed = SWATCH + 5 + canvas.width_of(label)
        if x and x + needed > canvas.width:
            x, top = 0.0, top + line
        canvas.rect(x, top + 3, SWATCH, SWATCH, colour)
        end = canvas.paragraph(x + SWATCH + 5, top, label, canvas.width - x - SWATCH - 5)
        top = max(top, end - canvas.size * LINE_HEIGHT)
        x += needed + 14
    return top + line


def segment_shares(row: Row) -> list[float | None] | None:
    """The widths to draw; hidden neighbours as one unfilled rest (None, its width is what is left).

    None altogether where hidden parts lie apart, so that their places are not known, or where
    nothing is shown. The rest tells no more than the table: 100 % less the shown numbers.
    """
    shares: list[float | None] = []
    for cell in row.cells:
        if cell.is_shown:
            shares.append(cell.estimate or 0.0)
        elif not shares or shares[-1] is not None:
            shares.append(None)
    is_drawable = shares.count(None) <= 1 and any(shares)
    return shares if is_drawable else None


def _draw_segments(
    canvas: Canvas,
    data: ChartData,
    row: Row,
    shares: list[float | None],
    place: tuple[float, float],
) -> None:
    start, middle = place
    room = canvas.width - start - 1
    known = sum(share or 0.0 for share in shares)
    total = max(known, 1.0) if None in shares else known
    visible = [index for index, cell in enumerate(row.cells) if cell.is_shown]
    x, size = start, canvas.size - 1
    for share in shares:
        width = (total - known if share is None else share) / total * room
        style, text = Style(size, "middle", italic=True), say("cell.hidden")
        if share is not None:
            index = visible.pop(0)
            colour = ordered_colours(len(data.categories))[index]
            canvas.rect(x, middle - BAR / 2, width - SEAM, BAR, colour)
            style, text = (
                Style(size, "middle", fill=ink_on(colour)),
                _segment_text(data, row, index),
            )
        if canvas.width_of(text, size) + GAP / 2 <= width:
            canvas.text(x + (width - SEAM) / 2, middle + size * 0.35, text, style)
        x += width
    canvas.frame(start, middle - BAR / 2, room - SEAM, BAR)


def _segment_text(data: ChartData, row: Row, index: int) -> str:
    """The number without its percent sign: the legend and the table say what it is."""
    cell = row.cells[index]
    given = row.printed[index].split("\u00a0")[0] if index < len(row.printed) else ""
    return given or write_number((cell.estimate or 0.0) * 100, data.decimals)
