"""Which cells of a table of counts to hide so that nobody can tell a small one.

A hidden cell is safe when, for all that the shown numbers say, it could hold k people or more.
Three moves are used, each with its proof in docs/methods/disclosure.md:

- levels: on an axis whose total is known, the hidden levels together hold at least k;
- blocks: in a two-way table a small cell lies in a hidden block in which its row and its column
  each hold at least k, so by Fréchet's bound the cell could hold k (margins stay as they are);
- boxes: in a three-way table a small cell is the corner of a hidden 2 × 2 × 2 box along whose
  edges enough people could change places with all two-way margins as they are; a table where a
  small cell has no such box, or of more axes, is hidden whole.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.intp]
Mask = NDArray[np.bool_]


def hidden_levels(counts: Counts, k: int, given: Collection[int] = ()) -> set[int]:
    """Return the levels of an axis to hide: those under k, those given, and enough others.

    Empty when nothing has to be hidden. All levels when the axis holds fewer than k people.
    """
    hidden = {int(i) for i in np.flatnonzero((counts > 0) & (counts < k))} | set(given)
    if not hidden:
        return hidden
    return _grow(hidden, counts, k)


def _grow(chosen: set[int], counts: Counts, k: int) -> set[int]:
    """Add levels until the chosen hold k: the smallest that suffices, else the largest."""
    others = counts.astype(np.float64)
    others[list(chosen)] = 0
    missing = k - int(counts[list(chosen)].sum())
    grown = set(chosen)
    while missing > 0:
        enough = np.where(others >= missing, others, np.inf)
        best = int(enough.argmin() if np.isfinite(enough).any() else others.argmax())
        if others[best] == 0:
            return set(range(len(counts)))
        grown.add(best)
        missing -= int(counts[best])
        others[best] = 0
    return grown


def hide_table(
    counts: Counts,
    shown: Mask,
    k: int,
    given: Sequence[Collection[int]],
    told: Mask | None = None,
) -> Mask:
    """Return the mask of cells to hide.

    `shown` marks cells that would be printed (others are unknown anyway), `given[a]` the levels of
    axis `a` hidden everywhere, `told` the places to hide because another table would tell them.
    """
    hidden = np.zeros(counts.shape, dtype=bool)
    if counts.ndim == 0:
        return np.asarray((counts > 0) & (counts < k))
    levels = []
    for axis in range(counts.ndim):
        others = tuple(a for a in range(counts.ndim) if a != axis)
        chosen = hidden_levels(counts.sum(axis=others), k, given[axis])
        levels.append(chosen)
        place = [slice(None)] * counts.ndim
        for level in chosen:
            place[axis] = level  # type: ignore[call-overload]  # an index where a slice stood
            hidden[tuple(place)] = True
    if counts.ndim == 1:
        return hidden
    told = np.zeros_like(hidden) if told is None else told
    return hidden | _hide_inside(counts, shown, told, k, levels)


def _hide_inside(
    counts: Counts, shown: Mask, told: Mask, k: int, levels: Sequence[set[int]]
) -> Mask:
    """Hide inside the table whose hidden levels are merged into one level per axis."""
    merged, places = counts, []
    seen = shown
    for axis, chosen in enumerate(levels):
        place = _merged_places(counts.shape[axis], chosen)
        merged = _merge(merged, place, axis)
        seen, told = (_merge(mask.astype(np.intp), place, axis) > 0 for mask in (seen, told))
        places.append(place)
    small = (((merged > 0) & (merged < k)) | told) & seen
    inside = None
    if counts.ndim == 2:
        inside = _hide_blocks(merged, small, k)
    elif counts.ndim == 3:
        inside = _hide_boxes(merged, small, k)
    if inside is None:
        inside = np.full(merged.shape, bool(small.any()))
    return np.asarray(inside[np.ix_(*places)])


def _merged_places(size: int, chosen: set[int]) -> Counts:
    """Return the place of every level after merging the chosen ones into the last place."""
    places = np.zeros(size, dtype=np.intp)
    kept = [i for i in range(size) if i not in chosen]
    places[kept] = np.arange(len(kept))
    places[list(chosen)] = len(kept)
    return places


def _merge(counts: Counts, places: Counts, axis: int) -> Counts:
    moved = np.moveaxis(counts, axis, 0)
    merged = np.zeros((int(places.max()) + 1, *moved.shape[1:]), dtype=np.intp)
    np.add.at(merged, places, moved)
    return np.moveaxis(merged, 0, axis)


def _hide_blocks(counts: Counts, small: Mask, k: int) -> Mask:
    """Hide a block around every small cell of a two-way table whose margins hold k or nothing."""
    hidden = small.copy()
    order = sorted(zip(*np.nonzero(small), strict=True), key=lambda cell: counts[cell])
    for row, column in order:
        columns = _reach({int(column)}, counts[row], hidden[row], k)
        rows_hidden = np.asarray(hidden[:, sorted(columns)].all(axis=1))
        rows = _reach({int(row)}, counts[:, column], rows_hidden, k)
        hidden[np.ix_(sorted(rows), sorted(columns))] = True
    return hidden


def _hide_boxes(counts: Counts, small: Mask, k: int) -> Mask | None:
    """Hide a box around every small cell of a three-way table; None when one has none.

    With the far corner (i, g, h) apart in all three axes, δ people can leave the three neighbours
    of the small cell and the corner opposite to it, and enter the other four.
    """
    hidden = small.copy()
    for cell in sorted(zip(*np.nonzero(small), strict=True), key=lambda place: counts[place]):
        a, b, c = (int(i) for i in cell)
        room = np.minimum(counts[:, b, c][:, None, None], counts[a, :, c][None, :, None])
        room = np.minimum(np.minimum(room, counts[a, b, :][None, None, :]), counts)
        room[a], room[:, b], room[:, :, c] = -1, -1, -1
        if room.max(initial=-1) < k - counts[a, b, c]:
            return None
        lost = np.where(hidden, 0, counts + 1)
        cost = lost + lost[a] + lost[:, b][:, None] + lost[:, :, c][:, :, None]
        cost += lost[a, b] + lost[a, :, c][:, None] + lost[:, b, c][:, None, None]
        cost = np.where(room >= k - counts[a, b, c], cost, np.iinfo(cost.dtype).max)
        i, g, h = np.unravel_index(cost.argmin(), cost.shape)
        hidden[np.ix_(sorted({a, int(i)}), sorted({b, int(g)}), sorted({c, int(h)}))] = True
    return hidden


def _reach(start: set[int], counts: Counts, hidden: Mask, k: int) -> set[int]:
    """Return positions holding k together, taking those already hidden first."""
    chosen = set(start)
    held = int(counts[list(start)].sum())
    positions = np.flatnonzero(hidden & (counts > 0))
    for position in positions[np.argsort(-counts[positions], kind="stable")]:
        if held >= k:
            return chosen
        held += 0 if int(position) in chosen else int(counts[position])
        chosen.add(int(position))
    return _grow(chosen, counts, k)
