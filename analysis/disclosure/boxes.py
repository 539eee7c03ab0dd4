"""Shares of several categories together: which of them would tell a hidden category.

A boxing divides the categories of a variable into classes (the box, the rest, those that are no
answer). Beside a table of the categories it tells how hidden ones divide over the classes, unless
all of them lie in one class. Two boxings of a variable tell their difference, unless a table of the
same groups shows the categories themselves. docs/methods/disclosure.md has the argument.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from analysis.answer import Answer, Cell
from analysis.estimate.boxes import MeanTopBox, TopBox
from analysis.estimate.differences import Difference
from analysis.estimate.letters import Letters
from analysis.estimate.multiple import Multiple
from analysis.estimate.nps import DETRACTOR, PROMOTER, SCORES, NetPromoterScore
from analysis.estimate.request import Request

IN, OUT = "in", "out"
PROMOTERS = frozenset(label for label, score in SCORES.items() if score >= PROMOTER)
DETRACTORS = frozenset(label for label, score in SCORES.items() if score <= DETRACTOR)


@dataclass(frozen=True, slots=True)
class Boxing:
    """Classes of a variable's categories; what is in none of them is a class of its own."""

    variable: str
    classes: tuple[frozenset[str], ...]

    @property
    def axis(self) -> str:
        """The name of the classes as the axis of a table."""
        names = ["+".join(sorted(members)) for members in self.classes]
        return f"{self.variable} ({' | '.join(names)})"

    def divides(self, categories: Iterable[str]) -> bool:
        """Say whether categories lie in more than one class."""
        return len({self._class_of(category) for category in categories}) > 1

    def _class_of(self, category: str) -> int:
        places = (i for i, members in enumerate(self.classes) if category in members)
        return next(places, len(self.classes))


def boxing_of(request: Request, cell: Cell) -> Boxing | None:
    """Return the boxing whose shares a cell shows; None where single categories are shown."""
    variable = cell["variable"] or ""
    if isinstance(request, TopBox):
        return _boxing(variable, request.categories, request.missing)
    if isinstance(request, NetPromoterScore):
        return Boxing(variable, (PROMOTERS, DETRACTORS, frozenset(request.missing)))
    if isinstance(request, Difference) and request.measure == "top_box":
        return _boxing(variable, request.categories, request.missing)
    if isinstance(request, Difference | Letters) and (request.categories or request.missing):
        return _boxing(variable, (cell["category"] or "",), request.missing)
    return None


def _boxing(variable: str, categories: Iterable[str], missing: Iterable[str]) -> Boxing:
    return Boxing(variable, (frozenset(categories), frozenset(missing)))


@dataclass(frozen=True)
class Shown:
    """What the tables of single categories show: the categories they hide, and their axes."""

    hidden: dict[str, set[str]]
    axes: set[tuple[str, tuple[str, ...]]]


def cells_to_hide(
    requests: Iterable[Request], answer: Answer, shown: Shown
) -> list[tuple[Cell, bool]]:
    """Return cells to hide, and cells (True) that only lose their letters."""
    found: list[tuple[Cell, bool]] = []
    first: dict[str, Boxing] = {}
    told = {name for name, categories in shown.hidden.items() if categories}
    pairs = list(zip(requests, answer["estimates"], strict=True))
    for request, estimate in pairs:
        for cell in estimate["cells"]:
            boxing = boxing_of(request, cell)
            if boxing is None:
                continue
            other = first.setdefault(boxing.variable, boxing) != boxing
            axes = (*_groups(request), boxing.variable)
            key = (_where(request), tuple(sorted(axes)))
            if boxing.divides(shown.hidden.get(boxing.variable, ())) or (
                other and key not in shown.axes
            ):
                found.append((cell, False))
            if cell["suppressed"] or (found and found[-1][0] is cell):
                told.add(boxing.variable)
    for request, estimate in pairs:
        if isinstance(request, MeanTopBox) and told & set(request.variables):
            found += [(cell, False) for cell in estimate["cells"]]
        if isinstance(request, Multiple) and request.base == "responses":
            found += [(cell, False) for cell in _together(estimate["cells"], {})]
        if isinstance(request, Letters):
            gone = {id(cell): True for cell, _ in found}
            found += [(cell, True) for cell in _together(estimate["cells"], gone)]
    return found


def _together(cells: Iterable[Cell], gone: dict[int, bool]) -> Iterable[Cell]:
    """Return the cells of every group (of every row of letters) that has a hidden cell."""
    for _, part in groupby(cells, key=lambda cell: (cell["by"], cell.get("row"))):
        group = list(part)
        if any(cell["suppressed"] or id(cell) in gone for cell in group):
            yield from group


def _groups(request: Request) -> tuple[str, ...]:
    if isinstance(request, Difference):
        return (*request.domain.by, request.group)
    if isinstance(request, Letters):
        return (*request.domain.by, request.columns)
    return request.domain.by


def _where(request: Request) -> str:
    return request.domain.where.text if request.domain.where is not None else ""
