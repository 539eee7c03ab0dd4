"""Printed percentages beside the shares: rounded to 100 % by a named rule."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from analysis.answer import Answer, Cell
from analysis.rounding import Rounding, plain, to_percent

DECIMALS = 2


def attach_percents(answer: Answer, rule: Rounding, decimals: int = DECIMALS) -> None:
    """Give every cell of a proportion or multiple item its `percent` (None where not shown).

    A table that shows every category of a whole adds up to 100 by `rule`; where a cell is hidden,
    or choices may be picked together, each percentage is rounded on its own.
    """
    for estimate in answer["estimates"]:
        if estimate["statistic"] == "proportion":
            for cells in _tables(estimate["cells"]):
                _attach(cells, rule if _is_whole(cells) else Rounding.PLAIN, decimals)
        elif estimate["statistic"] == "multiple":
            for cell in estimate["cells"]:
                _attach([cell], Rounding.PLAIN, decimals)


def _tables(cells: Sequence[Cell]) -> list[list[Cell]]:
    tables: dict[tuple[object, ...], list[Cell]] = defaultdict(list)
    for cell in cells:
        tables[cell["variable"], *sorted(cell["by"].items())].append(cell)
    return list(tables.values())


def _is_whole(cells: Sequence[Cell]) -> bool:
    return all(cell["estimate"] is not None for cell in cells)


def _attach(cells: Sequence[Cell], rule: Rounding, decimals: int) -> None:
    if rule is Rounding.LARGEST_REMAINDER:
        shares = [cast("float", cell["estimate"]) for cell in cells]
        percents: Sequence[float | None] = to_percent(shares, decimals, rule)
    else:
        percents = [_alone(cell["estimate"], decimals) for cell in cells]
    for cell, percent in zip(cells, percents, strict=True):
        cell["percent"] = percent  # type: ignore[typeddict-unknown-key]  # an extra key, as §8 allows


def _alone(share: float | None, decimals: int) -> float | None:
    if share is None:
        return None
    first, _ = plain([share, 1 - share], decimals)
    return first
