"""Where the numbers come from: named columns, read in batches.

A source is anything that knows its columns and yields batches of them as arrays. Category columns
hold small unsigned codes (0 is missing, `i` stands for `labels[i - 1]`), number columns hold
float64 with NaN for missing. Codes may come as uint8, uint16 or uint32; one source keeps one type
per column.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Kind = Literal["category", "number"]
Array = NDArray[np.generic]
Batch = Mapping[str, Array]

BATCH_ROWS = 131_072


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a source: its name, its kind and, for a category, the labels of its codes."""

    name: str
    kind: Kind
    labels: tuple[str, ...] = ()


class Source(Protocol):
    """Rows of answers, readable as often as needed, always in the same order."""

    @property
    def columns(self) -> Mapping[str, Column]:
        """Every column by name."""

    @property
    def rows(self) -> int:
        """The number of rows."""

    def batches(self, names: Iterable[str]) -> Iterator[Batch]:
        """Yield the named columns batch by batch; every array of a batch has the same length."""


@runtime_checkable
class GrowingSource(Source, Protocol):
    """A source that can be read from a row on without reading those before."""

    def batches_from(self, names: Iterable[str], first_row: int) -> Iterator[Batch]:
        """Yield the rows from `first_row` (the first is 0) on, as `batches` does."""


def batches_from(source: Source, names: Iterable[str], first_row: int) -> Iterator[Batch]:
    """Yield the rows of any source from `first_row` on; one that cannot skip is read whole."""
    if first_row == 0:
        yield from source.batches(names)
    elif isinstance(source, GrowingSource):
        yield from source.batches_from(names, first_row)
    else:
        yield from skip_rows(source.batches(names), first_row)


def skip_rows(batches: Iterable[Batch], count: int) -> Iterator[Batch]:
    """Yield batches without their first `count` rows."""
    left = count
    for batch in batches:
        rows = len(next(iter(batch.values()))) if batch else 0
        if left < rows:
            yield {name: array[left:] for name, array in batch.items()} if left else batch
        left = max(left - rows, 0)


def code_type(labels: int) -> type[np.unsignedinteger]:
    """Return the smallest unsigned type that holds codes 0 … `labels`."""
    if labels <= np.iinfo(np.uint8).max:
        return np.uint8
    return np.uint16 if labels <= np.iinfo(np.uint16).max else np.uint32


@dataclass(frozen=True)
class ArraySource:
    """A source whose columns lie in memory.

    `arrays[name]` holds codes (category) or float64 (number), all of one length. Raises ValueError
    when an array is missing, the lengths differ or a code has no label.
    """

    columns: Mapping[str, Column]
    arrays: Mapping[str, Array]
    batch_rows: int = BATCH_ROWS
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        lengths = {len(self.arrays[name]) for name in self.columns if name in self.arrays}
        if len(lengths) > 1 or set(self.columns) - set(self.arrays):
            raise ValueError("every column needs an array, and all of one length")
        for name, column in self.columns.items():
            codes = self.arrays[name]
            if column.kind == "category" and len(codes) and int(codes.max()) > len(column.labels):
                raise ValueError(f"column {name} holds a code without a label")
        object.__setattr__(self, "rows", lengths.pop() if lengths else 0)

    def batches(self, names: Iterable[str]) -> Iterator[Batch]:
        """Yield slices (no copies) of the named columns, `batch_rows` rows at a time."""
        yield from self.batches_from(names, 0)

    def batches_from(self, names: Iterable[str], first_row: int) -> Iterator[Batch]:
        """Yield slices from a row on."""
        wanted = {name: self.arrays[name] for name in names}
        for start in range(first_row, self.rows, self.batch_rows):
            yield {name: array[start : start + self.batch_rows] for name, array in wanted.items()}


def encode(name: str, values: Iterable[str | None]) -> tuple[Column, Array]:
    """Turn texts into a category column and its codes; None and "" are missing.

    Labels stand in sorted order. Example: `encode("sex", ["nu", "nam", None])` gives labels
    `("nam", "nu")` and codes `[2, 1, 0]`.
    """
    texts = list(values)
    labels = tuple(sorted({text for text in texts if text}))
    codes = {label: code for code, label in enumerate(labels, start=1)}
    array = np.array([codes.get(text or "", 0) for text in texts], dtype=code_type(len(labels)))
    return Column(name, "category", labels), array
