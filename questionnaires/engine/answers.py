"""Answers: an immutable mapping from answer names to values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, cast

from questionnaires.expression import Value

Json: TypeAlias = "str | float | int | bool | list[str] | dict[str, str]"

OTHER = "other"


class Answers(Mapping[str, Value]):
    """One person's answers, as given: `q1`, `q2.other` (added text), `q4.thai_do` (a grid's row).

    A code for one choice, a tuple of codes for several (by rank in a ranking), int, float, text, a
    date as `YYYY-MM-DD`. What is not answered is absent. Equal answers are equal in any order.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self._values: dict[str, Value] = dict(values or {})

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Answers({len(self._values)} values)"

    def merged(self, other: Mapping[str, Value]) -> "Answers":
        """Give these answers with those of `other` put over them."""
        return Answers({**self._values, **other})

    def without(self, names: Iterable[str]) -> "Answers":
        """Give these answers less the given names."""
        dropped = frozenset(names)
        return Answers({name: value for name, value in self.items() if name not in dropped})

    def to_json(self) -> dict[str, Json]:
        """Give the stored and exchanged form: rows of a grid nested, several choices as a list."""
        document: dict[str, Json] = {}
        for name, value in self._values.items():
            item_id, dot, part = name.partition(".")
            if dot and part != OTHER:
                rows = cast("dict[str, str]", document.setdefault(item_id, {}))
                rows[part] = cast(str, value)
            else:
                document[name] = list(value) if isinstance(value, tuple) else value
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> "Answers":
        """Read the form of `to_json`, trusted: for what comes from outside there is `read_json`."""
        values: dict[str, Value] = {}
        for name, value in document.items():
            if isinstance(value, Mapping):
                values.update({f"{name}.{part}": code for part, code in value.items()})
            elif isinstance(value, list | tuple):
                values[name] = tuple(value)
            else:
                values[name] = cast(Value, value)
        return cls(values)
