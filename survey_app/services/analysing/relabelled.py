"""Columns as the plan counts them: groups without holes, items without the codes outside the base.

People who would not say which group they are in, or were not asked, become a class of their own.
Only so do the classes add up to the total, which both the raking (DESIGN §3: "their own class at
its observed share") and the hiding of small cells need: a total less the shown classes would give
away the rest. On an item the codes marked `missing` are what an unanswered question is: missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.source import Array, Batch, Column, Source, batches_from, code_type
from survey_app.services.analysing.source_view import SourceView

UNKNOWN = "_unknown"
"""The label of the class of those without an answer; no code of a questionnaire starts so."""


@dataclass(frozen=True)
class Relabel:
    """The new labels of a category column, and the new label of each old one.

    `new[0]` is for missing values, `new[i]` for the old code i; None becomes missing.
    """

    labels: tuple[str, ...]
    new: tuple[str | None, ...]

    def table(self) -> Array:
        """The new code by the old one."""
        codes = {label: code for code, label in enumerate(self.labels, start=1)}
        values = [0 if label is None else codes[label] for label in self.new]
        return np.array(values, dtype=code_type(len(self.labels)))


def complete(column: Column, missing: Iterable[str] = ()) -> Relabel:
    """A group with the class of the unknown at the end, which takes in the codes `missing`."""
    out = frozenset(missing)
    kept = tuple(label for label in column.labels if label not in out)
    new = (UNKNOWN, *(UNKNOWN if label in out else label for label in column.labels))
    return Relabel((*kept, UNKNOWN), new)


def without(column: Column, missing: Iterable[str]) -> Relabel:
    """An item whose codes `missing` are missing values."""
    out = frozenset(missing)
    kept = tuple(label for label in column.labels if label not in out)
    return Relabel(kept, (None, *(None if label in out else label for label in column.labels)))


@dataclass(frozen=True)
class Relabelled(SourceView):
    """A source some of whose category columns have other labels."""

    changes: Mapping[str, Relabel]

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns, with the new labels."""
        return {
            name: Column(name, "category", self.changes[name].labels)
            if name in self.changes
            else column
            for name, column in self.source.columns.items()
        }

    def batches_from(self, names: Iterable[str], first_row: int) -> Iterator[Batch]:
        """The batches of the source from a row on, recoded."""
        wanted = tuple(names)
        tables = {name: self.changes[name].table() for name in wanted if name in self.changes}
        for batch in batches_from(self.source, wanted, first_row):
            yield {
                name: tables[name][array] if name in tables else array
                for name, array in batch.items()
            }


def count_classes(source: Source, column: str) -> dict[str, int]:
    """The number of rows in each class of a category column, missing values left out."""
    labels = source.columns[column].labels
    counts = np.zeros(len(labels) + 1, dtype=np.int64)
    for batch in source.batches([column]):
        counts += np.bincount(batch[column], minlength=len(labels) + 1)
    return dict(zip(labels, counts[1:].tolist(), strict=True))


def class_shares(source: Source, column: str) -> dict[str, float]:
    """The share of the rows in each class of a column; classes without rows are 0."""
    total = max(source.rows, 1)
    return {label: count / total for label, count in count_classes(source, column).items()}
