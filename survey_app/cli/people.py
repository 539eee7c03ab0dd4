"""`flask people …`: who may sign in to the staff's side."""

import click

from survey_app.cli.group import PlainGroup
from survey_app.extensions import get_context
from survey_app.services.accounts.add_person import NewPerson, add_person
from survey_app.services.accounts.invitations import invitation_address
from survey_app.services.context import Actor
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
    context = get_context().acting(Actor("cli"))
    added = add_person(context, NewPerson(login, name, Role(role), unit_code))
    click.echo(invitation_address(context, added.token))
