"""The list of the people of the staff: searched without diacritics, filtered, in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from survey_app.services.comments.text import fold
from survey_app.services.context import Context
from survey_app.services.people.handling import vietnam_today
from survey_app.services.people.name_order import name_key
from survey_app.services.people.units import units_below
from survey_app.services.places import Places, load_places
from survey_app.store.models import RoleGrant
from survey_app.store.people_queries import PersonRow, list_person_rows
from survey_app.store.person_queries import list_grants

PAGE = 50
STATES = ("active", "invited", "link_over", "no_grant", "inactive")
"""Can sign in; has a link; has none that works; no grant is valid today; deactivated."""


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What is asked of a list; empty asks nothing. `unit_code` also means what lies below."""

    search: str = ""
    unit_code: str = ""
    role: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant as it is shown; `term` is `now`, `later` or `over`."""

    id: int
    role: str
    unit_code: str | None
    unit_name: str
    group_covered: str
    valid_from: date
    valid_to: date | None
    term: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list with the grants that lie in the scope and have not ended."""

    id: int
    name: str
    login: str
    state: str
    last_seen_at: datetime | None
    grants: tuple[GrantLine, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list; `total` counts everybody who matches."""

    lines: tuple[PersonLine, ...]
    total: int
    page: int
    pages: int


def list_people(context: Context, wanted: PeopleFilter, language: str = "vi") -> PeoplePage:
    """The people in the scope who match, 50 a page, by given name."""
    today = vietnam_today(context)
    with context.database.session() as session:
        units = units_below(session, wanted.unit_code) if wanted.unit_code else None
        rows = list_person_rows(
            session, today, context.clock(), role=wanted.role or None, units=units
        )
        found = sorted((row for row in rows if _fits(row, wanted)), key=lambda r: name_key(r.name))
        pages = max(1, -(-len(found) // PAGE))
        page = min(max(1, wanted.page), pages)
        shown = found[(page - 1) * PAGE : page * PAGE]
        grants = _grants_of(session, [row.id for row in shown], today, language)
    lines = tuple(
        PersonLine(
            row.id, row.name, row.login, state_of(row), row.last_seen_at, grants.get(row.id, ())
        )
        for row in shown
    )
    return PeoplePage(lines, len(found), page, pages)


def state_of(row: PersonRow) -> str:
    """The one state that matters most to an administrator."""
    if not row.is_active:
        return "inactive"
    if not row.has_key:
        return "invited" if row.has_link else "link_over"
    return "active" if row.has_grant else "no_grant"


def grant_line(grant: RoleGrant, places: Places, today: date) -> GrantLine:
    """A grant as it is shown on `today`."""
    term = "later" if grant.valid_from > today else "now"
    if grant.valid_to is not None and grant.valid_to < today:
        term = "over"
    return GrantLine(
        id=grant.id,
        role=grant.role,
        unit_code=grant.unit_code,
        unit_name=places.of(grant.unit_code).full,
        group_covered=grant.group_covered,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        term=term,
    )


def _fits(row: PersonRow, wanted: PeopleFilter) -> bool:
    if wanted.state and state_of(row) != wanted.state:
        return False
    words = fold(wanted.search).split()
    text = fold(f"{row.name} {row.login}")
    return all(word in text for word in words)


def _grants_of(
    session: Session, person_ids: Sequence[int], today: date, language: str
) -> dict[int, tuple[GrantLine, ...]]:
    rows = list_grants(session, person_ids)
    places = load_places(session, (row.unit_code for row in rows), today, language=language)
    found: dict[int, tuple[GrantLine, ...]] = {}
    for row in rows:
        line = grant_line(row, places, today)
        if line.term != "over":
            found[row.person_id] = (*found.get(row.person_id, ()), line)
    return found
