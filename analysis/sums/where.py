"""A `where` of the plan over columns: the tree of `questionnaires.expression`, three-valued.

The rules are those of the room questionnaires.expression, with two additions that follow from
columns being taken by their text: a number column equals a text constant when its text does
(`dom == '1'`), a category column equals a number constant when its text does. Ordering a category
column against a number, or calculating with it, is refused: `not_a_number`. Expressions are in NFC,
so names and labels of a file in another form are taken by their NFC.
"""

import operator
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from analysis.error import AnalysisError, PlanError
from analysis.source import Array, Column
from analysis.sums.coding import Floats, number_text
from questionnaires.expression import ExpressionError, Tree, evaluate, names, parse

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on rows: its text, by which two are the same, and its tree."""

    text: str
    tree: Tree = field(compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """Three-valued truth of every row: true, and known."""

    true: Bools
    known: Bools


@dataclass(frozen=True, slots=True)
class Texts:
    """A category column: codes (0 unknown) and the labels they stand for."""

    name: str
    codes: Array
    labels: tuple[str, ...]


WORD = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<![\w.])[^\W\d]\w*(?:\.\w+)+""")
DOT_DIGIT = re.compile(r"^[^'\"]*\.\d")

Operand = Truth | Texts | Floats | str | float | bool | None


def parse_where(text: str) -> Where:
    """Parse a condition; raises PlanError("bad_where") when it is not of the language."""
    try:
        return Where(text, parse(_spell_out(text)))
    except ExpressionError as error:
        raise PlanError("bad_where", f"where {text[:200]!r}: {error.said_in('en')}") from error


def _spell_out(text: str) -> str:
    """Write a name with a dot before a digit (`q6.1`), which the language lacks, as `col('q6.1')`.

    What stands in quotes is left alone.
    """
    return WORD.sub(
        lambda word: f"col('{word[0]}')" if DOT_DIGIT.search(word[0]) else word[0], text
    )


def where_columns(where: Where, columns: Collection[str]) -> frozenset[str]:
    """Name the columns a condition reads; `has` and `count` read the columns `item.choice`.

    Raises AnalysisError("unknown_column") for a `count` of an item without such columns.
    """
    return frozenset(_columns_of(where.tree, columns))


def _columns_of(tree: Tree, columns: Collection[str]) -> Iterator[str]:
    if tree[0] == "name":
        yield _column_name(cast(str, tree[1]), columns)
    elif tree[0] == "has":
        yield _column_name(f"{tree[1]}.{tree[2]}", columns)
    elif tree[0] == "count":
        yield from _choices(cast(str, tree[1]), columns)
    else:
        parts = tree[1:2] if tree[0] in {"in", "not in"} else tree[1:]
        for part in parts:
            if isinstance(part, list):
                yield from _columns_of(part, columns)


def _column_name(name: str, columns: Collection[str]) -> str:
    """Return the column of that name, or the one whose name is the same in NFC."""
    if name in columns:
        return name
    return next((column for column in columns if _nfc(column) == name), name)


def _choices(item: str, columns: Collection[str]) -> list[str]:
    found = [column for column in columns if _nfc(column).startswith(f"{item}.")]
    if not found:
        raise AnalysisError("unknown_column", f"there is no column '{item}.…' for count({item})")
    return found


def rows_where(
    where: Where, batch: Mapping[str, Array], columns: Mapping[str, Column], rows: int
) -> Bools:
    """Return which of so many rows the condition is true for (unknown is not true)."""
    truth = _truth(_Walker(batch, columns, rows).walk(where.tree), rows)
    return truth.true & truth.known


class _Walker:
    """Evaluates a tree over one batch."""

    def __init__(
        self, batch: Mapping[str, Array], columns: Mapping[str, Column], rows: int
    ) -> None:
        self.batch, self.columns, self.rows = batch, columns, rows

    def walk(self, tree: Tree) -> Operand:
        """Return the value of a tree for every row."""
        word = cast(str, tree[0])
        if not _reads(tree):
            value = evaluate(tree, lambda _name: None)
            return cast("str | float | bool | None", value)
        return FORMS[word](self, tree)

    def part(self, tree: Tree, index: int) -> Operand:
        """Return the value of one part of a tree."""
        return self.walk(cast(Tree, tree[index]))

    def name(self, tree: Tree) -> Operand:
        """Return a column."""
        name = _column_name(cast(str, tree[1]), self.columns)
        column = self.columns[name]
        array = self.batch[name]
        if column.kind == "number":
            return array.astype(np.float64, copy=False)
        return Texts(name, array, column.labels)

    def kleene(self, tree: Tree) -> Truth:
        """Return `and` and `or` after Kleene."""
        parts = [_truth(self.part(tree, i), self.rows) for i in range(1, len(tree))]
        yes = np.stack([part.true & part.known for part in parts])
        no = np.stack([~part.true & part.known for part in parts])
        if tree[0] == "and":
            true, false = np.all(yes, axis=0), np.any(no, axis=0)
        else:
            true, false = np.any(yes, axis=0), np.all(no, axis=0)
        return Truth(np.asarray(true), np.asarray(true | false))

    def negation(self, tree: Tree) -> Truth:
        """Return `not`."""
        truth = _truth(self.part(tree, 1), self.rows)
        return Truth(~truth.true, truth.known)

    def comparison(self, tree: Tree) -> Truth:
        """Return == != < <= > >=."""
        return _compare(cast(str, tree[0]), self.part(tree, 1), self.part(tree, 2), self.rows)

    def membership(self, tree: Tree) -> Truth:
        """Return `in` and `not in`."""
        left = self.part(tree, 1)
        constants = cast("list[str | float]", tree[2])
        found = [_compare("==", left, constant, self.rows) for constant in constants]
        true = np.zeros(self.rows, dtype=bool)
        known = np.ones(self.rows, dtype=bool) if not found else found[0].known
        for one in found:
            true |= one.true & one.known
            known = known & one.known
        known = known | true
        return Truth(true, known) if tree[0] == "in" else Truth(~true, known)

    def arithmetic(self, tree: Tree) -> Floats:
        """Return + - * / and the sign; what is not finite is unknown."""
        numbers = [self.numbers(self.part(tree, i)) for i in range(1, len(tree))]
        with np.errstate(all="ignore"):
            result = ARITHMETIC[cast(str, tree[0])](*numbers)
        return np.where(np.isfinite(result), result, np.nan)

    def numbers(self, operand: Operand) -> Floats:
        """Return an operand as numbers; a category column is refused, other kinds are unknown."""
        if isinstance(operand, Texts):
            raise _not_a_number(operand.name)
        if isinstance(operand, np.ndarray):
            return operand
        usable = isinstance(operand, int | float) and not isinstance(operand, bool)
        return np.full(self.rows, float(cast(float, operand)) if usable else np.nan)

    def length(self, tree: Tree) -> Floats:
        """Return the number of characters of a text."""
        operand = self.part(tree, 1)
        if not isinstance(operand, Texts):
            return np.full(self.rows, np.nan)
        lengths = np.array([np.nan, *(len(_nfc(label)) for label in operand.labels)])
        return np.asarray(lengths[operand.codes])

    def has(self, tree: Tree) -> Truth:
        """Return whether a choice of a multiple item is chosen (its column is 1)."""
        chosen = self.numbers(self.name(["name", f"{tree[1]}.{tree[2]}"]))
        return Truth(chosen == 1, ~np.isnan(chosen))

    def count(self, tree: Tree) -> Floats:
        """Return how many choices of a multiple item are chosen."""
        found = _choices(cast(str, tree[1]), self.columns)
        return np.asarray(sum(self.numbers(self.name(["name", name])) for name in found))


def _reads(tree: Tree) -> bool:
    return bool(names(tree))


def _not_a_number(name: str) -> AnalysisError:
    return AnalysisError("not_a_number", f"where needs numbers, but column {name!r} holds text")


def _truth(operand: Operand, rows: int) -> Truth:
    if isinstance(operand, Truth):
        return operand
    known = np.full(rows, isinstance(operand, bool))
    return Truth(np.full(rows, operand is True), known)


def _compare(sign: str, left: Operand, right: Operand, rows: int) -> Truth:
    if not isinstance(left, Texts | np.ndarray | Truth):
        return _compare(MIRROR[sign], right, left, rows)
    if isinstance(left, Texts):
        return _compare_texts(sign, left, right, rows)
    if isinstance(left, Truth):
        other = _truth(right, rows)
        comparable = sign in {"==", "!="} and isinstance(right, Truth | bool)
        return Truth(SIGNS[sign](left.true, other.true), left.known & other.known & comparable)
    if isinstance(right, Texts):
        return _compare(MIRROR[sign], right, left, rows)
    if isinstance(right, str) and sign in {"==", "!="}:
        right = _as_number(right)
    if isinstance(right, str | bool | Truth) or right is None:
        return Truth(np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool))
    known = ~np.isnan(left) & (~np.isnan(right) if isinstance(right, np.ndarray) else True)
    return Truth(SIGNS[sign](left, right), known)


def _as_number(text: str) -> float:
    """Return the number whose text this is; infinity, which no column holds, when it is none."""
    try:
        number = float(text)
    except ValueError:
        return np.inf
    return number if number_text(number) == text else np.inf


def _compare_texts(sign: str, left: Texts, right: Operand, rows: int) -> Truth:
    if isinstance(right, Texts):
        return _compare_columns(sign, left, right)
    if isinstance(right, np.ndarray):
        raise _not_a_number(left.name)
    if isinstance(right, int | float) and not isinstance(right, bool):
        if sign not in {"==", "!="}:
            raise _not_a_number(left.name)
        right = number_text(float(right))
    if not isinstance(right, str):
        return Truth(np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool))
    text = _utf16(right)
    holds = np.array([False, *(SIGNS[sign](_utf16(label), text) for label in left.labels)])
    return Truth(holds[left.codes], left.codes != 0)


def _compare_columns(sign: str, left: Texts, right: Texts) -> Truth:
    keys = sorted({_utf16(label) for label in (*left.labels, *right.labels)})
    ranks = {key: i for i, key in enumerate(keys)}
    ours = np.array([-1, *(ranks[_utf16(label)] for label in left.labels)])[left.codes]
    theirs = np.array([-1, *(ranks[_utf16(label)] for label in right.labels)])[right.codes]
    return Truth(SIGNS[sign](ours, theirs), (left.codes != 0) & (right.codes != 0))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _utf16(text: str) -> bytes:
    return _nfc(text).encode("utf-16-be", "surrogatepass")


SIGNS: dict[str, Callable[..., Bools]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRROR = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
ARITHMETIC: dict[str, Callable[..., Floats]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
}
FORMS: dict[str, Callable[[_Walker, Tree], Operand]] = {
    "name": _Walker.name,
    "and": _Walker.kleene,
    "or": _Walker.kleene,
    "not": _Walker.negation,
    "in": _Walker.membership,
    "not in": _Walker.membership,
    "has": _Walker.has,
    "count": _Walker.count,
    "len": _Walker.length,
    **dict.fromkeys(SIGNS, _Walker.comparison),
    **dict.fromkeys(ARITHMETIC, _Walker.arithmetic),
}
