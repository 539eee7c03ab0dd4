"""Figures of several rounds: the median, and from where to where they went."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One line of the table; `goal` is what the design asks for, `met` whether it is so."""

    name: str
    value: str
    goal: str = ""
    met: bool | None = None

    def line(self) -> str:
        """The line as it is printed."""
        mark = {None: "", True: "  đạt", False: "  CHƯA ĐẠT"}[self.met]
        return f"{self.name:<58} {self.value:>30}  {self.goal:<12}{mark}".rstrip()


def spread(values: Sequence[float], unit: str = "", digits: int = 2) -> str:
    """'0.71 (0.66–0.74)': the median, the least and the greatest."""
    low, middle, high = (
        f"{value:,.{digits}f}" for value in (min(values), median(values), max(values))
    )
    return f"{middle}{unit} ({low}–{high})"


def at_least(name: str, values: Sequence[float], goal: float) -> Figure:
    """A figure that should be `goal` or more."""
    return Figure(name, spread(values), f"≥ {goal:g}", median(values) >= goal)


def at_most(
    name: str, values: Sequence[float], goal: float, unit: str = "", digits: int = 2
) -> Figure:
    """A figure that should be `goal` or less."""
    met = median(values) <= goal
    return Figure(name, spread(values, unit, digits), f"≤ {goal:,g}{unit}", met)
