"""The command line: `flask survey …`, `flask units …`, and the starter behind `make run`."""

from flask import Flask


def register_commands(app: Flask) -> None:
    """Hang the command groups on `flask`."""
    from survey_app.cli.survey import survey_group  # noqa: PLC0415 - run.py needs no command
    from survey_app.cli.units import units_group  # noqa: PLC0415

    app.cli.add_command(survey_group)
    app.cli.add_command(units_group)
