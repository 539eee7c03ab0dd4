"""What columns, levels and measures are called on pages and in files, in the reader's language."""

from collections.abc import Mapping
from datetime import date

from survey_app.services.analysing.survey_columns import MODE, UNIT
from survey_app.services.analysing.survey_plan import DATE
from survey_app.services.results.tables import Levels, ShownColumn, ShownResults
from survey_app.wording import say

SENTENCES: Mapping[str, str] = {
    UNIT: "Unit",
    MODE: "Mode",
    DATE: "Period",
    "qr": "Own phone (QR)",
    "invited": "Invited",
    "interviewer": "Interviewer",
    "paper": "Paper form",
}
"""The columns that no questionnaire names, and the response modes."""


def name_column(column: ShownColumn, language: str) -> str:
    """The name of one column."""
    return say(SENTENCES[column.name], language) if not column.label else column.label


def name_breakdown(results: ShownResults, by: Levels, language: str) -> str:
    """The names of a breakdown's columns: `Giới tính × Nhóm tuổi`."""
    found = (results.column(name) for name in by)
    return " × ".join(name_column(column, language) for column in found if column is not None)


def name_level(results: ShownResults, by: Levels, levels: Levels, language: str) -> str:
    """The names of one level: `Nam · 16–29 tuổi`."""
    return " · ".join(
        _level(results.column(column), code, language)
        for column, code in zip(by, levels, strict=True)
    )


def _level(column: ShownColumn | None, code: str, language: str) -> str:
    if column is None:
        return code
    if column.name == MODE:
        return say(SENTENCES[code], language) if code in SENTENCES else code
    if column.name == DATE:
        return write_day(code)
    return next((level.text for level in column.levels if level.code == code), code)


def write_day(code: str) -> str:
    """An ISO date as dd/mm/yyyy; other text as it is."""
    try:
        day = date.fromisoformat(code)
    except ValueError:
        return code
    return f"{day:%d/%m/%Y}"
