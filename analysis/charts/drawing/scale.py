"""Axes that start at zero and end at a round number."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from analysis.charts.data import ChartData, Unit
from analysis.rounding import NO_BREAK, write_number, write_trimmed

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from 0 to `top` onto pixels from `start` to `end` (end < start points upwards)."""

    top: float
    start: float
    end: float
    step: float

    def place(self, value: float) -> float:
        """The pixel of a value; values outside stay at the edge."""
        share = min(max(value / self.top, 0.0), 1.0)
        return self.start + (self.end - self.start) * share

    def ticks(self) -> tuple[float, ...]:
        """The round values from 0 to `top`."""
        return tuple(self.step * i for i in range(round(self.top / self.step) + 1))


def make_scale(data: ChartData, start: float, end: float, *, ticks: int = 5) -> Scale:
    """A scale that holds every value and interval of a chart; shares never pass 100 %."""
    highest = max(_highest(data), 1e-9)
    step = _round_step(highest / ticks)
    top = step * ceil(highest / step - 1e-9)
    if data.unit is Unit.SHARE and top > 1:
        step, top = (0.25, 1.0) if ticks < 5 else (0.2, 1.0)
    return Scale(top=top, start=start, end=end, step=step)


def _highest(data: ChartData) -> float:
    cells = (cell for row in data.rows for cell in row.cells if cell.is_shown)
    found = _present(value for cell in cells for value in (cell.estimate, cell.high))
    return max([*found, *_present([data.reference])], default=1.0)


def _present(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _round_step(raw: float) -> float:
    power = 10.0 ** floor(log10(raw))
    return float(next(step * power for step in _STEPS if step * power >= raw * (1 - 1e-9)))


def write_tick(value: float, unit: Unit) -> str:
    """A tick's label: `20 %` or `2,5`."""
    if unit is Unit.SHARE:
        return f"{write_trimmed(value * 100, 1)}{NO_BREAK}%"
    return write_number(value, 0) if value == round(value) else write_trimmed(value, 2)
