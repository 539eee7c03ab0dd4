"""A snapshot as a source for the analysis."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.source import Array, Column, code_type
from survey_app.store.extract.coding import Shown, StoredColumn
from survey_app.store.extract.layout import BATCH

Piece = Mapping[str, Array]


@dataclass(frozen=True)
class _View:
    """A column as shown: `table[stored]` of another, or the stored array itself."""

    column: Column
    stored: str
    table: Array | Shown | None = None


class SnapshotSource:
    """The rows of a snapshot up to a batch; see `analysis.source.Source`.

    Reads the files as it goes: memory does not grow with the number of responses. Two sources of
    one `identity` begin with the same rows, in the same order; "" says nothing.
    """

    def __init__(  # noqa: PLR0913 - what a snapshot consists of
        self,
        stored: Sequence[StoredColumn],
        pieces: Sequence[Piece],
        labels: Mapping[str, Sequence[str]],
        seeds: Mapping[str, Sequence[str]],
        units: Mapping[str, str | None],
        *,
        identity: str = "",
    ) -> None:
        self.identity = identity
        self._pieces = [piece for piece in pieces if len(piece[BATCH])]
        views = [_fixed(column) for column in stored if column.name not in (*labels, BATCH)]
        for name, known in labels.items():
            present = self._present(name, len(known))
            views.append(_sorted(name, known, present, seeds[name]))
        views.append(_units(labels["collector"], self._present("collector"), units))
        self._views = {view.column.name: view for view in views}
        self.columns: Mapping[str, Column] = {name: v.column for name, v in self._views.items()}
        self.rows = sum(len(piece[BATCH]) for piece in self._pieces)

    def batches(self, names: Iterable[str]) -> Iterator[Mapping[str, Array]]:
        """Yield the named columns piece by piece; KeyError for a name that is not there."""
        yield from self.batches_from(names, 0)

    def batches_from(self, names: Iterable[str], first_row: int) -> Iterator[Mapping[str, Array]]:
        """Yield the rows from `first_row` on; what lies before is not read."""
        views = {name: self._views[name] for name in names}
        left = first_row
        for piece in self._pieces:
            rows = len(piece[BATCH])
            if left < rows:
                yield {name: _show(view, piece, left) for name, view in views.items()}
            left = max(left - rows, 0)

    def _present(self, name: str, size: int = 0) -> list[bool]:
        counts = np.zeros(size + 1, np.int64)
        for piece in self._pieces:
            found = np.bincount(piece[name], minlength=len(counts))
            counts = found + np.pad(counts, (0, len(found) - len(counts)))
        return [bool(count) for count in counts[1:]]


def cut(pieces: Iterable[Piece], upto: int) -> list[Piece]:
    """The rows of batches up to `upto`; rows stand in the order of their batches."""
    kept: list[Piece] = []
    for piece in pieces:
        rows = int(np.searchsorted(piece[BATCH], upto, side="right"))
        kept.append({name: array[:rows] for name, array in piece.items()})
    return kept


def _show(view: _View, piece: Piece, first_row: int) -> Array:
    stored = piece[view.stored][first_row:]
    return stored if view.table is None else view.table[stored]


def _fixed(column: StoredColumn) -> _View:
    return _View(column.column, column.name, column.shown)


def _sorted(name: str, known: Sequence[str], present: Sequence[bool], seed: Sequence[str]) -> _View:
    """A column whose labels grew: those known beforehand, then the others that occur, sorted."""
    others = sorted(
        label for label, occurs in zip(known, present, strict=True) if occurs and label not in seed
    )
    labels = (*seed, *others)
    return _View(Column(name, "category", labels), name, _table(known, labels))


def _units(
    collectors: Sequence[str], present: Sequence[bool], units: Mapping[str, str | None]
) -> _View:
    """The unit of each response's collector."""
    where = [units.get(code) for code in collectors]
    labels = tuple(
        sorted({unit for unit, occurs in zip(where, present, strict=False) if unit and occurs})
    )
    return _View(Column("unit", "category", labels), "collector", _table(where, labels))


def _table(stored: Sequence[str | None], labels: Sequence[str]) -> Array:
    codes: dict[str | None, int] = {label: code for code, label in enumerate(labels, start=1)}
    return np.array([0, *(codes.get(label, 0) for label in stored)], code_type(len(labels)))
