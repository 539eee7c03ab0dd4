"""Strict reading of JSON objects: every key is asked for by name, what is left over is refused."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from analysis.error import PlanError


class Keys:
    """The keys of one JSON object, taken one by one; `done` refuses those nobody asked for.

    Example: `keys = Keys({"id": "m"}, "estimates[0]"); keys.text("id"); keys.done()`.
    """

    def __init__(self, document: object, where: str) -> None:
        self.where = where
        if not isinstance(document, Mapping):
            raise PlanError("bad_plan", f"{where} must be an object")
        for key in document:
            if not isinstance(key, str):
                raise PlanError("bad_plan", f"{where} has a key that is no text")
        self._left: dict[str, object] = dict(document)

    def refuse(self, key: str, expected: str) -> NoReturn:
        """Raise the refusal of a value that has the wrong form."""
        raise PlanError("bad_plan", f"{self.where}.{key} must be {expected}")

    def has(self, key: str) -> bool:
        """Say whether the key is still there and not null."""
        return self._left.get(key) is not None

    def raw(self, key: str) -> object:
        """Take a value as it is; None when absent."""
        return self._left.pop(key, None)

    def text(self, key: str) -> str:
        """Take a text that must be there."""
        value = self.find_text(key)
        return value if value is not None else self.refuse(key, "a text")

    def find_text(self, key: str) -> str | None:
        """Take a text or None when the key is absent or null."""
        value = self.raw(key)
        if value is not None and (not isinstance(value, str) or not value):
            self.refuse(key, "a text")
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Take a list of texts; () when absent. A single text counts as a list of one."""
        value = self.raw(key)
        if value is None and not required:
            return ()
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, Sequence) or (required and not names):
            self.refuse(key, "a list of texts")
        if not all(isinstance(name, str) and name for name in names):
            self.refuse(key, "a list of texts")
        return tuple(names)

    def different_texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Take a list of texts of which no two are the same; () when absent."""
        names = self.texts(key, required=required)
        repeated = find_repeated(names)
        return names if repeated is None else self.refuse(key, f"without {repeated!r} twice")

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Take one of the named choices; another one is refused as `unknown_key`."""
        value = self.raw(key)
        value = default if value is None else value
        if not isinstance(value, str) or value not in choices:
            expected = ", ".join(choices)
            raise PlanError("unknown_key", f"{self.where}.{key} must be one of {expected}")
        return value

    def flag(self, key: str) -> bool:
        """Take true or false; false when absent."""
        value = self.raw(key)
        if value is not None and not isinstance(value, bool):
            self.refuse(key, "true or false")
        return bool(value)

    def number(self, key: str, default: float | None = None) -> float:
        """Take a finite number."""
        value = self.raw(key)
        value = default if value is None else value
        if not is_number(value):
            self.refuse(key, "a number")
        return float(value)  # type: ignore[arg-type]  # is_number has just checked it

    def find_number(self, key: str) -> float | None:
        """Take a finite number or None when absent."""
        value = self.raw(key)
        if value is not None and not is_number(value):
            self.refuse(key, "a number")
        return None if value is None else float(value)  # type: ignore[arg-type]  # checked above

    def null(self, key: str) -> bool:
        """Take a key that may only be null; say whether it was given."""
        if key not in self._left:
            return False
        return self.raw(key) is None or self.refuse(key, "null")

    def pair(self, key: str) -> tuple[float, float] | None:
        """Take `[low, high]` with low < high, or None when absent."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, Sequence) or len(value) != 2 or not all(map(is_number, value)):
            self.refuse(key, "[low, high]")
        low, high = float(value[0]), float(value[1])
        return (low, high) if low < high else self.refuse(key, "[low, high] with low < high")

    def child(self, key: str) -> "Keys | None":
        """Take an object as keys, or None when absent."""
        value = self.raw(key)
        return None if value is None else Keys(value, f"{self.where}.{key}")

    def children(self, key: str) -> "list[Keys]":
        """Take a list of objects as keys; [] when absent."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, Sequence) or isinstance(value, str):
            self.refuse(key, "a list of objects")
        return [Keys(entry, f"{self.where}.{key}[{i}]") for i, entry in enumerate(value)]

    def items(self) -> dict[str, object]:
        """Take everything that is left."""
        left, self._left = self._left, {}
        return left

    def done(self) -> None:
        """Raise PlanError("unknown_key") when a key was never asked for."""
        if self._left:
            names = ", ".join(sorted(self._left))
            raise PlanError("unknown_key", f"{self.where} has unknown keys: {names}")


def find_repeated(names: Iterable[str]) -> str | None:
    """Return the first name that occurs more than once, None when all differ."""
    return next((name for name, count in Counter(names).items() if count > 1), None)


def is_number(value: object) -> bool:
    """Say whether a JSON value is a finite number (true and false are not)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of more than 308 digits
        return False
