"""Tables that move in steps: what a reader of two states of one survey may learn from both.

A column of a table (a variable at one level of its groups) moves only when at least k people of its
base came since it moved last, and so does whatever is left when the columns that move are taken
from their total. Until then it keeps the numbers shown before and carries the flag `held`. Cells
that were hidden stay hidden while a small cell of their table is, so that a changed companion does
not give the small one away. docs/methods/disclosure.md says what is guaranteed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analysis.answer import Answer, Cell, EstimateAnswer
from analysis.disclosure.hide import suppress

HELD = "held"
Levels = tuple[str, ...]
People = dict[str, dict[Levels, int]]


@dataclass(frozen=True, slots=True)
class ShownState:
    """What was shown of a release: the estimates, and the people of each column when it moved.

    `people` is never shown: by estimate and levels, hidden columns included.
    """

    estimates: list[EstimateAnswer]
    people: People = field(default_factory=dict)


def count_people(answer: Answer) -> People:
    """The people in the base of every column of an answer from which nothing was hidden yet."""
    found: People = {}
    for estimate in answer["estimates"]:
        columns = found.setdefault(estimate["id"], {})
        for cell in estimate["cells"]:
            levels = levels_of(cell)
            columns[levels] = max(columns.get(levels, 0), cell["n"] or 0)
    return found


def levels_of(cell: Cell) -> Levels:
    """The column a cell stands in: its levels in the order of the table's groups."""
    return tuple(cell["by"].values())


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a survey's tables: what was shown `before`, and whether it is the last one.

    The last step, when no more answers can come, holds nothing back.
    """

    before: ShownState | None = None
    is_last: bool = False


def hold_back(
    answer: Answer, people: People, step: Step, k: int, *, withheld: str | None
) -> ShownState:
    """Give the answer the numbers shown before wherever fewer than k people came since.

    `answer` has its small cells hidden already and is changed in place; `people` are those of
    `count_people` before the hiding. People of the class `withheld` hold nothing back: no table is
    about them. Returns the state as it is shown now.
    """
    past = step.before or ShownState([])
    known = {estimate["id"]: estimate for estimate in past.estimates}
    moved: People = {}
    for estimate in answer["estimates"]:
        name = estimate["id"]
        now, then = people[name], past.people.get(name, {})
        came = {
            levels: max(count - then.get(levels, 0), 0)
            for levels, count in now.items()
            if withheld not in levels
        }
        held = set() if step.is_last else columns_to_hold(came, k)
        _keep_before(estimate, known.get(name), held)
        _keep_hidden(estimate, known.get(name), held)
        _drop_tests(estimate, held)
        moved[name] = {
            levels: then.get(levels, 0) if levels in held else count
            for levels, count in now.items()
        }
    return ShownState([_copy(estimate) for estimate in answer["estimates"]], moved)


def columns_to_hold(came: Mapping[Levels, int], k: int) -> set[Levels]:
    """The columns that keep the state shown before, from the people who came to each since.

    Every column with 1 … k − 1 new people; and in each line of the table (the columns that share
    all levels but one, which a total is known of) so many more, the smallest first, that those
    held have k new people together or none.
    """
    held = {levels for levels, count in came.items() if 0 < count < k}
    lines = _lines(came)
    is_changed = bool(held)
    while is_changed:
        is_changed = False
        for line in lines:
            missing = sum(came[levels] for levels in line if levels in held)
            if not 0 < missing < k:
                continue
            rest = [levels for levels in line if levels not in held and came[levels]]
            if rest:
                held.add(min(rest, key=lambda levels: (came[levels], levels)))
                is_changed = True
    return held


def _lines(came: Iterable[Levels]) -> list[list[Levels]]:
    """The columns that differ in one level only: they add up to a column of a smaller table."""
    found: dict[tuple[int, Levels], list[Levels]] = {}
    for levels in came:
        for axis in range(len(levels)):
            rest = levels[:axis] + levels[axis + 1 :]
            found.setdefault((axis, rest), []).append(levels)
    return list(found.values())


def _keep_before(estimate: EstimateAnswer, past: EstimateAnswer | None, held: set[Levels]) -> None:
    """Put the cells shown before in place of those held; hide those that never were shown."""
    if not held:
        return
    shown = _cells(past)
    for cell in estimate["cells"]:
        if levels_of(cell) not in held:
            continue
        old = shown.get(_place(cell))
        if old is None:
            suppress(cell)
        else:
            cell.clear()  # type: ignore[attr-defined]  # a TypedDict is a dict
            cell.update(_copy_cell(old))
        if HELD not in cell["flags"]:
            cell["flags"].append(HELD)


def _keep_hidden(estimate: EstimateAnswer, past: EstimateAnswer | None, held: set[Levels]) -> None:
    """Hide again what was hidden while any cell that was hidden still is."""
    was = {place for place, cell in _cells(past).items() if cell["suppressed"]}
    new = [cell for cell in estimate["cells"] if levels_of(cell) not in held]
    if any(cell["suppressed"] and _place(cell) in was for cell in estimate["cells"]):
        for cell in new:
            if _place(cell) in was and not cell["suppressed"]:
                suppress(cell)


def _drop_tests(estimate: EstimateAnswer, held: set[Levels]) -> None:
    if held or any(cell["suppressed"] for cell in estimate["cells"]):
        for test in estimate.get("tests", {}).values():
            test.update({"statistic": None, "ndf": None, "ddf": None, "p": None})


def _copy(estimate: EstimateAnswer) -> EstimateAnswer:
    """The cells of an estimate as they are now, whatever is done to the answer later."""
    cells = [_copy_cell(cell) for cell in estimate["cells"]]
    return EstimateAnswer(id=estimate["id"], statistic=estimate["statistic"], cells=cells)


def _copy_cell(cell: Cell) -> Cell:
    copied = cell.copy()
    copied["flags"] = list(cell["flags"])
    return copied


def _cells(estimate: EstimateAnswer | None) -> dict[tuple[object, ...], Cell]:
    return {_place(cell): cell for cell in estimate["cells"]} if estimate is not None else {}


def _place(cell: Cell) -> tuple[object, ...]:
    names = ("variable", "category", "row", "column", "prob", "letter", "level", "against")
    return (levels_of(cell), *(cell.get(name) for name in names))
