"""`flask survey collector|rotate|retire|notices`: QR codes from the command line."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from survey_app.cli.public_address import warn_of_loopback
from survey_app.extensions import get_context
from survey_app.services.collecting.bulk import NewCollectors, make_collectors
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.collecting.retire import restore_collector, retire_collector
from survey_app.services.collecting.rotate import rotate_collector
from survey_app.services.context import Actor, Context
from survey_app.services.notices.write import write_notices
from survey_app.wording import say

WHOLE_COUNTRY = "all"
WRITABLE = click.Path(path_type=Path, dir_okay=False, writable=True)


def _context() -> Context:
    return get_context().acting(Actor("cli"))


def _tags(ctx: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    del ctx
    tags: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not (key and sign and value) or key in tags:
            message = say("write --tag group=code, each group once, not: %(pair)s", pair=pair)
            raise click.BadParameter(message, param=parameter)
        tags[key] = value
    return tags


@click.command("collector", help=say("Make a QR code for a place, or for a whole province."))
@click.argument("survey_id", metavar="ID", type=int)
@click.option("--unit", metavar="CODE", help=say("code of the commune or province"))
@click.option("--province", metavar="CODE", help=say("one a commune; `all`: the whole country"))
@click.option("--tag", "tags", metavar="K=V", multiple=True, callback=_tags, help=say("group=code"))
@click.option("--label", default="", help=say("where it hangs, in words"))
@click.option("--issued", type=click.IntRange(min=0), help=say("number of sheets or invitations"))
@click.option("--channel", default="qr", help=say("how it reaches people"), show_default=True)
@with_appcontext
def collector(  # noqa: PLR0913 - one option of the command each
    *,
    survey_id: int,
    unit: str | None,
    province: str | None,
    tags: dict[str, str],
    label: str,
    issued: int | None,
    channel: str,
) -> None:
    """Print only the new code on stdout; for a province a line `code;unit` for each commune."""
    if province is None:
        wanted = NewCollector(survey_id, unit, tags, label, issued, channel)
        click.echo(make_collector(_context(), wanted))
    elif unit is not None:
        raise click.UsageError(say("Give --unit or --province, not both"))
    else:
        place = None if province == WHOLE_COUNTRY else province
        _make_many(NewCollectors(survey_id, place, channel, label, issued, tags))


def _make_many(wanted: NewCollectors) -> None:
    made = make_collectors(_context(), wanted)
    for unit, code in made.codes.items():
        click.echo(f"{code};{unit}")
    if made.skipped:
        text = say("%(count)s communes had one of this channel already", count=len(made.skipped))
        click.echo(text, err=True)


@click.command("rotate", help=say("Replace a QR code by a new one; prints the new code."))
@click.argument("code")
@with_appcontext
def rotate(code: str) -> None:
    """Print only the new code on stdout."""
    click.echo(rotate_collector(_context(), code))


@click.command("retire", help=say("Take a QR code out of use; with --undo back into use."))
@click.argument("code")
@click.option("--undo", is_flag=True, help=say("let it take answers again"))
@with_appcontext
def retire(*, code: str, undo: bool) -> None:
    """Retire a collector, or restore it."""
    if undo:
        restore_collector(_context(), code)
        click.echo(say("%(code)s takes answers again.", code=code.upper()))
    else:
        retire_collector(_context(), code)
        click.echo(say("%(code)s takes no more answers.", code=code.upper()))


@click.command("notices", help=say("Write the notices of all QR codes in use as one PDF."))
@click.argument("survey_id", metavar="ID", type=int)
@click.option("-o", "--output", type=WRITABLE, required=True, help=say("file to write"))
@with_appcontext
def notices(survey_id: int, output: Path) -> None:
    """Write one PDF; the pages done are counted on stderr."""

    def tell(done: int) -> None:
        click.echo(say("%(count)s pages are set", count=done), err=True)

    context = _context()
    count = write_notices(context, survey_id, output, tell)
    warn_of_loopback(context.settings.public_url)
    click.echo(say("Written: %(path)s (%(count)s pages)", path=output, count=count))


COMMANDS: tuple[click.Command, ...] = (collector, rotate, retire, notices)
