"""One Arrow column as what the analysis reads: codes of texts, or numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from analysis.error import AnalysisError
from analysis.files.texts import MOST_TEXT, TextAfterNumbersError, Texts
from analysis.source import Array, Column, Kind
from analysis.sums.coding import Codes, Floats, number_text

LONG = 10**15
"""Whole numbers from here on have more digits than a CSV file's number may have: two may be one
double, so their column is taken by its texts."""
NO_FRACTION = re.compile(r"\.0+(?=Z?$)")
NUMBERS = (types.is_integer, types.is_floating, types.is_decimal, types.is_null)
WRITTEN = (types.is_boolean, types.is_date, types.is_timestamp, types.is_time)
BINARY = (types.is_binary, types.is_large_binary, types.is_fixed_size_binary)
STRINGS = (types.is_string, types.is_large_string)


class ArrowColumn(Protocol):
    """A column of a file: `learn` from all its arrays if it has labels, `finish`, then `read`."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def has_labels(self) -> bool:
        """Whether all its arrays must be seen before it can be read."""

    def learn(self, array: pa.Array) -> None:
        """Note the labels of some rows."""

    def finish(self) -> Column:
        """Say what the column is."""

    def read(self, array: pa.Array) -> Array:
        """Return the codes or numbers of some rows."""


def arrow_column(place: pa.Field, kind: Kind | None, *, is_short: bool = False) -> ArrowColumn:
    """Return the reader of a column; raises AnalysisError("bad_file") for lists, structs etc.

    `is_short`: it is known of its numbers that none is `LONG`; else they are looked through first.
    """
    plain = _plain_type(place.type)
    if any(is_type(plain) for is_type in NUMBERS):
        if kind == "category":
            return CodedColumn(Texts(place.name, kind))
        is_checked = kind is None and may_be_long(place.type)
        return Numbers(place.name, has_labels=is_checked and not is_short, is_checked=is_checked)
    if any(is_type(plain) for is_type in (*STRINGS, *BINARY, *WRITTEN)):
        return CodedColumn(Texts(place.name, kind))
    raise AnalysisError("bad_file", f"column {place.name!r} holds {place.type}, not single values")


def holds_text(arrow_type: pa.DataType) -> bool:
    """Whether a column of this type is best read as a dictionary of texts."""
    plain = _plain_type(arrow_type)
    return any(is_type(plain) for is_type in (*STRINGS, *BINARY))


def may_be_long(arrow_type: pa.DataType) -> bool:
    """Whether whole numbers of this type can be `LONG` and are then more than a double holds."""
    plain = _plain_type(arrow_type)
    if types.is_decimal(plain):
        return bool(10 ** (plain.precision - plain.scale) > LONG)
    return bool(types.is_int64(plain) or types.is_uint64(plain))


def is_long(bounds: Iterable[int | Decimal | None]) -> bool:
    """Whether one of some numbers is `LONG`."""
    return any(bound is not None and not -LONG < bound < LONG for bound in bounds)


def _plain_type(arrow_type: pa.DataType) -> pa.DataType:
    return arrow_type.value_type if types.is_dictionary(arrow_type) else arrow_type


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers, missing ones NaN; `is_checked`: none may be `LONG`."""

    name: str
    has_labels: bool = False
    is_checked: bool = False

    def learn(self, array: pa.Array) -> None:
        """Raise TextAfterNumbersError when the column must be taken by its texts."""
        if is_long(_bounds(array)):
            raise TextAfterNumbersError(self.name)

    def finish(self) -> Column:
        """Return a number column."""
        return Column(self.name, "number")

    def read(self, array: pa.Array) -> Array:
        """Return the numbers of some rows."""
        if self.is_checked and may_be_long(array.type) and is_long(_bounds(array)):
            detail = f"column {self.name!r} holds greater numbers than the file says"
            raise AnalysisError("bad_file", detail)
        return _numbers(array)


@dataclass(eq=False)
class CodedColumn:
    """A column taken by its texts."""

    texts: Texts
    has_labels: bool = True
    table: Array | None = field(init=False, default=None)

    @property
    def name(self) -> str:
        """Its name."""
        return self.texts.name

    def learn(self, array: pa.Array) -> None:
        """Note the texts of some rows; many numbers are not noted, only checked."""
        labels, _ = _coded(array)
        if self.texts.as_numbers:
            self.texts.numbers(labels)
            return
        self.texts.add(labels)
        if self.texts.are_many_numbers:
            self.texts.numbers(list(self.texts.codes))
            self.texts = Texts(self.name, self.texts.kind, {}, as_numbers=True)

    def finish(self) -> Column:
        """Return a category, or a number column when every text is a number."""
        column, self.table = self.texts.finish()
        return column

    def read(self, array: pa.Array) -> Array:
        """Return the codes or numbers of some rows."""
        labels, places = _coded(array)
        if self.table is None:
            return self.texts.numbers(labels)[places]
        return np.asarray(self.table[self.texts.add(labels)][places])


def _numbers(array: pa.Array) -> Floats:
    if types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if not types.is_float64(array.type):
        array = array.cast(pa.float64(), safe=False)
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.float64)


def _bounds(array: pa.Array) -> Iterable[int | Decimal | None]:
    found = pc.min_max(array.dictionary if types.is_dictionary(array.type) else array).as_py()
    return found["min"], found["max"]


def _exact_text(value: int | Decimal | None) -> str:
    """Return a number as the text it is taken by, all its digits if it is `LONG`."""
    if value is None:
        return ""
    if -LONG < value < LONG:
        return number_text(float(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _check_lengths(texts: pa.Array) -> None:
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest > MOST_TEXT:
        raise pa.ArrowInvalid(f"it holds a text of {longest} bytes; {MOST_TEXT} is the most")


def _coded(array: pa.Array) -> tuple[list[str], Codes]:
    """Return texts, the first being "" for the missing, and the place of each row's among them."""
    plain = _plain_type(array.type)
    is_exact = may_be_long(plain)
    if not is_exact and any(is_type(plain) for is_type in NUMBERS):
        values, places = np.unique(_numbers(array), return_inverse=True)
        written = ["" if np.isnan(value) else number_text(float(value)) for value in values]
        return ["", *written], places + 1
    if any(is_type(plain) for is_type in WRITTEN):
        array = (array.dictionary_decode() if types.is_dictionary(array.type) else array).cast(
            pa.string()
        )
    if not types.is_dictionary(array.type):
        array = array.dictionary_encode()
    array.validate(full=True)  # in a broken file places may lie outside the dictionary
    if not is_exact:
        _check_lengths(array.dictionary)
    found = array.dictionary.to_pylist()
    if is_exact:
        labels = [_exact_text(value) for value in found]
    else:
        labels = [text.decode() if isinstance(text, bytes) else text or "" for text in found]
    if any(is_type(plain) for is_type in (types.is_timestamp, types.is_time)):
        labels = [NO_FRACTION.sub("", text) for text in labels]
    indices = array.indices
    if indices.null_count:
        indices = indices.fill_null(-1)
    places = indices.to_numpy(zero_copy_only=False)
    return ["", *labels], np.add(places, 1, dtype=np.intp)
