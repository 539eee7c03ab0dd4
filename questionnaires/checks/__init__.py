"""The questionnaire checker: what the typed model cannot see.

One module per concern, each a function from a questionnaire to its problems; `CHECKS` is the
registry. `check` runs them all and puts file and line to what they find.
"""

from collections.abc import Callable
from dataclasses import replace

from questionnaires.checks.bounds import check_bounds
from questionnaires.checks.choices import check_choices
from questionnaires.checks.claims import check_claims
from questionnaires.checks.expressions import check_expressions
from questionnaires.checks.groups import check_groups
from questionnaires.checks.ids import check_ids
from questionnaires.checks.indicators import check_indicators
from questionnaires.checks.piping import check_piping
from questionnaires.checks.privacy import check_privacy
from questionnaires.checks.quotas import check_quotas
from questionnaires.checks.reach import check_reach
from questionnaires.checks.texts import check_texts
from questionnaires.checks.translations import TRANSLATIONS, check_translations
from questionnaires.checks.weighting import check_weighting
from questionnaires.model import Questionnaire
from questionnaires.problem import Problem
from questionnaires.reader.source_map import SourceMap

__all__ = ["CHECKS", "WARNINGS", "check", "is_error"]

CHECKS: tuple[Callable[[Questionnaire], list[Problem]], ...] = (
    check_ids,
    check_choices,
    check_bounds,
    check_expressions,
    check_reach,
    check_piping,
    check_groups,
    check_weighting,
    check_quotas,
    check_indicators,
    check_privacy,
    check_claims,
    check_texts,
    check_translations,
)
WARNINGS = frozenset(
    {
        "consent_incomplete",
        "exclusive_ignored",
        "group_from_collector",
        "incomplete_translation",
        "item_never_shown",
        "long_text",
        "pipe_differs",
        "pipe_unknown",
        "sensitive_required",
        "single_choice_list",
        "small_k",
        "stale_translation",
        "target_zero",
        "unused_list",
        "unused_translation",
    }
)
"""Codes of problems that a questionnaire may be published with."""


def check(questionnaire: Questionnaire, source: SourceMap | None = None) -> tuple[Problem, ...]:
    """List every problem of a questionnaire, errors first, then in the order of the file.

    With `source` (see `read_with_source`) each problem carries its file and line.
    """
    problems = [problem for find in CHECKS for problem in find(questionnaire)]
    if source is not None:
        problems = [_locate(problem, source) for problem in problems]
    return tuple(sorted(problems, key=lambda p: (not is_error(p), p.file or "", p.line or 0)))


def is_error(problem: Problem) -> bool:
    """Tell whether a problem forbids publication; the others are advice."""
    return problem.code not in WARNINGS


def _locate(problem: Problem, source: SourceMap) -> Problem:
    where = problem.where
    if where.startswith(TRANSLATIONS):
        language, _, rest = where.removeprefix(TRANSLATIONS).partition(".")
        sidecar = source.sidecar(language)
        if sidecar is not None:
            return replace(problem, file=sidecar.file, line=sidecar.line(rest))
    return replace(problem, file=source.file, line=source.line(where))
