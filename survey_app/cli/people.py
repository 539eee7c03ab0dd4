"""`flask people …`: who may sign in to the staff's side."""

from datetime import date, datetime

import click

from survey_app.cli.group import PlainGroup
from survey_app.cli.table import text_table
from survey_app.extensions import get_context
from survey_app.services.accounts.add_person import NewPerson, add_person
from survey_app.services.accounts.invitations import invitation_address
from survey_app.services.context import Actor, Context
from survey_app.services.people.account import issue_link, reset_account
from survey_app.services.people.by_login import Listed, get_number, list_everybody
from survey_app.services.people.grants import NewGrant, add_grant, end_grant
from survey_app.services.people.handling import vietnam_today
from survey_app.services.people.list_people import PeopleFilter
from survey_app.services.permissions import Role
from survey_app.wording import say

people_group = PlainGroup("people", help=say("The people of the staff."))
ROLES = click.Choice([role.value for role in Role])


@people_group.command("add", help=say("Add a person; prints the one-time link to hand over."))
@click.argument("login", metavar="LOGIN")
@click.option("--name", required=True, help=say("The person's name, as others read it."))
@click.option("--role", type=ROLES, required=True, help=say("What the person may do."))
@click.option(
    "--unit",
    "unit_code",
    metavar="CODE",
    help=say("Where: a unit and all units below it; everything when left out."),
)
def add(login: str, name: str, role: str, unit_code: str | None) -> None:
    """Store the person and print the link."""
    context = _context()
    added = add_person(context, NewPerson(login, name, Role(role), unit_code))
    click.echo(invitation_address(context, added.token))


DAY = click.DateTime(["%d/%m/%Y", "%Y-%m-%d"])
HEADS = (say("Login name"), say("Name"), say("State"), say("No."), say("Role, unit, term"))
STATES = {
    "active": say("active"),
    "invited": say("invited"),
    "link_over": say("link ended"),
    "no_grant": say("no role today"),
    "inactive": say("deactivated"),
}
TERMS = {"now": "", "later": say("not begun"), "over": say("ended")}


@people_group.command("list", help=say("List people with their roles and the roles' numbers."))
@click.option("--unit", "unit_code", metavar="CODE", default="", help=say("a unit and below"))
@click.option("--role", type=ROLES, default=None, help=say("only those who hold this role"))
def list_(unit_code: str, role: str | None) -> None:
    """Print a line for each role of each person, ended ones included."""
    people = list_everybody(_context(), PeopleFilter(unit_code=unit_code, role=role or ""))
    if people:
        rows = [row for person in people for row in _rows(person)]
        click.echo(text_table(HEADS, rows, "lllr"))
    else:
        click.echo(say("There is nobody; begin with: flask people add"))


@people_group.command("grant", help=say("Give a person a further role; prints its number."))
@click.argument("login", metavar="LOGIN")
@click.option("--role", type=ROLES, required=True, help=say("What the person may do."))
@click.option("--unit", "unit_code", metavar="CODE", help=say("a unit and below; else everything"))
@click.option("--from", "first", type=DAY, help=say("first day; today when left out"))
@click.option("--to", "last", type=DAY, help=say("last day; no end when left out"))
@click.option("--group", default="", help=say("the group of people covered"))
def grant(  # noqa: PLR0913 - one option of the command each
    *,
    login: str,
    role: str,
    unit_code: str | None,
    first: datetime | None,
    last: datetime | None,
    group: str,
) -> None:
    """Print only the number of the grant, by which `people end` ends it."""
    context = _context()
    begin = _day(first) or vietnam_today(context)
    wanted = NewGrant(Role(role), unit_code, begin, _day(last), group)
    click.echo(add_grant(context, get_number(context, login), wanted))


@people_group.command("invite", help=say("Print a new one-time link for somebody."))
@click.argument("login", metavar="LOGIN")
@click.option("--reset", is_flag=True, help=say("also end password and second factor now"))
def invite(login: str, *, reset: bool) -> None:
    """Print only the link; the one before ends."""
    context = _context()
    make = reset_account if reset else issue_link
    click.echo(make(context, get_number(context, login)))


@people_group.command("end", help=say("End a role now; its number stands in the list."))
@click.argument("login", metavar="LOGIN")
@click.argument("number", metavar="NUMBER", type=int)
def end(login: str, number: int) -> None:
    """Take the role away: from the next request on it gives nothing."""
    context = _context()
    end_grant(context, get_number(context, login), number)
    click.echo(say("The role has ended; it gives nothing from now on."))


def _context() -> Context:
    return get_context().acting(Actor("cli"))


def _day(typed: datetime | None) -> date | None:
    return typed.date() if typed else None


def _rows(person: Listed) -> list[tuple[str, ...]]:
    """The first line names the person; each further role has a line of its own."""
    first = (person.login, person.name, STATES[person.state])
    if not person.grants:
        return [(*first, "", "")]
    texts = []
    for held in person.grants:
        last = held.valid_to.strftime("%d/%m/%Y") if held.valid_to else say("no end")
        where = held.unit_name or say("whole installation")
        term = f"{held.valid_from:%d/%m/%Y} - {last} {TERMS[held.term]}".rstrip()
        texts.append((str(held.id), f"{held.role}, {where}, {term}"))
    return [(*(first if index == 0 else ("", "", "")), *text) for index, text in enumerate(texts)]
