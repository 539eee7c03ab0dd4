"""What the command line does to people: by login name, with the whole installation's reach."""

from dataclasses import dataclass, replace

from survey_app.services.accounts.login_name import normal_login
from survey_app.services.context import Context
from survey_app.services.people.handling import vietnam_today
from survey_app.services.people.list_people import GrantLine, PeopleFilter, grant_line, list_people
from survey_app.services.places import load_places
from survey_app.services.refusal import Refusal
from survey_app.store.person_queries import find_by_login, list_grants


@dataclass(frozen=True, slots=True)
class Listed:
    """A person with every grant, ended ones included."""

    id: int
    login: str
    name: str
    state: str
    grants: tuple[GrantLine, ...]


def get_number(context: Context, login: str) -> int:
    """The number of somebody by login name. Raises Refusal `no_such_login`."""
    with context.database.session() as session:
        person = find_by_login(session, normal_login(login))
    if person is None:
        raise Refusal("no_such_login", login=login)
    return person.id


def list_everybody(context: Context, wanted: PeopleFilter) -> list[Listed]:
    """Everybody who matches, all pages, with every grant."""
    page = list_people(context, wanted)
    lines = list(page.lines)
    for number in range(2, page.pages + 1):
        lines += list_people(context, replace(wanted, page=number)).lines
    today = vietnam_today(context)
    with context.database.session() as session:
        rows = list_grants(session, [line.id for line in lines])
        places = load_places(session, (row.unit_code for row in rows), today)
        grants: dict[int, list[GrantLine]] = {}
        for row in rows:
            grants.setdefault(row.person_id, []).append(grant_line(row, places, today))
    return [
        Listed(line.id, line.login, line.name, line.state, tuple(grants.get(line.id, ())))
        for line in lines
    ]
