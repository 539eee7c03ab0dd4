"""Quotas: of known groups, for known cells."""

from collections import Counter
from collections.abc import Iterator

from questionnaires.checks.groups import group_choices, unknown_group
from questionnaires.model import Questionnaire, Quota
from questionnaires.problem import Problem, make_problem


def check_quotas(questionnaire: Questionnaire) -> list[Problem]:
    """Find quotas of unknown groups, unknown cells, and groups that have two quotas."""
    problems: list[Problem] = []
    for group, count in Counter(quota.group for quota in questionnaire.quotas).items():
        if count > 1:
            problems.append(make_problem("duplicate_quota", f"quotas.{group}", group=group))
    for quota in questionnaire.quotas:
        unknown = unknown_group(questionnaire, f"quotas.{quota.group}", quota.group)
        problems += unknown or _cells(questionnaire, quota)
    return problems


def _cells(questionnaire: Questionnaire, quota: Quota) -> Iterator[Problem]:
    codes = [choice.code for choice in group_choices(questionnaire, quota.group)]
    where = f"quotas.{quota.group}.cells"
    if not quota.cells:
        yield make_problem("no_cells", where)
    for code in quota.cells if codes else ():
        if code not in codes:
            yield make_problem(
                "quota_unknown_cell", f"{where}.{code}", choice=code, codes=", ".join(codes)
            )
