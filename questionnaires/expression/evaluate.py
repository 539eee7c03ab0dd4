"""Walk a tree: its value for given answers, the names in it, and the answers put into it."""

import math
from collections.abc import Callable, Collection
from typing import TypeAlias, cast

from questionnaires.expression.parse import Tree

Value: TypeAlias = str | float | int | bool | tuple[str, ...]
Lookup: TypeAlias = Callable[[str], Value | None]

NAMING = frozenset({"name", "has", "count"})
CONSTANT = frozenset({"text", "number", "bool"})


def evaluate(tree: Tree, lookup: Lookup) -> Value | None:
    """Give the value of a tree, None if unknown; `lookup(name)` gives an answer or None.

    Never raises for a tree made by `parse`, whatever the answers are.
    """
    word = cast(str, tree[0])
    if word in CONSTANT:
        return cast(Value, tree[1])
    return WALKERS[word](tree, lookup)


def is_true(tree: Tree, lookup: Lookup) -> bool:
    """Tell whether the condition holds: unknown, and anything but a true boolean, does not."""
    return evaluate(tree, lookup) is True


def names(tree: Tree) -> frozenset[str]:
    """List every name that the value of the tree depends on, dotted ones whole."""
    if tree[0] in NAMING:
        return frozenset({cast(str, tree[1])})
    return frozenset().union(*(names(part) for part in _parts(tree)))


def bind(tree: Tree, lookup: Lookup, keep: Collection[str]) -> Tree:
    """Give the tree with every name outside `keep` replaced by its value of now.

    The phone gets conditions in this form: the answers of earlier pages are not in its form.
    """
    if tree[0] in NAMING and tree[1] not in keep:
        return _as_constant(evaluate(tree, lookup))
    if tree[0] in NAMING or tree[0] in CONSTANT:
        return tree
    return [bind(p, lookup, keep) if _is_tree(tree, i) else p for i, p in enumerate(tree)]  # type: ignore[arg-type]  # _is_tree says so


def _as_constant(value: Value | None) -> Tree:
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, str):
        return ["text", value]
    return ["number", value] if isinstance(value, int | float) else ["unknown"]


def _is_tree(tree: Tree, index: int) -> bool:
    return isinstance(tree[index], list) and not (index == 2 and tree[0] in {"in", "not in"})


def _parts(tree: Tree) -> list[Tree]:
    return [cast(Tree, part) for index, part in enumerate(tree) if _is_tree(tree, index)]


def _name(tree: Tree, lookup: Lookup) -> Value | None:
    return lookup(cast(str, tree[1]))


def _unknown(_tree: Tree, _lookup: Lookup) -> None:
    return None


def _and(tree: Tree, lookup: Lookup) -> bool | None:
    known = True
    for part in tree[1:]:
        value = evaluate(cast(Tree, part), lookup)
        if value is False:
            return False
        known = known and value is True
    return True if known else None


def _or(tree: Tree, lookup: Lookup) -> bool | None:
    known = True
    for part in tree[1:]:
        value = evaluate(cast(Tree, part), lookup)
        if value is True:
            return True
        known = known and value is False
    return False if known else None


def _not(tree: Tree, lookup: Lookup) -> bool | None:
    value = evaluate(cast(Tree, tree[1]), lookup)
    return not value if isinstance(value, bool) else None


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return not math.isnan(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _equal(left: object, right: object) -> bool | None:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) and isinstance(right, bool):
        return left == right
    return left == right if _is_number(left) and _is_number(right) else None


def _less(left: object, right: object) -> bool | None:
    if isinstance(left, str) and isinstance(right, str):
        return _utf16(left) < _utf16(right)
    if not (_is_number(left) and _is_number(right)):
        return None
    return cast(float, left) < cast(float, right)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _invert(value: bool | None) -> bool | None:
    return None if value is None else not value


COMPARE: dict[str, Callable[[object, object], bool | None]] = {
    "==": _equal,
    "!=": lambda left, right: _invert(_equal(left, right)),
    "<": _less,
    ">": lambda left, right: _less(right, left),
    "<=": lambda left, right: _invert(_less(right, left)),
    ">=": lambda left, right: _invert(_less(left, right)),
}


def _compare(tree: Tree, lookup: Lookup) -> bool | None:
    left = evaluate(cast(Tree, tree[1]), lookup)
    right = evaluate(cast(Tree, tree[2]), lookup)
    return COMPARE[cast(str, tree[0])](left, right)


def _in(tree: Tree, lookup: Lookup) -> bool | None:
    value = evaluate(cast(Tree, tree[1]), lookup)
    if not (isinstance(value, str | bool) or _is_number(value)):
        return None
    found = [_equal(value, constant) for constant in cast(Tree, tree[2])]
    if True in found:
        return True
    return None if None in found else False


def _not_in(tree: Tree, lookup: Lookup) -> bool | None:
    return _invert(_in(tree, lookup))


def _has(tree: Tree, lookup: Lookup) -> bool | None:
    chosen = lookup(cast(str, tree[1]))
    return tree[2] in chosen if isinstance(chosen, tuple | list) else None


def _count(tree: Tree, lookup: Lookup) -> int | None:
    chosen = lookup(cast(str, tree[1]))
    return len(chosen) if isinstance(chosen, tuple | list) else None


def _len(tree: Tree, lookup: Lookup) -> int | None:
    value = evaluate(cast(Tree, tree[1]), lookup)
    return len(value) if isinstance(value, str) else None


def _number(tree: Tree, lookup: Lookup) -> float | None:
    value = evaluate(tree, lookup)
    if not _is_number(value):
        return None
    try:
        return float(cast(float, value))
    except OverflowError:
        return None


def _neg(tree: Tree, lookup: Lookup) -> float | None:
    value = _number(cast(Tree, tree[1]), lookup)
    return None if value is None else -value


ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right if right else math.nan,
}


def _arithmetic(tree: Tree, lookup: Lookup) -> float | None:
    left = _number(cast(Tree, tree[1]), lookup)
    right = _number(cast(Tree, tree[2]), lookup)
    if left is None or right is None:
        return None
    result = ARITHMETIC[cast(str, tree[0])](left, right)
    return result if math.isfinite(result) else None


WALKERS: dict[str, Callable[[Tree, Lookup], Value | None]] = {
    "name": _name,
    "unknown": _unknown,
    "and": _and,
    "or": _or,
    "not": _not,
    "in": _in,
    "not in": _not_in,
    "has": _has,
    "count": _count,
    "len": _len,
    "neg": _neg,
    **dict.fromkeys(COMPARE, _compare),
    **dict.fromkeys(ARITHMETIC, _arithmetic),
}
