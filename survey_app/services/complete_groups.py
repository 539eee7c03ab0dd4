"""Group columns without holes: everybody stands in exactly one class of every group.

People who would not say, or were not asked, become a class of their own. Only so do the classes
add up to the total, which both the raking (DESIGN §3: "their own class at its observed share") and
the hiding of small cells need: a total less the shown classes would give away the rest.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.source import Array, Batch, Column, Source, code_type

UNKNOWN = "_unknown"
"""The label of the class of those without an answer; no code of a questionnaire starts so."""


@dataclass(frozen=True)
class CompleteGroups:
    """A source whose named columns have their missing values and codes in the class `_unknown`.

    `missing` maps a column to the codes that mean "would not say". Columns that the source does
    not have are left out.
    """

    source: Source
    missing: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        known = {name: codes for name, codes in self.missing.items() if name in self.source.columns}
        object.__setattr__(self, "missing", known)

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns, those completed with the class of the unknown at the end."""
        return {
            name: Column(name, "category", self._labels(column)) if name in self.missing else column
            for name, column in self.source.columns.items()
        }

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.source.rows

    def batches(self, names: Iterable[str]) -> Iterator[Batch]:
        """The batches of the source with the named columns completed."""
        wanted = tuple(names)
        maps = {name: self._recode(name) for name in wanted if name in self.missing}
        for batch in self.source.batches(wanted):
            yield {
                name: maps[name][array] if name in maps else array for name, array in batch.items()
            }

    def _labels(self, column: Column) -> tuple[str, ...]:
        out = self.missing[column.name]
        return (*(label for label in column.labels if label not in out), UNKNOWN)

    def _recode(self, name: str) -> Array:
        column = self.source.columns[name]
        labels = self._labels(column)
        new = {label: code for code, label in enumerate(labels, start=1)}
        codes = [new[UNKNOWN], *(new.get(label, new[UNKNOWN]) for label in column.labels)]
        return np.array(codes, dtype=code_type(len(labels)))


def class_shares(source: Source, column: str) -> dict[str, float]:
    """The share of the rows in each class of a completed column; classes without rows are 0."""
    labels = source.columns[column].labels
    counts = np.zeros(len(labels) + 1)
    for batch in source.batches([column]):
        counts += np.bincount(batch[column], minlength=len(labels) + 1)
    total = max(source.rows, 1)
    return {label: float(counts[code]) / total for code, label in enumerate(labels, start=1)}
