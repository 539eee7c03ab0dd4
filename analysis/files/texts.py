"""The texts of one column: which kind of column they make, and the code or number of each.

A column is a number column when every value is a canonical decimal (`12`, `-0.5`; not `012`, `1e5`,
` 7`, nor a whole number of more than 15 digits: two of those may be one double), else a category;
empty is missing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.error import AnalysisError
from analysis.plan import Plan
from analysis.reading import find_repeated
from analysis.source import Array, Column, Kind, code_type
from analysis.sums.coding import Floats

CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?")
MANY = 100_000
MOST_TEXT = 2**17
MOST_TEXTS = 2**28


class TextAfterNumbersError(Exception):
    """A column that was taken for numbers holds a text after all: read it again as category."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def named_kinds(plan: Plan) -> dict[str, Kind]:
    """Return the kinds that the plan itself gives: its `columns`, and numbers for the design's."""
    found: dict[str, Kind] = dict(plan.columns)
    weights = [plan.design.weight] if plan.design.weight else []
    found.update(dict.fromkeys([*weights, *plan.design.fpc], "number"))
    return found


def wanted_names(plan: Plan, names: Sequence[str]) -> list[str]:
    """Return the columns of a file that the plan reads; its first one when it reads none.

    Raises AnalysisError: `bad_file` (no column, a name twice), `unknown_column`, also for a name
    that only the plan's `columns` hold.
    """
    if not any(names):
        raise AnalysisError("bad_file", "the file is empty")
    repeated = find_repeated(names)
    if repeated is not None:
        raise AnalysisError("bad_file", f"the column name {repeated!r} occurs twice")
    known = dict.fromkeys(names, Column("", "category"))
    wanted = sorted(plan.wanted_columns(known))
    for name in (*wanted, *plan.columns):
        if name not in known:
            raise AnalysisError("unknown_column", f"there is no column {name!r} in the data")
    return wanted or list(names[:1])  # rows are counted even when no column is asked for


@dataclass(eq=False)
class Texts:
    """The distinct texts met so far, 0 being the code of the missing one.

    Once there are many and all are numbers, they are forgotten (`as_numbers`): from then on every
    text is read as a number. `kind` is what the plan says of the column, None when it says nothing.
    """

    name: str
    kind: Kind | None
    codes: dict[str, int] = field(default_factory=lambda: {"": 0})
    as_numbers: bool = False
    characters: int = 0

    def add(self, texts: Sequence[str]) -> list[int]:
        """Return the code of each text; new ones get the next.

        Raises AnalysisError: `bad_file` for a text over 128 KiB, `too_many_levels` for different
        texts that would fill memory.
        """
        try:
            return [self.codes[text] for text in texts]
        except KeyError:
            for text in texts:
                if text not in self.codes:
                    self._check_room(text)
                    self.codes[text] = len(self.codes)
            return [self.codes[text] for text in texts]

    def _check_room(self, text: str) -> None:
        if len(text) > MOST_TEXT:
            detail = f"column {self.name!r} holds a text of {len(text)} characters"
            raise AnalysisError("bad_file", f"{detail}; {MOST_TEXT} is the most")
        self.characters += len(text)
        if self.characters > MOST_TEXTS:
            detail = (
                f"the different texts of column {self.name!r} have over {MOST_TEXTS} characters"
            )
            raise AnalysisError("too_many_levels", detail)

    @property
    def are_many_numbers(self) -> bool:
        """Whether the texts should be forgotten and read as numbers from now on."""
        return len(self.codes) > MANY and self.is_number

    @property
    def is_number(self) -> bool:
        """Whether the texts so far make a number column."""
        if self.kind is not None:
            return self.kind == "number"
        texts = iter(self.codes)
        next(texts)
        return all(map(CANONICAL.fullmatch, texts))

    def number(self, text: str) -> float:
        """Return the number of a text, NaN for the missing one.

        Raises AnalysisError("not_a_number") for another text of a column that the plan calls a
        number, TextAfterNumbersError for one of a column it says nothing of.
        """
        if not text:
            return np.nan
        if self.kind is None and not CANONICAL.fullmatch(text):
            raise TextAfterNumbersError(self.name)
        try:
            if "_" in text or not text.isascii():  # 1_000 and other scripts' digits: Python's own
                raise ValueError
            return float(text)
        except ValueError:
            raise AnalysisError(
                "not_a_number", f"column {self.name!r} holds {text[:40]!r}, not a number"
            ) from None

    def numbers(self, texts: Sequence[str]) -> Floats:
        """Return the numbers of some texts."""
        return np.array([self.number(text) for text in texts], dtype=np.float64)

    def finish(self) -> tuple[Column, Array | None]:
        """Return the column, and per code its label's code or number (None: `as_numbers`)."""
        if self.as_numbers:
            return Column(self.name, "number"), None
        if self.is_number:
            return Column(self.name, "number"), self.numbers(list(self.codes))
        labels = tuple(sorted(text for text in self.codes if text))
        ranks: Mapping[str, int] = {label: rank for rank, label in enumerate(labels, start=1)}
        table = [ranks.get(text, 0) for text in self.codes]
        return Column(self.name, "category", labels), np.array(table, dtype=code_type(len(labels)))
