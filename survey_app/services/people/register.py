"""The register of opinion collaborators: who listens to whom, where, and until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey_app.services.audit import record
from survey_app.services.comments.text import fold
from survey_app.services.context import Context
from survey_app.services.people.handling import vietnam_today
from survey_app.services.people.units import units_below
from survey_app.services.places import load_places
from survey_app.services.plain_csv import csv_lines
from survey_app.store.people_queries import list_collaborator_grants

PAGE = 50
SOON_DAYS = 30
SHOWN_AFTER_END = timedelta(days=90)
"""A term that ended not long ago is still listed: somebody may want to renew it."""


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What is asked of the register; empty asks nothing. `search` looks at name and group."""

    search: str = ""
    unit_code: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One collaborator's term. `days_left` is negative after the end, None without an end.

    `term` is `over`, `soon` (30 days or fewer left), `later` (not begun) or `now`.
    """

    person_id: int
    name: str
    contact: str
    unit_code: str
    unit_name: str
    group_covered: str
    valid_from: date
    valid_to: date | None
    days_left: int | None
    term: str


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page; `ending` counts the matching terms that end within 30 days."""

    lines: tuple[RegisterLine, ...]
    total: int
    ending: int
    page: int
    pages: int


def read_register(context: Context, wanted: RegisterFilter, language: str = "vi") -> RegisterPage:
    """The collaborators in the scope, the first to end first, those ended last, 50 a page."""
    with context.database.session() as session:
        lines = _lines(session, context, wanted, language)
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(1, wanted.page), pages)
    shown = lines[(page - 1) * PAGE : page * PAGE]
    ending = sum(line.term == "soon" for line in lines)
    return RegisterPage(tuple(shown), len(lines), ending, page, pages)


def export_register(
    context: Context, wanted: RegisterFilter, heads: Sequence[str], language: str = "vi"
) -> Iterator[str]:
    """All matching lines as CSV under these nine heads; the export is recorded."""
    with context.database.session(write=True) as session:
        lines = _lines(session, context, wanted, language)
        unit = wanted.unit_code or None
        record(session, context, "register.exported", "register", unit=unit, count=len(lines))
        session.commit()
    return csv_lines([heads, *(_cells(line) for line in lines)])


def _lines(
    session: Session, context: Context, wanted: RegisterFilter, language: str
) -> list[RegisterLine]:
    today = vietnam_today(context)
    below = units_below(session, wanted.unit_code) if wanted.unit_code else None
    rows = list_collaborator_grants(session, ending_from=today - SHOWN_AFTER_END)
    places = load_places(session, {grant.unit_code for grant, _ in rows}, today, language=language)
    words = fold(wanted.search).split()
    found = []
    for grant, person in rows:
        text = fold(f"{person.name} {grant.group_covered}")
        in_unit = below is None or grant.unit_code in below
        if in_unit and all(word in text for word in words):
            found.append(
                RegisterLine(
                    person_id=person.id,
                    name=person.name,
                    contact=person.contact,
                    unit_code=grant.unit_code or "",
                    unit_name=places.of(grant.unit_code).full,
                    group_covered=grant.group_covered,
                    valid_from=grant.valid_from,
                    valid_to=grant.valid_to,
                    days_left=(grant.valid_to - today).days if grant.valid_to else None,
                    term=_term(grant.valid_from, grant.valid_to, today),
                )
            )
    return sorted(found, key=lambda line: line.term == "over")


def _term(valid_from: date, valid_to: date | None, today: date) -> str:
    if valid_to is not None and valid_to < today:
        return "over"
    if valid_from > today:
        return "later"
    is_soon = valid_to is not None and (valid_to - today).days <= SOON_DAYS
    return "soon" if is_soon else "now"


def _cells(line: RegisterLine) -> tuple[object, ...]:
    return (
        line.name,
        line.unit_code,
        line.unit_name,
        line.group_covered,
        line.contact,
        line.valid_from.isoformat(),
        line.valid_to.isoformat() if line.valid_to else "",
        "" if line.days_left is None else line.days_left,
        line.term,
    )
