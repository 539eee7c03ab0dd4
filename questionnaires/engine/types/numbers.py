"""Numbers as people type them, here and abroad."""

import re

LIMIT = 10**15
"""Beyond this a double no longer tells neighbouring tenths apart."""

_NUMBER = re.compile(r"([+-]?)([0-9]+(?:[.,][0-9]+)*)", re.ASCII)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", re.ASCII)
_MAX_LENGTH = 40


class NumberError(ValueError):
    """A text that is no clear number; `code` is `not_a_number` or `ambiguous_number`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def parse_number(text: str, *, is_whole: bool) -> float:
    """Read `12`, `1,5`, `1.5`, `1.234,5`, `1.234.567`; raises NumberError.

    `1.234` may be a thousand or one and a bit: it is refused, unless the number must be whole.
    """
    compact = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    found = _NUMBER.fullmatch(compact) if len(compact) <= _MAX_LENGTH else None
    if found is None:
        raise NumberError("not_a_number")
    sign, digits = found.groups()
    value = float(_with_point(digits, is_whole=is_whole))
    return -value if sign == "-" and value else value


def _with_point(digits: str, *, is_whole: bool) -> str:
    marks = re.sub(r"[0-9]", "", digits)
    if not marks:
        return digits
    if len(set(marks)) == 2:
        return _with_both(digits, marks)
    grouped = _GROUPED.fullmatch(digits) is not None
    if len(marks) > 1 and not grouped:
        raise NumberError("not_a_number")
    if len(marks) > 1 or (grouped and is_whole):
        return digits.replace(marks[0], "")
    if grouped:
        raise NumberError("ambiguous_number")
    return digits.replace(",", ".")


def _with_both(digits: str, marks: str) -> str:
    """Take the last mark for the decimal mark, the others for thousands."""
    whole, fraction = digits[: digits.rindex(marks[-1])], digits[digits.rindex(marks[-1]) + 1 :]
    if marks.count(marks[-1]) > 1 or not _GROUPED.fullmatch(whole):
        raise NumberError("not_a_number")
    return f"{whole.replace(marks[0], '')}.{fraction}"


def parse_point_number(text: str) -> float:
    """Read a number whose only mark is the decimal point, as machines write it."""
    if len(text) > _MAX_LENGTH or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII):
        raise NumberError("not_a_number")
    return float(text) + 0.0


def format_number(value: float, language: str) -> str:
    """Write a number for people: no needless decimals, a comma in Vietnamese."""
    text = str(int(value)) if value == int(value) else repr(value)
    return text.replace(".", ",") if language == "vi" else text
