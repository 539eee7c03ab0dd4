"""Tables over the same axes whose people nearly coincide: what one shows bounds another's places.

Each leaves out those without an answer of its own. Where these are few, a place that is shown,
empty or not, bounds the same place that another table hides.
docs/methods/disclosure.md has the argument.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from analysis.disclosure.patterns import Counts, Mask
from analysis.disclosure.release import Place, ReleaseTable

Axes = tuple[str, ...]


def emptied_places(tables: Iterable[ReleaseTable], k: int) -> dict[ReleaseTable, Mask]:
    """Return, per table, which of its empty places hold 1 … k − 1 people in another, and no more.

    A place has levels on two axes or more: those of one axis are hidden in all tables anyway.
    """
    alike: dict[tuple[str, str, Axes], list[ReleaseTable]] = {}
    for table in tables:
        for count in range(2, len(table.axes) + 1):
            for axes in combinations(table.axes, count):
                base = table.base if table.measured in axes else ""
                alike.setdefault((table.where, base, axes), []).append(table)
    found: dict[ReleaseTable, Mask] = {}
    for (_, _, axes), group in alike.items():
        for table, mask in _emptied(group, axes, k) if len(group) > 1 else ():
            found[table] = mask | found.get(table, False)
    return found


def _emptied(
    group: Iterable[ReleaseTable], axes: Axes, k: int
) -> Iterator[tuple[ReleaseTable, Mask]]:
    known: dict[str, dict[str, int]] = {name: {} for name in axes}
    collapsed = []
    for table in group:
        pairs = [pair for pair in zip(table.axes, table.levels, strict=True) if pair[0] in known]
        place = np.ix_(
            *(
                [known[name].setdefault(level, len(known[name])) for level in levels]
                for name, levels in pairs
            )
        )
        collapsed.append((table, place, _over(table, axes)))
    most = np.zeros([len(known[name]) for name in axes], dtype=np.intp)
    for _, place, counts in collapsed:
        most[place] = np.maximum(most[place], counts)
    for table, place, counts in collapsed:
        mask = (counts == 0) & (most[place] > 0) & (most[place] < k)
        if mask.any():
            others = [i for i, name in enumerate(table.axes) if name not in known]
            full = tuple(map(len, table.levels))
            yield table, np.broadcast_to(np.expand_dims(mask, others), full)


def _over(table: ReleaseTable, axes: Axes) -> Counts:
    """Return the people of the places over some axes."""
    counts, _ = table.arrays
    others = tuple(i for i, name in enumerate(table.axes) if name not in axes)
    return np.asarray(counts.sum(axis=others))


def tables_alike(tables: Iterable[ReleaseTable]) -> list[list[ReleaseTable]]:
    """Return the tables that count people at the same places, in the order of the first ones."""
    found: dict[tuple[str, str, Axes], list[ReleaseTable]] = {}
    for table in tables:
        is_alone = bool(table.measured) or len(table.axes) < 2
        found.setdefault((table.where, table.base if is_alone else "", table.axes), []).append(
            table
        )
    return list(found.values())


def hidden_beside(group: Sequence[ReleaseTable], k: int) -> Iterator[tuple[ReleaseTable, Mask]]:
    """Yield tables with places they show and a table that counts nearly the same people hides.

    With these goes the mask of what is hidden then. Nearly the same are fewer than k people more or
    less.
    """
    hidden: dict[Place, set[int]] = {}
    for table in group if len(group) > 1 else ():
        for place, count in table.counts.items():
            if table.hidden is not None and table.hidden[table.index(place)]:
                hidden.setdefault(place, set()).add(count)
    for table in group if hidden else ():
        mask = np.zeros(tuple(map(len, table.levels)), dtype=bool)
        for place, counts in hidden.items():
            own = table.counts.get(place)
            if own is not None:
                mask[table.index(place)] = any(abs(own - count) < k for count in counts)
        if table.hidden is not None and (mask & ~table.hidden).any():
            yield table, mask | table.hidden
