"""One estimate with all that belongs to it, and the cell of the answer it becomes."""

import math
from dataclasses import dataclass

from analysis.answer import Cell, Number

FEW = 100
TOO_FEW = 30
HAIR = 1e-9
"""What rounding takes off an effective n at most, as a part of it."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and its honesty: standard error, interval, base, effective base, design effect.

    `n` is the unweighted base; None stands for what is not defined.
    """

    value: Number
    se: Number
    low: Number
    high: Number
    df: Number
    n: int
    n_effective: Number
    deff: Number = None
    flags: tuple[str, ...] = ()

    def as_cell(
        self, by: dict[str, str], variable: str | None, category: str | None = None
    ) -> Cell:
        """Return the cell of the answer; what is not finite becomes null."""
        return {
            "by": dict(by),
            "variable": variable,
            "category": category,
            "estimate": finite(self.value),
            "se": finite(self.se),
            "low": finite(self.low),
            "high": finite(self.high),
            "df": finite(self.df),
            "n": self.n,
            "n_effective": finite(self.n_effective),
            "deff": finite(self.deff),
            "flags": list(self.flags),
            "suppressed": False,
        }


def finite(number: Number) -> Number:
    """Return the number as a plain float, None when it is not finite."""
    return float(number) if number is not None and math.isfinite(number) else None


def base_flags(n: int, n_effective: float | None) -> tuple[str, ...]:
    """Return the flags that follow from the base: empty, one_respondent, too_few, few.

    An effective n that is under its limit by rounding alone is not under it.
    """
    if n == 0:
        return ("empty", "too_few")
    flags = ("one_respondent",) if n == 1 else ()
    if n < TOO_FEW or (n_effective is not None and n_effective < TOO_FEW * (1 - HAIR)):
        return (*flags, "too_few")
    return (*flags, "few") if n < FEW else flags


def kish(weight: float, square: float) -> float | None:
    """Return Kish's effective n, (Σw)² / Σw²; None without weight. Source: Kish (1965), 11.7."""
    return weight * weight / square if square > 0 else None
