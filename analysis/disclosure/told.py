"""What the tables of a release tell of a variable once their small cells are hidden.

A number of a variable at levels of its groups (a mean, a share of several categories) says how the
people at these levels divide over its categories. It adds nothing where a table shows all of
them; where tables hide some, it may tell them. docs/methods/disclosure.md has the argument.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.disclosure.boxing import Boxing
from analysis.disclosure.patterns import Mask
from analysis.disclosure.release import CATEGORIES, ReleaseTable


@dataclass(frozen=True, slots=True)
class _Axis:
    """A variable's axis in a table: hidden categories by place, and those hidden at every place."""

    table: ReleaseTable
    place: int
    labels: tuple[str, ...]
    others: tuple[tuple[str, dict[str, int]], ...]
    hidden: Mask
    everywhere: frozenset[str]

    def hidden_at(self, levels: Mapping[str, str]) -> frozenset[str]:
        """The categories hidden where people of these levels stand, as far as the table knows."""
        if not all(name in levels for name, _ in self.others):
            return self.everywhere
        index = tuple(known.get(levels[name], -1) for name, known in self.others)
        if -1 in index:
            return frozenset()
        return frozenset(self.labels[i] for i in np.flatnonzero(self.hidden[index]))

    def hidden_anywhere(self) -> frozenset[str]:
        """The categories hidden at any place of the table."""
        around = tuple(range(self.hidden.ndim - 1))
        return frozenset(self.labels[i] for i in np.flatnonzero(self.hidden.any(axis=around)))


@dataclass
class Told:
    """The axes of every variable by condition, and which places of category tables are known."""

    axes: dict[tuple[str, str], list[_Axis]] = field(default_factory=dict)
    known: dict[tuple[str, tuple[str, ...], str], tuple[_Axis, Mask]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Iterable[ReleaseTable]) -> "Told":
        """Read tables whose cells are hidden."""
        told = cls()
        for table in tables:
            for place, name in enumerate(table.axes):
                if table.base == CATEGORIES or name == table.measured:
                    told._add(table, place)
        return told

    def _add(self, table: ReleaseTable, place: int) -> None:
        counts, shown = table.arrays
        assert table.hidden is not None  # noqa: S101  # the tables' cells are hidden
        hidden = np.moveaxis(table.hidden, place, -1)
        gone = np.moveaxis(table.hidden | (counts == 0), place, -1)
        around = tuple(range(hidden.ndim - 1))
        everywhere = gone.all(axis=around) & hidden.any(axis=around)
        labels = tuple(table.levels[place])
        pairs = list(zip(table.axes, table.levels, strict=True))
        others = tuple(pair for i, pair in enumerate(pairs) if i != place)
        axis = _Axis(
            table,
            place,
            labels,
            others,
            hidden,
            frozenset(labels[i] for i in np.flatnonzero(everywhere)),
        )
        variable = table.boxing.variable if table.boxing is not None else table.axes[place]
        self.axes.setdefault((table.where, variable), []).append(axis)
        if table.base == CATEGORIES:
            full = np.asarray(np.moveaxis(shown & ~table.hidden, place, -1).all(axis=-1))
            self.known[table.where, table.axes, variable] = axis, full

    def is_known(self, where: str, levels: Mapping[str, str], variable: str) -> bool:
        """Say whether a table shows every category of a variable at these levels."""
        axes = tuple(sorted((*levels, variable)))
        found = self.known.get((where, axes, variable))
        if found is None:
            return False
        axis, full = found
        index = tuple(known.get(levels[name], -1) for name, known in axis.others)
        return -1 not in index and bool(full[index])

    def has_table(self, where: str, levels: Mapping[str, str], variable: str) -> bool:
        """Say whether a table lists the categories by these groups, hidden ones by name."""
        return (where, tuple(sorted((*levels, variable))), variable) in self.known

    def is_told(
        self,
        where: str,
        levels: Mapping[str, str],
        variable: str,
        boxing: Boxing | None = None,
        *,
        but: str | None = None,
    ) -> bool:
        """Say whether a number of a variable at these levels would tell hidden categories.

        With `boxing` only how the people divide over its classes is shown. Tables of the base
        `but` are left out: the number stands in them itself.
        """
        if self.is_known(where, levels, variable):
            return False
        return any(
            labels and (boxing is None or table.base != CATEGORIES or boxing.divides(labels))
            for table, labels in self._hidden(where, levels, variable)
            if table.base != but and (boxing is None or table.boxing is None)
        )

    def is_told_together(self, where: str, boxings: Iterable[Boxing]) -> bool:
        """Say whether how many boxes people are in would tell what tables of two variables hide."""
        divided = Counter(
            axis.table
            for boxing in boxings
            for axis in self.axes.get((where, boxing.variable), ())
            if boxing.divides(axis.hidden_anywhere())
        )
        return any(count > 1 for count in divided.values())

    def _hidden(
        self, where: str, levels: Mapping[str, str], variable: str
    ) -> Iterator[tuple[ReleaseTable, frozenset[str]]]:
        for axis in self.axes.get((where, variable), ()):
            yield axis.table, axis.hidden_at(levels)
