"""The command line: `flask survey|people|units|data …`, and the starter behind `make run`."""

import gettext
import os

from flask import Flask

from survey_app.wording import DEFAULT_LANGUAGE, LOCALE_FOLDER


def register_commands(app: Flask) -> None:
    """Hang the command groups on `flask`."""
    from survey_app.cli.data import data_group  # noqa: PLC0415 - as below
    from survey_app.cli.people import people_group  # noqa: PLC0415 - as below
    from survey_app.cli.survey import survey_group  # noqa: PLC0415 - run.py needs no command
    from survey_app.cli.units import units_group  # noqa: PLC0415 - as above

    if os.environ.get("FLASK_RUN_FROM_CLI"):
        translate_usage()
    app.cli.add_command(data_group)
    app.cli.add_command(people_group)
    app.cli.add_command(survey_group)
    app.cli.add_command(units_group)


def translate_usage() -> None:
    """Let the command line's own words (usage, missing options) come from our catalogue too."""
    os.environ["LANGUAGE"] = DEFAULT_LANGUAGE
    gettext.bindtextdomain("messages", str(LOCALE_FOLDER))
