"""`flask units …`: the dated table of administrative units."""

from pathlib import Path

import click

from survey_app.cli.group import PlainGroup
from survey_app.extensions import get_context
from survey_app.services.import_units import import_units
from survey_app.wording import say

units_group = PlainGroup("units", help=say("Administrative units."))


@units_group.command("import", help=say("Import the dated unit table from a CSV file."))
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def import_(path: Path) -> None:
    """Store the rows of a file and say what changed."""
    changes = import_units(get_context(), path)
    click.echo(
        say(
            "Units: %(added)s rows added, %(changed)s changed, %(unchanged)s as before.",
            added=changes.added,
            changed=changes.changed,
            unchanged=changes.unchanged,
        )
    )
