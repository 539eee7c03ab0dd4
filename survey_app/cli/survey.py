"""`flask survey …`: from a questionnaire file to a live survey, from answers to a briefing."""

import json
from datetime import datetime
from pathlib import Path

import click

from survey_app.cli.collectors import COMMANDS
from survey_app.cli.group import PlainGroup, Refused, problem_line
from survey_app.cli.paper_form import form
from survey_app.cli.public_address import warn_of_loopback
from survey_app.cli.table import text_table
from survey_app.extensions import get_context
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collecting.print_notice import print_notice
from survey_app.services.context import Actor, Context
from survey_app.services.surveys.check_questionnaire import check_questionnaire
from survey_app.services.surveys.import_questionnaire import import_questionnaire
from survey_app.services.surveys.list_surveys import SurveyLine, list_surveys
from survey_app.services.surveys.settings import read_settings
from survey_app.services.surveys.state import close_survey, open_survey, reopen_survey
from survey_app.services.surveys.stop_rules import StopRules
from survey_app.wording import say

survey_group = PlainGroup("survey", help=say("Questionnaires, surveys, collectors, results."))
survey_group.add_command(form)
for command in COMMANDS:
    survey_group.add_command(command)

READABLE = click.Path(path_type=Path)
WRITABLE = click.Path(path_type=Path, dir_okay=False, writable=True)


def acting_context() -> Context:
    """The application's context for a change: the audit log says that it came from a command."""
    return get_context().acting(Actor("cli"))


@survey_group.command("check", help=say("Check a questionnaire file: every problem, its line."))
@click.argument("path", type=READABLE)
def check(path: Path) -> None:
    """Print the problems of a file; exit code 1 if one of them is an error."""
    found = check_questionnaire(path)
    for problem in found.errors + found.warnings:
        click.echo(problem_line(problem))
    if found.errors:
        raise Refused(say("%(count)s errors to correct.", count=len(found.errors)))
    click.echo(say("The questionnaire can be imported."))


@survey_group.command("import", help=say("Store a questionnaire as a draft survey; prints its ID."))
@click.argument("path", type=READABLE)
def import_(path: Path) -> None:
    """Print only the survey's ID on stdout; warnings go to stderr."""
    imported = import_questionnaire(acting_context(), path)
    for problem in imported.warnings:
        click.echo(problem_line(problem), err=True)
    click.echo(imported.survey_id)


@survey_group.command("open", help=say("Open a survey: its QR codes take answers from now on."))
@click.argument("survey_id", metavar="ID", type=int)
def open_(survey_id: int) -> None:
    """Open a draft survey."""
    open_survey(acting_context(), survey_id)
    click.echo(say("Survey %(survey)s is open.", survey=survey_id))


@survey_group.command("close", help=say("Close a survey: no answer is taken any more."))
@click.argument("survey_id", metavar="ID", type=int)
def close(survey_id: int) -> None:
    """Close an open survey."""
    close_survey(acting_context(), survey_id)
    click.echo(say("Survey %(survey)s is closed.", survey=survey_id))


MOMENTS = ("%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M")


@survey_group.command("reopen", help=say("Open a survey again that was closed; wants a reason."))
@click.argument("survey_id", metavar="ID", type=int)
@click.option("--reason", required=True, help=say("why, in a few words; kept in the audit log"))
@click.option(
    "--close-at", type=click.DateTime(MOMENTS), help=say("new closing moment, Việt Nam time")
)
@click.option("--close-after", type=click.IntRange(min=1), help=say("new number of sheets"))
def reopen(
    *, survey_id: int, reason: str, close_at: datetime | None, close_after: int | None
) -> None:
    """Open a survey again; limits that are not given stay as they are."""
    kept = read_settings(get_context(), survey_id).settings.stop
    moment = close_at.replace(tzinfo=VIETNAM) if close_at else kept.close_at
    stop = StopRules(moment, close_after or kept.close_after)
    reopen_survey(acting_context(), survey_id, reason, stop)
    click.echo(say("Survey %(survey)s is open.", survey=survey_id))


@survey_group.command("list", help=say("List the surveys with their state and accepted answers."))
@click.option("--json", "as_json", is_flag=True, help=say("as JSON"))
def list_(*, as_json: bool) -> None:
    """Print one line a survey, its collectors below."""
    surveys = list_surveys(get_context())
    if as_json:
        click.echo(json.dumps([line.to_dict() for line in surveys], ensure_ascii=False))
    elif not surveys:
        click.echo(say("There is no survey yet; begin with: flask survey import PATH"))
    else:
        click.echo(text_table(HEADS, [_row(line) for line in surveys]))


HEADS = (
    say("ID"),
    say("State"),
    say("Accepted"),
    say("Issued"),
    say("Collectors"),
    say("Title"),
)
STATES = {"draft": say("draft"), "open": say("open"), "closed": say("closed")}


def _row(line: SurveyLine) -> tuple[str, ...]:
    issued = "–" if line.issued is None else str(line.issued)
    codes = " ".join(line.collectors) or "–"
    return (str(line.id), STATES[line.state], str(line.accepted), issued, codes, line.title)


@survey_group.command("notice", help=say("Print the A4 notice with the QR of a collector (PDF)."))
@click.argument("code")
@click.option("-o", "--output", type=WRITABLE, required=True, help=say("file to write"))
def notice(code: str, output: Path) -> None:
    """Write the notice of a collector."""
    context = get_context()
    print_notice(context, code, output)
    warn_of_loopback(context.settings.public_url)
    click.echo(say("Written: %(path)s", path=output))


@survey_group.command("analyse", help=say("Weighted results, by respondent group if asked."))
@click.argument("survey_id", metavar="ID", type=int)
@click.option("--by", metavar="GROUP", help=say("a group of the questionnaire, unit or mode"))
@click.option(
    "--rounding",
    type=click.Choice(["largest_remainder", "plain"]),
    default="largest_remainder",
    help=say("how percentages are rounded"),
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help=say("the answer of ydan-analysis/1"))
def analyse(*, survey_id: int, by: str | None, rounding: str, as_json: bool) -> None:
    """Print the results of the shown state of a survey."""
    from survey_app.cli.results import write_results  # noqa: PLC0415 - scipy takes a second
    from survey_app.services.analysing.analyse_survey import analyse_survey  # noqa: PLC0415 - as above
    from survey_app.services.analysing.survey_answer import find_breakdown, survey_answer  # noqa: PLC0415

    results = analyse_survey(get_context(), survey_id, rounding=rounding)
    columns = find_breakdown(results, by) if by is not None else None
    if as_json:
        click.echo(json.dumps(survey_answer(results, columns), ensure_ascii=False, allow_nan=False))
    else:
        click.echo(write_results(results, columns))


FORMATS = ("html", "docx", "pptx", "pdf")


@survey_group.command("brief", help=say("Write the briefing of a survey."))
@click.argument("survey_id", metavar="ID", type=int)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="html", show_default=True)
@click.option(
    "--with-comments", type=click.Choice(["reviewed"]), help=say("with the comments cleared so far")
)
@click.option("-o", "--output", type=WRITABLE, required=True, help=say("file to write"))
def brief(*, survey_id: int, format_: str, with_comments: str | None, output: Path) -> None:
    """Write the briefing of the shown state of a survey."""
    if format_ != "html":
        message = say("The format %(format)s is not available yet; use html", format=format_)
        raise click.BadParameter(message, param_hint="--format")
    from survey_app.services.briefing.brief_survey import brief_survey  # noqa: PLC0415 - scipy takes a second

    brief_survey(get_context(), survey_id, output, with_comments=with_comments is not None)
    click.echo(say("Written: %(path)s", path=output))
