"""From a questionnaire to the variables that the analysis counts.

The columns are those of the snapshot (DESIGN §4): `q1`, `q4.thai_do`, `q6.song`, `group.gioi`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from questionnaires.model import (
    AnyItem,
    GridItem,
    Questionnaire,
)

Statistic = Literal["proportion", "multiple", "mean"]


@dataclass(frozen=True)
class Variable:
    """One thing that is estimated: an estimate per variable and per table.

    `columns` has one name for a proportion, several for `multiple` (a choice each) and `mean`.
    `where` keeps those out of the base who picked a `missing` choice of a multiple item. `of_group`
    is the group that the item feeds: it is not tabulated by itself.
    """

    id: str
    item_id: str
    statistic: Statistic
    columns: tuple[str, ...]
    where: str = ""
    of_group: str | None = None

    @property
    def is_tested(self) -> bool:
        """Whether group differences are tested: one category column against another."""
        return self.statistic == "proportion"


def list_variables(questionnaire: Questionnaire) -> tuple[Variable, ...]:
    """The variables of a questionnaire, in the order of its items.

    Items without a number (text, date, note, calculate) have none.
    """
    return tuple(
        variable
        for item in questionnaire.items
        if item.type in BUILDERS
        for variable in BUILDERS[item.type](questionnaire, item)
    )


def missing_codes(questionnaire: Questionnaire, item: AnyItem) -> tuple[str, ...]:
    """The codes of an item that are answered but stand outside the base."""
    return tuple(choice.code for choice in questionnaire.choices_of(item) if choice.missing)


def group_missing_codes(questionnaire: Questionnaire, group: str) -> tuple[str, ...]:
    """The codes of a group that mean "would not say", from the items that feed it."""
    codes = (
        code
        for item in questionnaire.items
        if getattr(item, "tag", None) == group
        for code in missing_codes(questionnaire, item)
    )
    return tuple(dict.fromkeys(codes))


def not_in(column: str, codes: tuple[str, ...]) -> str:
    """The condition that a column has none of these codes; "" without codes.

    Names that are no identifiers go through `col('…')`. Example: `q1 not in ['kdk']`.
    """
    if not codes:
        return ""
    plain = all(part.isidentifier() for part in column.split("."))
    name = column if plain else f"col({quoted(column)})"
    return f"{name} not in [{', '.join(quoted(code) for code in codes)}]"


def both(*conditions: str) -> str:
    """The conditions joined by `and`, the empty ones left out."""
    return " and ".join(condition for condition in conditions if condition)


def quoted(text: str) -> str:
    """A text as a constant of the expression language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _single(questionnaire: Questionnaire, item: AnyItem) -> Iterator[Variable]:
    del questionnaire
    tag = cast("str | None", getattr(item, "tag", None))
    yield Variable(item.id, item.id, "proportion", (item.id,), of_group=tag)


def _grid(questionnaire: Questionnaire, item: AnyItem) -> Iterator[Variable]:
    del questionnaire
    assert isinstance(item, GridItem)  # noqa: S101 - the registry below calls it for grids only
    for row in item.rows:
        column = f"{item.id}.{row.code}"
        yield Variable(column, item.id, "proportion", (column,))


def _multiple(questionnaire: Questionnaire, item: AnyItem) -> Iterator[Variable]:
    choices = questionnaire.choices_of(item)
    columns = tuple(f"{item.id}.{choice.code}" for choice in choices if not choice.missing)
    missing = (f"{item.id}.{choice.code}" for choice in choices if choice.missing)
    where = " and ".join(f"col({quoted(column)}) == 0" for column in missing)
    if columns:
        yield Variable(item.id, item.id, "multiple", columns, where)


def _number(questionnaire: Questionnaire, item: AnyItem) -> Iterator[Variable]:
    del questionnaire
    yield Variable(item.id, item.id, "mean", (item.id,))


def _ranking(questionnaire: Questionnaire, item: AnyItem) -> Iterator[Variable]:
    choices = questionnaire.choices_of(item)
    columns = tuple(f"{item.id}.{choice.code}" for choice in choices if not choice.missing)
    if columns:
        yield Variable(item.id, item.id, "mean", columns)


BUILDERS: Mapping[str, Callable[[Questionnaire, AnyItem], Iterator[Variable]]] = {
    "single": _single,
    "scale": _single,
    "grid": _grid,
    "multiple": _multiple,
    "ranking": _ranking,
    "integer": _number,
    "decimal": _number,
}
"""How each item type becomes variables: a new type is one more line."""
