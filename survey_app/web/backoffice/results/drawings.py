"""Pictures as pages show them: our SVG for wide and narrow screens, the figure for Plotly."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from analysis.charts import ChartData, Kind, figure, note_lines, svg

WIDE, NARROW = 720.0, 340.0
SCREEN = 560.0
"""Narrower than a wall, so that the letters grow with the picture."""


@dataclass(frozen=True)
class Drawing:
    """One picture twice, its title, and the sentences under it."""

    key: str
    title: str
    wide: Markup
    narrow: Markup
    notes: tuple[str, ...]
    has_figure: bool


def draw(picture: ChartData) -> Drawing:
    """A picture for the page of one question; the page prints its title and notes itself."""
    return Drawing(
        key=picture.key,
        title=picture.title,
        wide=_svg(picture, WIDE),
        narrow=_svg(picture.with_key(f"{picture.key}-n"), NARROW),
        notes=note_lines(picture),
        has_figure=has_figure(picture),
    )


def draw_small(picture: ChartData | None) -> Markup:
    """A picture for a card of the overview; empty without one."""
    return _svg(picture, NARROW) if picture is not None else Markup("")


def draw_large(picture: ChartData) -> Markup:
    """A picture that a projector shows."""
    return _svg(picture, SCREEN)


def figure_json(pictures: Iterable[ChartData]) -> str:
    """The pictures as data for Plotly, by key: a JSON object of figures."""
    parts = (f'"{p.key}": {_figure(p)}' for p in pictures if has_figure(p))
    return "{" + ", ".join(parts) + "}"


def has_figure(picture: ChartData) -> bool:
    """Whether Plotly shows as much as our drawing: a stack with a hidden part it leaves out."""
    shown = picture.shown_rows()
    return bool(shown) and (picture.kind is not Kind.LIKERT or len(shown) == len(picture.rows))


def _figure(picture: ChartData) -> str:
    made = figure(picture)
    made.update_layout(template="none")
    return str(made.to_json())


def _svg(picture: ChartData, width: float) -> Markup:
    """Our own drawing: every text in it is escaped there."""
    return Markup(svg(picture, width=width, with_title=False, with_notes=False))  # noqa: S704
