"""Estimates of one variable among different rows: which of them would tell the rows in between.

The whole sample less `where age > 20` are the answers of the others. A variable is shown under one
condition (the whole sample if it is asked for, else the one of most rows); under another only if
the people between them are none or at least k in every place that both show, and if nothing is
hidden that the two together would tell. docs/methods/disclosure.md has the argument.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analysis.answer import Answer, Cell, EstimateAnswer
from analysis.disclosure.release import BOX, CATEGORIES, NUMBERS, ReleaseTable
from analysis.estimate.crosstab import Crosstab
from analysis.estimate.differences import Difference
from analysis.estimate.letters import Letters
from analysis.estimate.means import Ratio, Total
from analysis.estimate.proportions import Proportion
from analysis.estimate.request import Request
from analysis.lines import GroupingSource
from analysis.plan import Plan
from analysis.sample import SampleDesign
from analysis.source import Source
from analysis.sums.frame import Frame
from analysis.sums.where import Where, rows_where, where_columns
from questionnaires.expression import names

Place = frozenset[tuple[str, str]]
Levels = Mapping[tuple[str, str], Set[str]]


class Kind(Enum):
    """How an estimate speaks of a variable: its categories, a number of it, or its condition."""

    CATEGORIES = "categories"
    NUMBER = "number"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Use:
    """A variable in an estimate: among which rows, and with which columns in its table.

    The `axes` are the columns of the table; a variable that only the condition reads is none.
    `inside` says whether cells are hidden that lie in no level hidden as a whole, `levels` whether
    a category of the variable is hidden as a whole.
    """

    variable: str
    where: Where | None
    axes: frozenset[str]
    estimate: EstimateAnswer
    kind: Kind
    inside: bool
    levels: bool

    @property
    def text(self) -> str:
        """The condition; empty for the whole sample."""
        return self.where.text if self.where is not None else ""

    @property
    def columns(self) -> frozenset[str]:
        """The names that the condition reads."""
        return frozenset(names(self.where.tree)) if self.where is not None else frozenset()

    @property
    def is_slice(self) -> bool:
        """Whether the condition only leaves levels of the table's own axes out."""
        return self.columns <= self.axes

    @property
    def groups(self) -> frozenset[str]:
        """The other axes of the table."""
        return self.axes - {self.variable}

    @property
    def has_hidden(self) -> bool:
        """Whether any cell of the estimate is hidden."""
        return any(cell["suppressed"] for cell in self.estimate["cells"])

    @property
    def people(self) -> int:
        """The people of the largest base shown: about how many rows the condition holds for."""
        return max((cell["n"] or 0 for cell in self.estimate["cells"]), default=0)

    @property
    def about(self) -> frozenset[str]:
        """The other columns that the estimate speaks of."""
        return (self.groups | self.columns) - {self.variable}


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many rows two conditions hold for: only the one, only the other, both."""

    one: int
    other: int
    both: int


def estimates_to_hide(
    plan: Plan,
    answer: Answer,
    tables: Iterable[ReleaseTable],
    levels: Levels,
    source: Source | GroupingSource,
) -> list[EstimateAnswer]:
    """Return the estimates that would tell, beside others of the same variable, a few people.

    `levels` are those hidden in all tables, by condition and column.
    Reads the columns of the conditions once where a variable has several that are no mere levels
    of a table's axes.
    """
    uses: dict[str, dict[str, list[Use]]] = {}
    found: list[Use] = []
    for request, estimate in zip(plan.estimates, answer["estimates"], strict=True):
        for use in _uses(request, estimate, levels):
            uses.setdefault(use.variable, {}).setdefault(use.text, []).append(use)
            if use.variable not in use.axes and levels.get(("", use.variable)):
                found.append(use)  # its base counts people at levels that tables hide
    mixed = {name: by_text for name, by_text in uses.items() if len(by_text) > 1}
    if not mixed:
        return [use.estimate for use in found]
    tables = list(tables)
    overlaps = _overlaps(mixed.values(), source)
    reader = _Reader(plan, tables, levels, _seen_levels(tables), overlaps)
    found += [use for by_text in mixed.values() for use in reader.refused(by_text)]
    found += [use for by_text in mixed.values() for use in _numbers_told(by_text)]
    return [use.estimate for use in found]


def _uses(request: Request, estimate: EstimateAnswer, levels: Levels) -> Iterator[Use]:
    """Yield a request's variables, then the columns of its condition, with their tables' axes."""
    groups, measured = set(request.domain.by), _measured(request)
    if isinstance(request, Difference):
        groups.add(request.group)
    if isinstance(request, Letters):
        groups.add(request.columns)
    if isinstance(request, Crosstab):
        groups |= {request.rows, request.columns}
    where = request.domain.where
    for variable in dict.fromkeys(measured):
        axes = frozenset(groups | {variable})
        inside, whole = _hidden_parts(request, estimate, variable, levels)
        kind = Kind.CATEGORIES if _lists_categories(request) else Kind.NUMBER
        yield Use(variable, where, axes, estimate, kind, inside, whole)
    for column in names(where.tree) if where is not None else ():
        if column not in measured:
            axes = frozenset(groups | set(measured))
            hidden = any(cell["suppressed"] for cell in estimate["cells"])
            yield Use(column, where, axes, estimate, Kind.CONDITION, hidden, hidden)


def _lists_categories(request: Request) -> bool:
    return isinstance(request, Crosstab | Proportion) or (
        isinstance(request, Total) and request.indicator
    )


def _hidden_parts(
    request: Request, estimate: EstimateAnswer, variable: str, levels: Levels
) -> tuple[bool, bool]:
    """Say whether cells are hidden inside, and whether whole categories of the variable are."""
    where = request.domain.where.text if request.domain.where is not None else ""
    inside = whole = False
    for cell in estimate["cells"]:
        if cell["suppressed"]:
            place = _place(request, cell)
            gone = [name for name, level in place if level in levels.get((where, name), ())]
            inside = inside or not gone
            whole = whole or variable in gone
    return inside, whole


def _place(request: Request, cell: Cell) -> list[tuple[str, str | None]]:
    """Return the levels of all axes of a cell's table."""
    place: list[tuple[str, str | None]] = list(cell["by"].items())
    if isinstance(request, Crosstab):
        return [*place, (request.rows, cell["row"]), (request.columns, cell["column"])]
    if isinstance(request, Letters):
        return [*place, (request.variable, cell["row"]), (request.columns, cell["column"])]
    if isinstance(request, Difference):
        place += [(request.group, cell["level"]), (request.group, cell["against"])]
    return [*place, (cell["variable"] or "", cell["category"])]


def _measured(request: Request) -> tuple[str, ...]:
    if isinstance(request, Crosstab):
        return request.rows, request.columns
    if isinstance(request, Ratio):
        return request.numerator, request.denominator
    if isinstance(request, Difference | Letters):
        return (request.variable,)
    return tuple(getattr(request, "variables", ()))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is needed to hold two conditions against each other.

    `seen` are the levels at which tables count people, by condition and column.
    """

    plan: Plan
    tables: list[ReleaseTable]
    levels: Levels
    seen: Levels
    overlaps: Mapping[tuple[str, str], Overlap]

    def refused(self, by_text: Mapping[str, list[Use]]) -> Iterator[Use]:
        """Yield the uses of one variable whose condition is not shown beside the others."""
        order = sorted(by_text, key=lambda text: (text != "", -_people(by_text[text])))
        accepted = order[:1]
        for text in order[1:]:
            if all(self._may_stand(by_text, text, other) for other in accepted) and not (
                self._rest(text, accepted)
            ):
                accepted.append(text)
            else:
                yield from by_text[text]

    def _may_stand(self, by_text: Mapping[str, list[Use]], text: str, other: str) -> bool:
        one, two = by_text[text], by_text[other]
        overlap = self.overlaps.get((text, other))
        if other != "":
            if overlap is None or overlap.both == 0:
                return True  # both leave out levels of their tables' axes, or nobody is in both
            if 0 < max(overlap.one, overlap.other) < self.plan.minimum_base:
                return False
        is_slice = all(use.is_slice for use in one)
        is_read = any(use.kind is Kind.CONDITION for use in two)
        if _clash(two, one) or ((is_read or not is_slice) and _clash(one, two)):
            return False
        is_nested = other == "" or (overlap is not None and 0 in (overlap.one, overlap.other))
        return not is_nested or not self._tells_few(one, two, is_slice=is_slice)

    def _tells_few(self, one: list[Use], two: list[Use], *, is_slice: bool) -> bool:
        """Say whether the people between two nested conditions are few at any common place.

        A slice is its table without some levels: of its places only those count that both tables
        show whole, and none where the levels are of people who withheld the group.
        """
        variable = one[0].variable
        bases_only = is_slice and all(self._leaves_withheld_out(use) for use in one)
        for table in self._tables_of(one[0].text, variable):
            for other in self._tables_of(two[0].text, variable):
                if not _same_people(table, other):
                    continue
                common = set(table.axes) & set(other.axes)
                bases = common - {variable, table.measured} if is_slice else common
                counts, others = _collapsed(table, bases), _collapsed(other, bases)
                if self._has_few(counts, others, counts.keys() | others.keys()):
                    return True
                if is_slice and not bases_only:
                    counts, others = _collapsed(table, common), _collapsed(other, common)
                    partly = _partly_hidden(table, common) | _partly_hidden(other, common)
                    if self._has_few(counts, others, counts.keys() - partly):
                        return True
        return False

    def _has_few(
        self, counts: Mapping[Place, int], others: Mapping[Place, int], places: Iterable[Place]
    ) -> bool:
        return any(
            0 < abs(counts.get(place, 0) - others.get(place, 0)) < self.plan.minimum_base
            and self._is_shown(place)
            for place in places
        )

    def _leaves_withheld_out(self, use: Use) -> bool:
        """Say whether a slice leaves out no people but those who withheld a group."""
        return self.plan.withheld is not None and all(
            self._people_at(name) - self.seen[use.text, name] <= {self.plan.withheld}
            for name in use.columns - {use.variable}
            if (use.text, name) in self.seen
        )

    def _people_at(self, name: str) -> Set[str]:
        """Return the levels of a column with people; all it has where no table counts them."""
        listed = (
            levels
            for table in self.tables
            for axis, levels in zip(table.axes, table.levels, strict=True)
            if axis == name
        )
        return self.seen.get(("", name)) or set[str]().union(*listed)

    def _is_shown(self, place: Place) -> bool:
        """Say whether no level of a place is withheld, or hidden in all tables."""
        return not any(
            level == self.plan.withheld or level in self.levels.get(("", name), ())
            for name, level in place
        )

    def _tables_of(self, where: str, variable: str) -> Iterator[ReleaseTable]:
        for table in self.tables:
            is_number = table.base.startswith(NUMBERS) and variable in table.base.split(" ")
            if table.where == where and (variable in table.variables or is_number):
                yield table

    def _rest(self, text: str, accepted: list[str]) -> bool:
        """Say whether a condition and others apart from it leave few rows of one around them."""
        for around in accepted:
            parts = [text]
            for part in accepted:
                if self._is_inside(part, around) and all(self._apart(part, p) for p in parts):
                    parts.append(part)
            if not all(self._is_inside(part, around) for part in parts):
                continue
            whole = self.overlaps.get((around, around))
            sizes = [self.overlaps.get((part, part)) for part in parts]
            if whole is None or None in sizes:
                continue
            rest = whole.both - sum(size.both for size in sizes if size is not None)
            if 0 < rest < self.plan.minimum_base:
                return True
        return False

    def _is_inside(self, text: str, around: str) -> bool:
        overlap = self.overlaps.get((text, around))
        return text != around and overlap is not None and overlap.one == 0

    def _apart(self, text: str, other: str) -> bool:
        overlap = self.overlaps.get((text, other))
        return overlap is not None and overlap.both == 0


def _people(uses: Iterable[Use]) -> int:
    return max(use.people for use in uses)


def _clash(uses: Iterable[Use], others: Iterable[Use]) -> bool:
    """Say whether hidden cells of some tables lie on axes that the others speak about.

    Levels that are hidden as a whole are hidden under every condition: they clash with a number or
    a condition only.
    """
    others = list(others)
    known = frozenset[str]().union(*(use.groups | use.columns for use in others))
    told = any(use.kind is not Kind.CATEGORIES or use.variable in use.columns for use in others)
    return any(
        (use.inside and use.groups <= known | use.columns) or (use.levels and told) for use in uses
    )


def _numbers_told(by_text: Mapping[str, list[Use]]) -> Iterator[Use]:
    """Yield numbers of a variable that tell what another condition's tables of it hide."""
    uses = [use for found in by_text.values() for use in found]
    for use in uses:
        if use.kind is not Kind.NUMBER:
            continue
        for other in uses:
            apart = other.text != use.text and other.has_hidden
            if apart and (use.about <= other.about or other.about <= use.about):
                yield use
                break


def _same_people(table: ReleaseTable, other: ReleaseTable) -> bool:
    """Say whether two tables count the people with an answer to the same columns."""
    if table.base == other.base:
        return table.base != BOX or table.measured == other.measured
    pair = {table.base[: len(NUMBERS)], other.base[: len(NUMBERS)]}
    return pair == {CATEGORIES, NUMBERS}


def _collapsed(table: ReleaseTable, axes: set[str]) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for place, count in table.counts.items():
        key = frozenset(pair for pair in place if pair[0] in axes)
        found[key] = found.get(key, 0) + count
    return found


def _seen_levels(tables: Iterable[ReleaseTable]) -> Levels:
    """Return the levels at which tables count people, by condition and column."""
    found: dict[tuple[str, str], set[str]] = {}
    for table in tables:
        for place, count in table.counts.items():
            for name, level in place if count else ():
                found.setdefault((table.where, name), set()).add(level)
    return found


def _partly_hidden(table: ReleaseTable, axes: set[str]) -> set[Place]:
    """Return the places over some axes of which a cell with people is hidden."""
    return {
        frozenset(pair for pair in place if pair[0] in axes)
        for place, count in table.counts.items()
        if count and table.hidden is not None and table.hidden[table.index(place)]
    }


def _overlaps(
    mixed: Iterable[Mapping[str, list[Use]]], source: Source | GroupingSource
) -> dict[tuple[str, str], Overlap]:
    """Count the rows of the conditions that stand beside each other in one variable."""
    wheres: dict[str, Where] = {}
    for by_text in mixed:
        found = {text: uses[0].where for text, uses in by_text.items() if text}
        if len(found) > 1 and not all(use.is_slice for uses in by_text.values() for use in uses):
            wheres.update({text: where for text, where in found.items() if where is not None})
    if not wheres:
        return {}
    columns = frozenset[str]().union(*(where_columns(w, source.columns) for w in wheres.values()))
    texts = ["", *wheres]
    both = np.zeros((len(texts), len(texts)), dtype=np.int64)
    for rows in Frame(source, SampleDesign()).scan(columns, keys=columns):
        true: list[NDArray[np.bool_]] = [np.ones(rows.count, dtype=bool)]
        true += [
            rows_where(where, rows.batch, source.columns, rows.count) for where in wheres.values()
        ]
        for i, j in combinations(range(len(texts)), 2):
            both[i, j] += rows.count_true(true[i] & true[j])
        both[np.diag_indices(len(texts))] += [rows.count_true(one) for one in true]
    both = np.maximum(both, both.T)
    return {
        (one, two): Overlap(
            int(both[i, i] - both[i, j]), int(both[j, j] - both[i, j]), int(both[i, j])
        )
        for i, one in enumerate(texts)
        for j, two in enumerate(texts)
    }
