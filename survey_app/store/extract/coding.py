"""From decoded answers to arrays: one class per way of storing an item."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.source import Array, Column, code_type
from questionnaires.model import AnyItem, GridItem, Questionnaire

Shown = NDArray[np.float64]


@dataclass(frozen=True)
class StoredColumn:
    """A column of the snapshot: what the analysis sees, the type on disk, the way between.

    `shown[stored]` is the value when `shown` is given: small whole numbers are stored in a byte.
    """

    column: Column
    dtype: np.dtype[np.generic]
    shown: Shown | None = None

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name


class Coder(Protocol):
    """Reads one field of the answers, decoded as `json_type` or None, into its columns."""

    @property
    def json_type(self) -> object:
        """What msgspec decodes the field as."""

    @property
    def columns(self) -> tuple[StoredColumn, ...]:
        """The columns that `encode` fills."""

    def encode(self, values: Sequence[object]) -> list[Array]:
        """One array per column, as long as `values`."""


class Codes(dict[object, int]):
    """The codes of known labels from 1 on; anything else, above all None, is 0: missing."""

    def __init__(self, labels: Iterable[str]) -> None:
        super().__init__((label, code) for code, label in enumerate(labels, start=1))

    def __missing__(self, label: object) -> int:
        return 0


class GrowingCodes(dict[object, int]):
    """Codes from 1 on for whatever labels turn up, in the order they do; None is 0."""

    def __init__(self, labels: Iterable[str]) -> None:
        self.labels = list(labels)
        super().__init__((label, code) for code, label in enumerate(self.labels, start=1))
        self[None] = 0

    def __missing__(self, label: object) -> int:
        text = str(label)  # a date comes as text or as a date, as the driver has it
        if text not in self:
            self.labels.append(text)
            self[text] = len(self.labels)
        self[label] = self[text]
        return self[label]


def lookup(
    codes: Mapping[object, int], values: Sequence[object], dtype: np.dtype[np.generic]
) -> Array:
    """The codes of the values, without a Python step per value."""
    found = map(codes.__getitem__, values)
    if dtype.itemsize == 1:
        return np.frombuffer(bytes(found), dtype)  # a quarter faster than fromiter
    return np.fromiter(found, dtype, len(values))


class OneChoice:
    """`single` and `scale`: the code of the choice."""

    json_type: object = str

    def __init__(self, name: str, labels: tuple[str, ...]) -> None:
        self._codes = Codes(labels)
        self._dtype = np.dtype(code_type(len(labels)))
        self.columns = (StoredColumn(Column(name, "category", labels), self._dtype),)

    def encode(self, values: Sequence[object]) -> list[Array]:
        """Codes from 1 on in the order of the questionnaire."""
        return [lookup(self._codes, values, self._dtype)]


class Grid:
    """`grid`: a row is a choice of its own."""

    def __init__(self, name: str, rows: Sequence[str], labels: tuple[str, ...]) -> None:
        self.json_type, self._getters = record(name, dict.fromkeys(rows, str))
        self._blank = cast("Callable[[], object]", self.json_type)()
        self._rows = [OneChoice(f"{name}.{row}", labels) for row in rows]
        self.columns = tuple(column for row in self._rows for column in row.columns)

    def encode(self, values: Sequence[object]) -> list[Array]:
        """A column per row."""
        filled = [self._blank if value is None else value for value in values]
        return [
            array
            for row, get in zip(self._rows, self._getters, strict=True)
            for array in row.encode(list(map(get, filled)))
        ]


class Several:
    """`multiple` and `ranking`: a column per choice.

    People choose the same things: each different list of codes becomes a line of small numbers
    once, and the rows look their line up.
    """

    json_type: object = tuple[str, ...]

    def __init__(self, name: str, labels: tuple[str, ...], *, ranked: bool) -> None:
        self._lines = _Lines(labels, ranked=ranked)
        self._dtype = self._lines.lines[0].dtype
        first = 1 if ranked else 0
        shown = np.array([np.nan, *range(first, len(labels) + 2)], np.float64)
        self.columns = tuple(
            StoredColumn(Column(f"{name}.{label}", "number"), self._dtype, shown)
            for label in labels
        )

    def encode(self, values: Sequence[object]) -> list[Array]:
        """For `multiple` 0 missing, 1 not chosen, 2 chosen; for `ranking` the rank or 0."""
        lines = lookup(self._lines, values, np.dtype(np.intp))
        table = np.array(self._lines.lines)[lines].T
        self._lines.forget_many()
        return list(table)


MANY_LINES = 20_000


class _Lines(dict[object, int]):
    """The place in `lines` of every list of codes that turned up; the first is "no answer"."""

    def __init__(self, labels: tuple[str, ...], *, ranked: bool) -> None:
        super().__init__({None: 0})
        self._places = {label: place for place, label in enumerate(labels)}
        self._ranked = ranked
        self.lines = [np.zeros(len(labels), code_type(len(labels) + 2))]

    def __missing__(self, chosen: object) -> int:
        line = np.full_like(self.lines[0], 0 if self._ranked else 1)
        for rank, code in enumerate(cast("tuple[str, ...]", chosen), start=1):
            if code in self._places:
                line[self._places[code]] = rank if self._ranked else 2
        self.lines.append(line)
        self[chosen] = len(self.lines) - 1
        return self[chosen]

    def forget_many(self) -> None:
        """Start again when nearly every ranking is another one: memory stays bounded."""
        if len(self.lines) > MANY_LINES:
            del self.lines[1:]
            self.clear()
            self[None] = 0


class Number:
    """`integer` and `decimal`: the number."""

    json_type: object = float

    def __init__(self, name: str) -> None:
        self.columns = (StoredColumn(Column(name, "number"), np.dtype(np.float64)),)

    def encode(self, values: Sequence[object]) -> list[Array]:
        """NaN where there is none."""
        return [np.array(values, np.float64)]


def record(
    name: str, fields: Mapping[str, object]
) -> tuple[type[msgspec.Struct], tuple[Callable[[object], object], ...]]:
    """A type that msgspec decodes straight into, every field optional, and a getter per field.

    Fields are numbered inside, so that no key of a questionnaire meets a word of Python.
    """
    numbered = {f"f{place}": key for place, key in enumerate(fields)}
    made = msgspec.defstruct(
        f"Record_{name}",
        [(field, fields[key] | None, None) for field, key in numbered.items()],  # type: ignore[operator]  # a type
        rename=numbered,
        gc=False,
    )
    return made, tuple(attrgetter(field) for field in numbered)


def _one_choice(questionnaire: Questionnaire, item: AnyItem) -> Coder:
    return OneChoice(item.id, _labels(questionnaire, item))


def _grid(questionnaire: Questionnaire, item: AnyItem) -> Coder:
    rows = [row.code for row in cast("GridItem", item).rows]
    return Grid(item.id, rows, _labels(questionnaire, item))


def _multiple(questionnaire: Questionnaire, item: AnyItem) -> Coder:
    return Several(item.id, _labels(questionnaire, item), ranked=False)


def _ranking(questionnaire: Questionnaire, item: AnyItem) -> Coder:
    return Several(item.id, _labels(questionnaire, item), ranked=True)


def _labels(questionnaire: Questionnaire, item: AnyItem) -> tuple[str, ...]:
    return tuple(choice.code for choice in questionnaire.choices_of(item))


CODERS: Mapping[str, Callable[[Questionnaire, AnyItem], Coder]] = {
    "single": _one_choice,
    "scale": _one_choice,
    "grid": _grid,
    "multiple": _multiple,
    "ranking": _ranking,
    "integer": lambda questionnaire, item: Number(item.id),  # noqa: ARG005 - one signature
    "decimal": lambda questionnaire, item: Number(item.id),  # noqa: ARG005 - one signature
}
"""How each item type is stored; what is not counted (text, date, note, calculate) has no line."""
