"""Numbers and days as the staff reads them: 1.234,5 and 22/11/2026; in English 1,234.5."""

from collections.abc import Callable
from datetime import date, datetime

from survey_app.services.coarse_date import VIETNAM

NOTHING = "–"
SWAP = str.maketrans(".,", ",.")

Format = Callable[[float | None, int], str]


def number_in(language: str) -> Format:
    """The function that writes a number with so many decimals; nothing is a dash."""

    def number(value: float | None, decimals: int = 0) -> str:
        if value is None:
            return NOTHING
        text = f"{value:,.{decimals}f}"
        return text if language == "en" else text.translate(SWAP)

    return number


def percent_in(language: str) -> Format:
    """The function that writes a share (0 to 1) as a percentage. Example: 0.342 → `34,2 %`."""
    number = number_in(language)

    def percent(share: float | None, decimals: int = 1) -> str:
        return NOTHING if share is None else f"{number(share * 100, decimals)} %"

    return percent


def day(value: date | datetime | None) -> str:
    """A day as 22/11/2026, a moment as its day in Việt Nam."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    return value.strftime("%d/%m/%Y")


def moment(value: datetime | None) -> str:
    """A moment as 22/11/2026 07:30 in Việt Nam."""
    return NOTHING if value is None else value.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
