"""Weighting: each target covers its group exactly, and the numbers can be met."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from questionnaires.checks.groups import group_choices, unknown_group
from questionnaires.model import Questionnaire, Target, Weighting
from questionnaires.problem import Problem, make_problem

SHARES_TOLERANCE = 0.005


def check_weighting(questionnaire: Questionnaire) -> list[Problem]:
    """Find targets without a group, that miss or invent codes, or that cannot be met."""
    weighting = questionnaire.weighting
    if weighting is None:
        return []
    problems = list(_method(weighting))
    for target in weighting.targets:
        where = f"weighting.targets.{target.group}"
        unknown = unknown_group(questionnaire, where, target.group)
        problems += unknown or [*_codes(questionnaire, target, where), *_numbers(target, where)]
    return problems


def _method(weighting: Weighting) -> Iterator[Problem]:
    if not weighting.targets:
        yield make_problem("no_targets", "weighting.targets")
    if weighting.method == "poststratify" and len(weighting.targets) > 1:
        yield make_problem("one_target_only", "weighting.method")
    for group, count in Counter(target.group for target in weighting.targets).items():
        if count > 1:
            yield make_problem("duplicate_target", f"weighting.targets.{group}", group=group)
    trim = weighting.trim
    if trim is not None and not trim[0] <= 1 <= trim[1]:
        yield make_problem("bad_trim", "weighting.trim", lower=trim[0], upper=trim[1])


def _codes(questionnaire: Questionnaire, target: Target, where: str) -> Iterator[Problem]:
    choices = group_choices(questionnaire, target.group)
    missing = {choice.code: choice.missing for choice in choices}
    named = _values(target)
    for code in named if missing else ():
        path = f"{where}.{_key(target)}.{code}"
        if code not in missing:
            codes = ", ".join(missing)
            yield make_problem("target_unknown_code", path, choice=code, codes=codes)
        elif missing[code]:
            yield make_problem("target_names_missing", path, choice=code)
    absent = [code for code, is_missing in missing.items() if not is_missing and code not in named]
    if absent:
        codes = ", ".join(absent)
        yield make_problem("target_misses_code", f"{where}.{_key(target)}", codes=codes)


def _numbers(target: Target, where: str) -> Iterator[Problem]:
    values = _values(target)
    path = f"{where}.{_key(target)}"
    total = math.fsum(values.values())
    if total <= 0:
        yield make_problem("target_empty", path)
    elif target.shares and abs(total - 1) > SHARES_TOLERANCE:
        yield make_problem("shares_sum", path, total=f"{total:g}")
    else:
        for code, value in values.items():
            if value == 0:
                yield make_problem("target_zero", f"{path}.{code}", choice=code)


def _values(target: Target) -> Mapping[str, float]:
    return target.counts or target.shares


def _key(target: Target) -> str:
    return "counts" if target.counts else "shares"
