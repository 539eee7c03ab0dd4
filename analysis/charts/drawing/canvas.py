"""The few marks that our charts are made of, written as SVG by hand.

Text and lines take the colour of the page (`currentColor`), so that one picture fits light, dark
and paper; there is no style, script or outside address in it.
"""

from dataclasses import dataclass, field
from html import escape

from analysis.charts.typeface import STACK, text_width, wrap

INK = "currentColor"
LINE_HEIGHT = 1.3


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; size 0 means the picture's own size."""

    size: float = 0.0
    anchor: str = "start"
    weight: str = "regular"
    italic: bool = False
    fill: str = INK


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn."""

    colour: str = INK
    width: float = 1.0
    dash: str = ""
    opacity: float = 1.0


BOLD = Style(weight="bold")


@dataclass
class Canvas:
    """A picture that grows downwards: marks are appended, `height` is set at the end."""

    width: float
    size: float = 14.0
    height: float = 0.0
    parts: list[str] = field(default_factory=list)

    @property
    def is_narrow(self) -> bool:
        """Whether labels stand above their bars (phones) instead of beside them."""
        return self.width < 480

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled box; widths under a tenth of a pixel are left out."""
        if width >= 0.1:
            self.parts.append(
                f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
                f'height="{number(height)}" fill="{fill}"/>'
            )

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """A thin outline, so that a fill close to the paper or the screen keeps its edge."""
        self.parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
            f'height="{number(height)}" fill="none" stroke="{INK}" stroke-width="0.6" '
            f'opacity="0.5"/>'
        )

    def line(
        self, start: tuple[float, float], end: tuple[float, float], stroke: Stroke | None = None
    ) -> None:
        """A straight line."""
        stroke = stroke or Stroke()
        extra = f' stroke-dasharray="{stroke.dash}"' if stroke.dash else ""
        extra += f' opacity="{number(stroke.opacity)}"' if stroke.opacity < 1 else ""
        self.parts.append(
            f'<line x1="{number(start[0])}" y1="{number(start[1])}" x2="{number(end[0])}" '
            f'y2="{number(end[1])}" stroke="{stroke.colour}" '
            f'stroke-width="{number(stroke.width)}"{extra}/>'
        )

    def whisker(self, low: float, high: float, y: float, *, cap: float = 4.0) -> None:
        """A horizontal interval with end caps."""
        self.parts.append(
            f'<path d="M{number(low)} {number(y - cap)}v{number(2 * cap)}'
            f"M{number(low)} {number(y)}H{number(high)}"
            f'M{number(high)} {number(y - cap)}v{number(2 * cap)}" '
            f'stroke="{INK}" stroke-width="1.4" fill="none"/>'
        )

    def upright_whisker(self, x: float, low: float, high: float, *, cap: float = 4.0) -> None:
        """A vertical interval with end caps (`low` and `high` are y coordinates)."""
        self.parts.append(
            f'<path d="M{number(x - cap)} {number(low)}h{number(2 * cap)}'
            f"M{number(x)} {number(low)}V{number(high)}"
            f'M{number(x - cap)} {number(high)}h{number(2 * cap)}" '
            f'stroke="{INK}" stroke-width="1.2" fill="none" opacity="0.7"/>'
        )

    def dot(self, x: float, y: float, fill: str, *, radius: float = 5.0) -> None:
        """A round mark."""
        self.parts.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"/>'
        )

    def square(self, x: float, y: float, fill: str, *, half: float = 4.5) -> None:
        """A square mark, for a second series."""
        self.rect(x - half, y - half, 2 * half, 2 * half, fill)

    def path(self, points: list[tuple[float, float]], stroke: str, *, dash: str = "") -> None:
        """A line through points."""
        steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        extra = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="M{steps}" stroke="{stroke}" stroke-width="2" fill="none"{extra}/>'
        )

    def text(self, x: float, y: float, text: str, style: Style | None = None) -> None:
        """One line of text; `y` is its base line."""
        style = style or Style()
        extra = "" if style.anchor == "start" else f' text-anchor="{style.anchor}"'
        extra += ' font-weight="600"' if style.weight == "bold" else ""
        extra += ' font-style="italic"' if style.italic else ""
        extra += f' font-size="{number(style.size)}"' if style.size else ""
        extra += "" if style.fill == INK else f' fill="{style.fill}"'
        self.parts.append(
            f'<text x="{number(x)}" y="{number(y)}"{extra}>{escape(text, quote=False)}</text>'
        )

    def paragraph(
        self, x: float, top: float, text: str, width: float, style: Style | None = None
    ) -> float:
        """Wrapped text from `top` downwards; gives the y where it ends."""
        style = style or Style()
        size = style.size or self.size
        for line in wrap(text, width, size, weight=style.weight):
            self.text(x, top + size, line, style)
            top += size * LINE_HEIGHT
        return top

    def width_of(self, text: str, size: float = 0, weight: str = "regular") -> float:
        """Width of a text in pixels."""
        return text_width(text, size or self.size, weight=weight)

    def finish(self, *, key: str, title: str, description: str) -> str:
        """The SVG: an image with a title and a description of their own ids."""
        key = escape(key)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-labelledby="{key}-title" aria-describedby="{key}-desc" '
            f'viewBox="0 0 {number(self.width)} {number(self.height)}" '
            f'width="{number(self.width)}" height="{number(self.height)}" '
            f'font-family="{escape(STACK)}" font-size="{number(self.size)}" fill="{INK}">'
            f'<title id="{key}-title">{escape(title, quote=False)}</title>'
            f'<desc id="{key}-desc">{escape(description, quote=False)}</desc>'
            f"{''.join(self.parts)}</svg>"
        )
