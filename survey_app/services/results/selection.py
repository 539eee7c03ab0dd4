"""Which table of an item is asked for: the total, a breakdown, or one level of unit or mode.

Only tables of the declared set exist. Any other cut of the same people, held against those that
are shown, could tell what they hide; so it is refused, not computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from survey_app.services.analysing.survey_columns import MODE, UNIT
from survey_app.services.refusal import Refusal
from survey_app.services.results.naming import name_breakdown
from survey_app.services.results.tables import (
    Levels,
    ShownItem,
    ShownResults,
    breakdown_name,
)
from survey_app.wording import DEFAULT_LANGUAGE

FILTERS = (UNIT, MODE)
MOST_REPEATED = 40
"""Letters of what was asked for that the refusal repeats."""


@dataclass(frozen=True)
class Selection:
    """The columns of a table, and one of its levels where only that is wanted."""

    by: Levels = ()
    level: Levels | None = None

    @property
    def query(self) -> dict[str, str]:
        """The parameters of an address that ask for it."""
        if self.level is not None:
            return {self.by[0]: self.level[0]}
        return {"by": breakdown_name(self.by)} if self.by else {}


def select_table(results: ShownResults, item: ShownItem, wanted: Mapping[str, str]) -> Selection:
    """The selection that `by`, `unit` and `mode` ask for, empty texts left out.

    Raises Refusal `undeclared_table` for anything but one of the three and for a breakdown that
    the item has not, `unknown_level` for a unit or mode that the reader cannot see.
    """
    asked = {name: text for name in ("by", *FILTERS) if (text := wanted.get(name, "").strip())}
    known = {breakdown_name(by): by for by in results.breakdowns(item)}
    if len(asked) > 1:
        raise _undeclared(results, asked, known)
    if not asked:
        return Selection()
    ((name, text),) = asked.items()
    if name == "by":
        text = text.replace(" ", "+")
        if text not in known:
            raise _undeclared(results, asked, known)
        return Selection(known[text])
    return _level(results, item, name, text)


def _undeclared(
    results: ShownResults, asked: Mapping[str, str], known: Mapping[str, Levels]
) -> Refusal:
    names = (name_breakdown(results, by, DEFAULT_LANGUAGE) for by in known.values())
    wanted = " + ".join(text[:MOST_REPEATED] for text in asked.values())
    return Refusal("undeclared_table", asked=wanted, known=", ".join(names) or "–")


def _level(results: ShownResults, item: ShownItem, column: str, code: str) -> Selection:
    if (column,) not in results.breakdowns(item):
        known = {breakdown_name(by): by for by in results.breakdowns(item)}
        raise _undeclared(results, {column: code}, known)
    found = results.column(column)
    if found is None or code not in {level.code for level in found.levels}:
        raise Refusal("unknown_level", column=column)
    return Selection((column,), (code,))
