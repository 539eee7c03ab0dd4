"""Where nobody has answered yet: the units of a survey, the empty ones first, also as a file."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from survey_app.services.analysing.survey_source import move_release
from survey_app.services.audit import record
from survey_app.services.board.board import read_aims, vietnam_day
from survey_app.services.board.units import ProvinceLine, UnitLine, by_need, read_units
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%")
BOM: Final = "\ufeff"
"""Excel reads a CSV as UTF-8 only behind this mark."""
HEADS: Final = (
    "province_code",
    "province",
    "unit_code",
    "unit",
    "collectors",
    "issued",
    "accepted",
    "return_rate",
    "target",
    "missing",
    "state",
)
SENTENCES: Mapping[str, str] = {
    "province_code": "Province code",
    "province": "Province",
    "unit_code": "Unit code",
    "unit": "Unit",
    "collectors": "Collectors",
    "issued": "Issued",
    "accepted": "Accepted",
    "return_rate": "Return rate",
    "target": "Target",
    "missing": "Still missing",
    "state": "State",
    "empty": "no sheet yet",
    "no_collector": "no collector",
    "short": "below the target",
    "enough": "target met",
}
Say = Callable[[str], str]


@dataclass(frozen=True)
class Coverage:
    """The provinces that a person may see; the units of one of them where one is chosen."""

    provinces: tuple[ProvinceLine, ...]
    chosen: ProvinceLine | None
    units: tuple[UnitLine, ...]


def read_coverage(context: Context, survey_id: int, province: str = "") -> Coverage:
    """The coverage of a survey; with one province, or the code of one, its units as well.

    Raises Refusal `unknown_survey`, or `unknown_unit` for a province that is not there to be seen.
    """
    provinces = covered_provinces(context, survey_id)
    chosen = provinces[0] if len(provinces) == 1 else None
    if province:
        chosen = next((found for found in provinces if found.code == province), None)
        if chosen is None:
            raise Refusal("unknown_unit", unit=province)
    return Coverage(provinces, chosen, by_need(chosen.units) if chosen else ())


def covered_provinces(context: Context, survey_id: int) -> tuple[ProvinceLine, ...]:
    """The provinces of a survey with the units in the scope. Raises Refusal `unknown_survey`."""
    targets = read_aims(context, survey_id, move_release(context, survey_id)).targets
    return read_units(context, survey_id, targets, vietnam_day(context.clock()))


def export_coverage(context: Context, survey_id: int, say: Say) -> str:
    """The coverage as CSV: UTF-8 with a mark, no cell that a spreadsheet takes for a formula.

    `say` puts heads and states into the reader's language. Noted in the audit log. Raises Refusal
    `unknown_survey`.
    """
    provinces = covered_provinces(context, survey_id)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([say(SENTENCES[head]) for head in HEADS])
    for province in provinces:
        for unit in by_need(province.units):
            writer.writerow([plain_cell(value) for value in _row(province, unit, say)])
    with context.database.session(write=True) as session:
        units = sum(len(province.units) for province in provinces)
        record(session, context, "coverage.exported", f"survey:{survey_id}", units=units)
        session.commit()
    return BOM + text.getvalue()


def plain_cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula. Example: `=1+1` becomes `'=1+1`."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_SIGNS):
        return f"'{value}"
    return "" if value is None else value


def _row(province: ProvinceLine, unit: UnitLine, say: Say) -> tuple[object, ...]:
    rate = unit.return_rate
    return (
        province.code,
        province.name,
        unit.code,
        unit.name,
        unit.collectors,
        unit.issued,
        unit.accepted,
        None if rate is None else round(rate, 4),
        unit.target,
        unit.missing,
        say(SENTENCES[unit.state]),
    )
