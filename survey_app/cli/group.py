"""A command group that answers a refusal with clear lines instead of a traceback."""

from pathlib import Path
from typing import IO

import click
from flask.cli import AppGroup

from questionnaires.problem import Problem
from survey_app.refusals import sentence
from survey_app.services.refusal import Refusal, StoreError
from survey_app.wording import say


class Refused(click.ClickException):
    """A refusal on its way out: exit code 1, the findings first, then one sentence."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems

    def show(self, file: IO[str] | None = None) -> None:
        """Write it to stderr (or `file`), one line each."""
        for problem in self.problems:
            click.echo(problem_line(problem), file=file, err=file is None)
        click.echo(self.format_message(), file=file, err=file is None)


class PlainGroup(AppGroup):
    """A group of commands whose refusals become one clear line and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Refusal and StoreError are said, not thrown."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise Refused(sentence(refusal), refusal.problems) from refusal
        except StoreError as error:
            raise Refused(say("The data store: %(detail)s", detail=error)) from error


def problem_line(problem: Problem) -> str:
    """A finding as one line that an editor can jump to: `file:line: what to do [code]`."""
    name = Path(problem.file).name if problem.file else ""
    place = ":".join(part for part in (name, str(problem.line or "")) if part) or problem.where
    return f"{place}: {problem.detail} [{problem.code}]"
