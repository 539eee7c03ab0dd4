"""Read a questionnaire file and say everything that is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from questionnaires.checks import check, is_error
from questionnaires.model import Questionnaire
from questionnaires.problem import Problem
from questionnaires.reader import ReadError, read_with_source


@dataclass(frozen=True)
class Findings:
    """What the check of a file found; `questionnaire` is None where it cannot be read."""

    questionnaire: Questionnaire | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def check_questionnaire(path: Path) -> Findings:
    """Every problem of a file and its translations; errors forbid the import, warnings do not."""
    try:
        questionnaire, source = read_with_source(path)
    except ReadError as error:
        return Findings(None, error.problems)
    problems = check(questionnaire, source)
    return Findings(
        questionnaire,
        errors=tuple(problem for problem in problems if is_error(problem)),
        warnings=tuple(problem for problem in problems if not is_error(problem)),
    )
