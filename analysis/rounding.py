"""Rounding to 100 % and the Vietnamese way of writing numbers (1.234,5; 34,39 %; 03/07/2026).

Printed tables must add up to 100; plain rounding of 106, 259, 206, 174 and 8 of 753 gives 100,01.
The largest remainder (Hare) rule rounds all shares down and hands the missing units of the last
decimal to the largest remainders. Ties go to the larger share, then to the one that stands first.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import floor, fsum, isfinite

from analysis.wording import say

NO_BREAK = "\u00a0"
TIE = 1e-9  # remainders closer than this are equal: they differ only by binary noise


class Rounding(StrEnum):
    """How shares become printed percentages."""

    LARGEST_REMAINDER = "largest_remainder"
    PLAIN = "plain"


def largest_remainder(shares: Sequence[float], decimals: int = 2) -> tuple[float, ...]:
    """Percentages with `decimals` decimals that add up to 100, from shares or counts.

    `shares` are divided by their own sum, so counts do as well. An empty or all-zero sequence
    stays zero. Raises ValueError for a negative or non-finite share.

    >>> largest_remainder([106, 259, 206, 174, 8])
    (14.08, 34.39, 27.36, 23.11, 1.06)
    """
    total = _total(shares)
    if total == 0:
        return tuple(0.0 for _ in shares)
    scale = 10**decimals
    exact = [share / total * 100 * scale for share in shares]
    units = [floor(value + TIE) for value in exact]
    short = 100 * scale - sum(units)
    for index in _by_remainder(exact, units)[:short]:
        units[index] += 1
    return tuple(unit / scale for unit in units)


def _total(shares: Sequence[float]) -> float:
    if any(not isfinite(share) or share < 0 for share in shares):
        message = "shares must be finite and not negative"
        raise ValueError(message)
    return fsum(shares)


def _by_remainder(exact: Sequence[float], units: Sequence[int]) -> list[int]:
    """Indices by falling remainder; ties by falling share, then by position."""

    def order(index: int) -> tuple[float, float, int]:
        remainder = round((exact[index] - units[index]) / TIE) * TIE
        return (-remainder, -exact[index], index)

    return sorted(range(len(exact)), key=order)


def plain(shares: Sequence[float], decimals: int = 2) -> tuple[float, ...]:
    """Each percentage rounded on its own, half up; the sum may miss 100.

    >>> plain([106, 259, 206, 174, 8])
    (14.08, 34.4, 27.36, 23.11, 1.06)
    """
    total = _total(shares)
    if total == 0:
        return tuple(0.0 for _ in shares)
    return tuple(round_half_up(share / total * 100, decimals) for share in shares)


def to_percent(
    shares: Sequence[float], decimals: int = 2, rule: Rounding | str = Rounding.LARGEST_REMAINDER
) -> tuple[float, ...]:
    """Shares of one whole as percentages by the named rule."""
    if Rounding(rule) is Rounding.PLAIN:
        return plain(shares, decimals)
    return largest_remainder(shares, decimals)


def name_rule(rule: Rounding | str) -> str:
    """The sentence that names the rule under a table."""
    return say(f"rounding.{Rounding(rule).value}")


def round_half_up(value: float, decimals: int) -> float:
    """Half away from zero, as people round by hand; noise in the 12th digit does not matter."""
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(f"{value:.12g}").quantize(step, rounding=ROUND_HALF_UP))


def write_number(value: float, decimals: int = 0) -> str:
    """A number with dots between thousands and a decimal comma.

    >>> write_number(1234.5, 1)
    '1.234,5'
    """
    text = f"{round_half_up(value, decimals):,.{decimals}f}"
    if text.lstrip("-0,.") == "":
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,"))


def write_trimmed(value: float, decimals: int = 3) -> str:
    """As `write_number`, without zeros at the end: 94,125 but 98,5 and 100."""
    text = write_number(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def write_count(value: float) -> str:
    """People: a whole number with dots between thousands."""
    return write_number(value, 0)


def write_percent(percent: float, decimals: int = 2) -> str:
    """A percentage (0 to 100) as it is printed: `34,39 %` with a space that does not break."""
    return f"{write_number(percent, decimals)}{NO_BREAK}%"


def write_share(share: float, decimals: int = 2) -> str:
    """A share (0 to 1) as a percentage."""
    return write_percent(share * 100, decimals)


def write_interval(low: float, high: float, decimals: int = 1) -> str:
    """Two shares as `20,2–26,3 %`."""
    start, end = write_number(low * 100, decimals), write_number(high * 100, decimals)
    return f"{start}–{end}{NO_BREAK}%"


def write_date(day: date) -> str:
    """dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def write_period(start: date | None, end: date | None) -> str:
    """`từ 03/11/2026 đến 20/11/2026`, a single day, or what is known of it."""
    if start and end and start != end:
        return say("number.period", start=write_date(start), end=write_date(end))
    if start and end:
        return say("number.day", day=write_date(start))
    if start:
        return say("number.since", start=write_date(start))
    return say("number.until", end=write_date(end)) if end else ""
