"""Shares of several categories together: the classes they divide a variable's categories into."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.answer import Cell
from analysis.estimate.boxes import TopBox
from analysis.estimate.differences import Difference
from analysis.estimate.letters import Letters
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
        return box(variable, request.categories, request.missing)
    if isinstance(request, NetPromoterScore):
        return Boxing(variable, (PROMOTERS, DETRACTORS, frozenset(request.missing)))
    if isinstance(request, Difference) and request.measure == "top_box":
        return box(variable, request.categories, request.missing)
    if isinstance(request, Difference | Letters) and (request.categories or request.missing):
        return box(variable, (cell["category"] or "",), request.missing)
    return None


def box(variable: str, categories: Iterable[str], missing: Iterable[str]) -> Boxing:
    """Return the classes of a box: in it, no answer, and the rest."""
    return Boxing(variable, (frozenset(categories), frozenset(missing)))
