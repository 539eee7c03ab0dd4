"""`flask survey form`: the questionnaire of a survey as sheets of paper."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from survey_app.extensions import get_context
from survey_app.services.sheets.print_paper_form import print_paper_form
from survey_app.wording import say

WRITABLE = click.Path(path_type=Path, dir_okay=False, writable=True)


@click.command("form", help=say("Print the questionnaire of a survey for paper (PDF)."))
@click.argument("survey_id", metavar="ID", type=int)
@click.option("-o", "--output", type=WRITABLE, required=True, help=say("file to write"))
@click.option("--language", metavar="CODE", help=say("a language of the questionnaire"))
@with_appcontext
def form(survey_id: int, output: Path, language: str | None) -> None:
    """Write the paper form of a survey."""
    print_paper_form(get_context(), survey_id, output, language)
    click.echo(say("Written: %(path)s", path=output))
