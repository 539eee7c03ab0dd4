"""What the model refuses, said to the officer who wrote the file, with its line."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from questionnaires.problem import Problem, detail_of
from questionnaires.reader.source_map import where_of
from questionnaires.reader.yaml_text import Data, Parsed, Path

Message: TypeAlias = tuple[str, dict[str, object]]


def model_problems(error: ValidationError, parsed: Parsed) -> tuple[Problem, ...]:
    """Turn every error of the model into a problem with path and line, in the file's order."""
    found = {
        _problem(details, parsed): None
        for details in error.errors(include_url=False)
        if not _is_consequence(details)
    }
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def _is_consequence(details: ErrorDetails) -> bool:
    """Tell whether a list is only too short because the model refused what is in it."""
    value = details.get("input")
    if details["type"] != "too_short" or not isinstance(value, list):
        return False
    return len(value) >= int(details.get("ctx", {}).get("min_length", 1))


def _problem(details: ErrorDetails, parsed: Parsed) -> Problem:
    path = _source_path(details["loc"], parsed.data)
    code, values = _message(details)
    where = where_of(path, parsed.data)
    if code in {"missing_key", "unknown_key"}:
        key = str(details["loc"][-1]) if details["type"] != "union_tag_not_found" else "type"
        values = {"key": key}
        where = where if code == "unknown_key" else f"{where}.{key}".lstrip(".")
    return Problem(code, where, detail_of(code, values), _line(path, parsed.lines))


def _line(path: Path, lines: Mapping[Path, int]) -> int | None:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _source_path(loc: Sequence[int | str], data: Data) -> Path:
    """Drop from pydantic's location what is not in the file: the names of union branches."""
    path: Path = ()
    skipped = False
    for part in loc:
        if not skipped and _is_branch(path, part):
            skipped = True
            continue
        if isinstance(data, dict) and part in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path = (*path, part)
        skipped = False
    return path


def _is_branch(path: Path, part: int | str) -> bool:
    if len(path) >= 2 and path[-2] == "items" and isinstance(path[-1], int):
        return isinstance(part, str)
    return bool(path) and path[-1] == "choices" and part in {"list", "name"}


def _message(details: ErrorDetails) -> Message:
    kind = details["type"]
    if kind == "missing" and isinstance(details["loc"][-1], int):
        return "too_short", {"minimum": details["loc"][-1] + 1}
    if details.get("input") is None and kind in NOT_EMPTY:
        return "empty_text", {}
    if kind.endswith(("_than", "_than_equal")) or kind.startswith(("int_", "float_", "finite_")):
        return "number_expected", {"bounds": _bounds(details.get("ctx", {}))}
    maker = MESSAGES.get(kind)
    if maker is None:
        return "bad_value", {"reason": details["msg"]}
    return maker(details)


def _bounds(context: Mapping[str, object]) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    parts = [f"{sign} {context[key]}" for key, sign in signs.items() if key in context]
    return f" ({', '.join(parts)})" if parts else ""


def _plain(code: str) -> Callable[[ErrorDetails], Message]:
    return lambda _details: (code, {})


def _with_value(code: str) -> Callable[[ErrorDetails], Message]:
    return lambda details: (code, {"value": str(details["input"])[:40]})


def _literal(details: ErrorDetails) -> Message:
    allowed = str(details.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
    return "not_allowed", {"value": str(details["input"])[:40], "allowed": allowed.replace("'", "")}


def _type(details: ErrorDetails) -> Message:
    context = details.get("ctx", {})
    allowed = str(context.get("expected_tags", "")).replace("'", "")
    return "unknown_type", {"value": str(context.get("tag", ""))[:40], "allowed": allowed}


def _too_short(details: ErrorDetails) -> Message:
    return "too_short", {"minimum": details.get("ctx", {}).get("min_length", 1)}


def _too_long(details: ErrorDetails) -> Message:
    return "too_long_value", {"maximum": details.get("ctx", {}).get("max_length", "")}


NOT_EMPTY = {"string_type", "bool_type", "int_type", "float_type", "literal_error", "tuple_type"}
MESSAGES: dict[str, Callable[[ErrorDetails], Message]] = {
    "missing": _plain("missing_key"),
    "extra_forbidden": _plain("unknown_key"),
    "union_tag_not_found": _plain("missing_key"),
    "union_tag_invalid": _type,
    "literal_error": _literal,
    "string_type": _plain("not_text"),
    "string_too_short": _plain("empty_text"),
    "string_too_long": _too_long,
    "tuple_type": _plain("not_a_list"),
    "too_short": _too_short,
    "too_long": _too_long,
    "model_type": _plain("not_a_group"),
    "model_attributes_type": _plain("not_a_group"),
    "dict_type": _plain("not_a_group"),
    "bool_type": _plain("not_a_flag"),
    "timezone_aware": _plain("time_expected"),
    "datetime_type": _plain("time_expected"),
    "datetime_parsing": _plain("time_expected"),
    "datetime_from_date_parsing": _plain("time_expected"),
    "date_type": _plain("bad_date_value"),
    "date_parsing": _plain("bad_date_value"),
    "date_from_datetime_parsing": _plain("bad_date_value"),
    "date_from_datetime_inexact": _plain("bad_date_value"),
    "bad_name": _with_value("bad_name"),
    "bad_code": _with_value("bad_code"),
    "bad_language": _with_value("bad_language"),
    "counts_or_shares": _plain("counts_or_shares"),
}
