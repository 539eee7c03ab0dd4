"""Text of an expression -> tree, through Python's own parser and a whitelist of its nodes."""

import ast
import threading
import unicodedata
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from questionnaires.problem import detail_of

Tree: TypeAlias = list["Tree | str | float | int | bool"]

MAX_LENGTH = 2_000
MAX_DEPTH = 32
MAX_NUMBER = 2**53
_WARNINGS = threading.Lock()
"""Filters of warnings belong to the whole process: one thread at a time changes them."""

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}


class ExpressionError(ValueError):
    """A text that is no expression: `message` (Vietnamese), `column` from 1, `code`, `values`."""

    def __init__(self, code: str, column: int = 1, **values: object) -> None:
        self.code = code
        self.column = column
        self.values = {"column": column, **values}
        self.message = detail_of(code, self.values)
        super().__init__(self.message)

    def said_in(self, language: str) -> str:
        """Return the message in a language of the catalogues."""
        return detail_of(self.code, self.values, language)


def parse(text: str) -> Tree:
    """Parse an expression of at most 2,000 characters and 32 levels into its tree.

    `parse("q1 == 'co'")` gives `["==", ["name", "q1"], ["text", "co"]]`. Do not change the result:
    equal texts share it. Raises ExpressionError saying what is not allowed and at which column.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError("expression_too_long", MAX_LENGTH, maximum=MAX_LENGTH)
    return _parse(unicodedata.normalize("NFC", text))


@lru_cache(maxsize=4096)
def _parse(text: str) -> Tree:
    try:
        return _build(_python_node(text.strip()), 1)
    except RecursionError:
        raise ExpressionError("expression_too_deep", maximum=MAX_DEPTH) from None


def _python_node(text: str) -> ast.expr:
    if not text:
        raise ExpressionError("expression_empty")
    if "\n" in text:
        text = " ".join(text.splitlines())
    try:
        with _WARNINGS, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ExpressionError("expression_syntax", error.offset or 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("expression_syntax") from None


def _build(node: ast.expr, depth: int) -> Tree:
    if depth > MAX_DEPTH:
        raise ExpressionError("expression_too_deep", _column(node), maximum=MAX_DEPTH)
    builder = BUILDERS.get(type(node))
    if builder is None:
        raise _refusal(node)
    return builder(node, depth)


def _column(node: ast.expr) -> int:
    return node.col_offset + 1


def _refusal(node: ast.expr) -> ExpressionError:
    return ExpressionError("expression_not_allowed", _column(node), part=ast.unparse(node)[:40])


def _constant(node: ast.Constant, _depth: int) -> Tree:
    value = _constant_value(node)
    if isinstance(value, bool):
        return ["bool", value]
    return ["text", value] if isinstance(value, str) else ["number", value]


def _constant_value(node: ast.expr) -> str | float | int | bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _constant_value(node.operand)
        if isinstance(value, str | bool):
            raise _refusal(node)
        return -value
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str | int | float | bool):
        raise _refusal(node)
    if not isinstance(node.value, str) and abs(node.value) > MAX_NUMBER:
        raise ExpressionError("expression_number", _column(node))
    return node.value


def _name(node: ast.expr, _depth: int) -> Tree:
    return ["name", _name_text(node)]


def _name_text(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
        return f"{_name_text(node.value)}.{node.attr}"
    if isinstance(node, ast.Call) and _function(node) == "col":
        return _column_name(node)
    raise ExpressionError("expression_name_expected", _column(node))


def _column_name(node: ast.Call) -> str:
    argument = node.args[0] if len(node.args) == 1 else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
        return argument.value
    raise ExpressionError("expression_arguments", _column(node), usage="col('giới tính')")


def _logic(node: ast.BoolOp, depth: int) -> Tree:
    word = "and" if isinstance(node.op, ast.And) else "or"
    return [word, *(_build(value, depth + 1) for value in node.values)]


def _unary(node: ast.UnaryOp, depth: int) -> Tree:
    if isinstance(node.op, ast.Not):
        return ["not", _build(node.operand, depth + 1)]
    if isinstance(node.op, ast.USub):
        return ["neg", _build(node.operand, depth + 1)]
    raise _refusal(node)


def _arithmetic(node: ast.BinOp, depth: int) -> Tree:
    word = ARITHMETIC.get(type(node.op))
    if word is None:
        raise _refusal(node)
    return [word, _build(node.left, depth + 1), _build(node.right, depth + 1)]


def _comparison(node: ast.Compare, depth: int) -> Tree:
    """Compare; a chain `1 < q < 5` is the `and` of its links."""
    inner = depth + 1 if len(node.ops) > 1 else depth
    lefts = [node.left, *node.comparators[:-1]]
    links = [
        _link(left, operator, right, inner)
        for left, operator, right in zip(lefts, node.ops, node.comparators, strict=True)
    ]
    return links[0] if len(links) == 1 else ["and", *links]


def _link(left: ast.expr, operator: ast.cmpop, right: ast.expr, depth: int) -> Tree:
    word = COMPARISONS.get(type(operator))
    if word is None:
        raise ExpressionError("expression_not_allowed", _column(right), part="is")
    if word in {"in", "not in"}:
        return [word, _build(left, depth + 1), _constants(right)]
    return [word, _build(left, depth + 1), _build(right, depth + 1)]


def _constants(node: ast.expr) -> Tree:
    if not isinstance(node, ast.List | ast.Tuple):
        raise ExpressionError("expression_list_expected", _column(node))
    return [_constant_value(element) for element in node.elts]


def _call(node: ast.Call, depth: int) -> Tree:
    function = _function(node)
    if node.keywords or function not in FUNCTIONS:
        raise _refusal(node)
    if function == "col":
        return ["name", _column_name(node)]
    if len(node.args) != (2 if function == "has" else 1):
        raise ExpressionError("expression_arguments", _column(node), usage=FUNCTIONS[function])
    if function == "len":
        return ["len", _build(node.args[0], depth + 1)]
    name = _name_text(node.args[0])
    return ["count", name] if function == "count" else ["has", name, _code(node.args[1])]


def _code(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ExpressionError("expression_arguments", _column(node), usage=FUNCTIONS["has"])


def _function(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


FUNCTIONS = {
    "has": "has(q3, 'water')",
    "count": "count(q3)",
    "len": "len(q15)",
    "col": "col('giới tính')",
}
BUILDERS: dict[type[ast.expr], Callable[..., Tree]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _name,
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.BinOp: _arithmetic,
    ast.Compare: _comparison,
    ast.Call: _call,
}
