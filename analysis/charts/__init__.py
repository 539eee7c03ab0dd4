"""Charts: what a table says, as a picture that a phone, a printer and a screen reader can read.

A `ChartData` becomes `svg(data)` (our static twin), `figure(data)` (plotly), `table(data)` and
`alt_text(data)`; all four print the same numbers and hide the same cells.
"""

from typing import TYPE_CHECKING

from analysis.charts.cell import Cell, read_cell, read_cells
from analysis.charts.data import Base, ChartData, Kind, Row, Unit
from analysis.charts.description import DataTable, alt_text, note_lines, table
from analysis.charts.drawing import draw as svg

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = [
    "Base",
    "Cell",
    "ChartData",
    "DataTable",
    "Kind",
    "Row",
    "Unit",
    "alt_text",
    "figure",
    "note_lines",
    "read_cell",
    "read_cells",
    "svg",
    "table",
]


def figure(data: ChartData) -> "Figure":
    """The chart as a plotly figure in our theme; plotly is imported only here (it takes time)."""
    from analysis.charts.figures import make_figure  # noqa: PLC0415 heavy and optional

    return make_figure(data)
