"""Numbers that would tell a hidden category: means, quantiles, shares of several categories.

A boxing divides the categories of a variable into classes (the box, the rest, those that are no
answer). Beside a table of the categories it tells how hidden ones divide over the classes, unless
all of them lie in one class; a mean, a total or a quantile tells them always. Two boxings of a
variable tell their difference, unless a table of the same groups shows the categories themselves.
docs/methods/disclosure.md has the argument.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from analysis.answer import Answer, Cell
from analysis.disclosure.boxing import Boxing, box, boxing_of
from analysis.disclosure.release import base_of_choices, condition
from analysis.disclosure.told import Told
from analysis.estimate.boxes import MeanTopBox
from analysis.estimate.differences import Difference
from analysis.estimate.letters import Letters
from analysis.estimate.means import Mean, Ratio, Total
from analysis.estimate.multiple import Multiple
from analysis.estimate.quantiles import Quantile
from analysis.estimate.request import Request


def cells_to_hide(
    requests: Iterable[Request], answer: Answer, told: Told
) -> list[tuple[Cell, bool]]:
    """Return cells to hide, and cells (True) that only lose their letters."""
    found: list[tuple[Cell, bool]] = []
    gone: set[int] = set()
    first: dict[tuple[str, str], Boxing] = {}
    pairs = list(zip(requests, answer["estimates"], strict=True))
    for request, estimate in pairs:
        tells_all = _tells_together(request, told)
        for cell in estimate["cells"]:
            if not cell["suppressed"] and (tells_all or _tells(request, cell, told, first)):
                found.append((cell, False))
                gone.add(id(cell))
    for request, estimate in pairs:
        if isinstance(request, Multiple) and request.base == "responses":
            found += [(cell, False) for cell in _together(estimate["cells"], gone)]
        if isinstance(request, Letters):
            found += [(cell, True) for cell in _together(estimate["cells"], gone)]
    return found


def _tells(request: Request, cell: Cell, told: Told, first: dict[tuple[str, str], Boxing]) -> bool:
    """Say whether a cell's numbers would tell categories that tables hide."""
    where = condition(request)
    boxing = boxing_of(request, cell)
    places = list(_places(request, cell))
    if boxing is not None:
        other = first.setdefault((where, boxing.variable), boxing) != boxing
        return any(
            told.is_told(where, levels, boxing.variable, boxing)
            or (other and not told.has_table(where, levels, boxing.variable))
            for levels in places
        )
    for variable in _variables(request, cell):
        one: Boxing | None = None
        but: str | None = None
        if isinstance(request, MeanTopBox):
            one = box(variable, request.categories, request.missing)
        if isinstance(request, Multiple):
            but = base_of_choices(request)
        if any(told.is_told(where, levels, variable, one, but=but) for levels in places):
            return True
    return False


def _tells_together(request: Request, told: Told) -> bool:
    """Say whether a mean of boxes would tell what tables of two of its columns hide."""
    if not isinstance(request, MeanTopBox):
        return False
    boxes = [box(name, request.categories, request.missing) for name in request.variables]
    return told.is_told_together(condition(request), boxes)


def _places(request: Request, cell: Cell) -> Iterator[dict[str, str]]:
    """Yield the levels of the groups whose people a cell is about."""
    if isinstance(request, Difference):
        for level in (cell["level"], cell["against"]):
            yield {**cell["by"], request.group: level}
    elif isinstance(request, Letters):
        yield {**cell["by"], request.columns: cell["column"]}
    else:
        yield cell["by"]


def _variables(request: Request, cell: Cell) -> tuple[str, ...]:
    """Return the variables whose numbers a cell shows, none for counts of categories."""
    if isinstance(request, Ratio):
        return request.numerator, request.denominator
    if isinstance(request, MeanTopBox):
        return request.variables
    is_number = (
        isinstance(request, Mean | Quantile | Multiple)
        or (isinstance(request, Total) and not request.indicator)
        or (isinstance(request, Difference) and request.measure == "mean")
    )
    return (cell["variable"] or "",) if is_number else ()


def _together(cells: Iterable[Cell], gone: set[int]) -> Iterator[Cell]:
    """Yield the cells of every group (of every row of letters) that has a hidden cell."""
    for _, part in groupby(cells, key=lambda cell: (cell["by"], cell.get("row"))):
        group = list(part)
        if any(cell["suppressed"] or id(cell) in gone for cell in group):
            yield from group
