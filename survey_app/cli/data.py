"""`flask data …`: what is stored, held against what it should be."""

from collections.abc import Mapping

import click

from survey_app.cli.group import PlainGroup, Refused
from survey_app.extensions import get_context
from survey_app.services.check_data import CheckLine, check_data
from survey_app.wording import say

data_group = PlainGroup("data", help=say("The stored data."))

SENTENCES: Mapping[str, str] = {
    "good_settings": "Database %(database)s: version and durability as they must be",
    "bad_settings": "%(detail)s",
    "good_file": "Database %(database)s: the file is whole",
    "bad_file": "Database %(database)s: %(count)s faults in the file, the first: %(first)s",
    "chain_whole": "Audit log: the chain is whole, %(count)s events, last hash %(hash)s",
    "chain_changed": "Audit log: event %(id)s was changed after it was written",
    "chain_gap": (
        "Audit log: before event %(id)s something was removed, swapped or put in between"
    ),
    "chain_cut": "Audit log: events at the end are missing; %(count)s are left",
    "chain_unguarded": "Audit log: the database lacks the triggers that refuse changes",
    "good_surveys": "Box: every survey it speaks of exists",
    "bad_surveys": (
        "Box: %(count)s surveys it speaks of do not exist, the first: %(first)s in table %(table)s"
    ),
    "good_collectors": "Box: every collector it speaks of exists",
    "bad_collectors": (
        "Box: %(count)s collectors it speaks of do not exist, the first: %(first)s"
        " in table %(table)s"
    ),
}


@data_group.command("check", help=say("Check databases and audit log: a line for each check."))
def check() -> None:
    """Print a line for each check; exit code 1 when something is broken."""
    broken = 0
    for line in check_data(get_context()):
        click.echo(f"{say('good') if line.is_good else say('BROKEN')}: {_words(line)}")
        broken += not line.is_good
    if broken:
        raise Refused(say("%(count)s checks found something broken.", count=broken))


def _words(line: CheckLine) -> str:
    text = say(SENTENCES[line.code])
    return text % line.values if line.values else text
