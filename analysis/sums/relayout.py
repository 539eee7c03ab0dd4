"""How sums lie, and how they move into a layout in which more labels, units and cells occur."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.source import Array
from analysis.sums.coding import Codes, Floats
from analysis.sums.frame import Frame
from analysis.sums.keys import KeySet, combine
from analysis.sums.table import Table
from analysis.weighting.fitted import Weighting

Parts = tuple[Codes, ...]
"""Codes by column of the keys that occur, as KeySet.parts gives them."""


class LostError(Exception):
    """A label, unit or weighting cell of before is not there any more."""


@dataclass(frozen=True, eq=False)
class Layout:
    """The labels of the columns taken by their text, the weighting cells and units that occur.

    `cells` has a part per weighting variable; `units` the stratum (from 0) and the clusters, and is
    empty for element samples.
    """

    labels: Mapping[str, tuple[str, ...]]
    cells: Parts
    units: Parts


def layout_of(frame: Frame, weighting: Weighting) -> Layout:
    """Return how sums over a frame under a weighting lie."""
    return Layout(
        {name: coding.labels for name, coding in frame.codings.items()},
        () if weighting.keys is None else weighting.keys.parts(),
        () if frame.units is None else frame.units.parts(),
    )


class Move:
    """The way from an older layout into that of a frame and a weighting.

    Raises LostError when a weighting cell or a unit is not there any more.
    """

    def __init__(self, old: Layout, frame: Frame, weighting: Weighting) -> None:
        self._old, self._frame = old, frame
        self._codes: dict[str, Codes] = {}
        cells = self._find(weighting.keys, old.cells, weighting.variables)
        units = self._units()
        self._axes = {
            "cell": cells,
            "unit": units,
            "pair": (units[:, None] * weighting.cell_count + cells).ravel(),
        }

    def array(
        self, array: Array, axis: str, size: int, table: Table, shape: Sequence[int]
    ) -> Floats:
        """Return sums (products × flat, along an axis of `size`) as they lie now in a table.

        Raises LostError for a label that is not there any more, ValueError when the sums do not
        have the size that they should.
        """
        maps = [self._axes[axis], self._groups(table)]
        maps += [self._labels(name) for name in table.categories]
        maps.append(np.arange(shape[-1]))
        old = array.astype(np.float64).reshape(-1, *map(len, maps))
        moved = np.zeros((len(old), size, *shape))
        moved[np.ix_(np.arange(len(old)), *maps)] = old
        return moved.reshape(len(old), -1)

    def _labels(self, name: str) -> Codes:
        """Return the code now by the code of before, both 0 for missing."""
        if name not in self._codes:
            places = {label: i for i, label in enumerate(self._frame.codings[name].labels, start=1)}
            try:
                known = [places[label] for label in self._old.labels[name]]
            except KeyError as error:
                raise LostError(name) from error
            self._codes[name] = np.array([0, *known], dtype=np.intp)
        return self._codes[name]

    def _groups(self, table: Table) -> Codes:
        """Return the slot now by the slot of before, 0 for rows outside."""
        if table.domain.is_whole:
            return np.zeros(1, dtype=np.intp)
        groups = np.zeros(1, dtype=np.intp)
        for name in table.domain.by:
            codes = self._labels(name)[1:] - 1
            groups = (groups[:, None] * len(self._frame.codings[name].labels) + codes).ravel()
        return np.concatenate([np.zeros(1, dtype=np.intp), groups + 1])

    def _units(self) -> Codes:
        strata, units = self._frame.design.strata, self._frame.units
        if units is None:
            return np.zeros(1, dtype=np.intp) if strata is None else self._labels(strata)[1:] - 1
        first, *clusters = self._old.units
        if strata is not None:
            first = self._labels(strata)[1:][first] - 1
        names = self._frame.design.clusters
        codes = [self._labels(name)[part] for name, part in zip(names, clusters, strict=True)]
        return _positions(units, [first, *codes])

    def _find(self, keys: KeySet | None, parts: Parts, names: Sequence[str]) -> Codes:
        if keys is None:
            return np.zeros(1, dtype=np.intp)
        codes = [self._labels(name)[part] for name, part in zip(names, parts, strict=True)]
        return _positions(keys, codes)


def _positions(keys: KeySet, codes: Sequence[Codes]) -> Codes:
    """Return where keys of before stand among those that occur now."""
    wanted = combine(codes, keys.sizes)
    places = np.searchsorted(keys.keys, wanted)
    if len(wanted) and (not len(keys.keys) or places.max() >= len(keys.keys)):
        raise LostError("a combination that occurred")
    if (keys.keys[places] != wanted).any():
        raise LostError("a combination that occurred")
    return places
