"""Reach: every item and every page can be seen by somebody.

Tries the telling answers of all items that a condition depends on, directly or through the
conditions of those items; says nothing where that would be a guess.
"""

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from questionnaires.checks.domains import Values, constants, is_exact, values_of
from questionnaires.checks.names import Answer, known_answers
from questionnaires.expression import (
    ExpressionError,
    Tree,
    Value,
    evaluate,
    is_true,
    names,
    parse,
)
from questionnaires.model import AnyItem, CalculateItem, Questionnaire
from questionnaires.problem import Problem, make_problem

MAX_TRIALS = 20_000
MAX_TRIALS_TOGETHER = 1_000_000
MAX_NEEDED = 24
Found: TypeAlias = dict[str, Value | None]


@dataclass(frozen=True)
class Known:
    """The answers that can be named and the trees of the items' conditions and calculations."""

    answers: Mapping[str, Answer]
    conditions: Mapping[str, Tree]
    calculations: Mapping[str, Tree]

    @property
    def max_trials(self) -> int:
        """How many trials one item is worth: fewer where many items have conditions."""
        return min(MAX_TRIALS, MAX_TRIALS_TOGETHER // max(len(self.conditions), 1))


def check_reach(questionnaire: Questionnaire) -> list[Problem]:
    """Find pages, and items on other pages, whose conditions no answers can meet."""
    known = _known(questionnaire)
    never = {item.id for item in questionnaire.items if not _can_show(questionnaire, item, known)}
    problems = []
    for page in questionnaire.pages:
        if all(item.id in never for item in page.items):
            problems.append(make_problem("page_never_shown", f"pages.{page.id}", page=page.id))
            continue
        problems += [
            make_problem("item_never_shown", f"items.{item.id}.show_if", item=item.id)
            for item in page.items
            if item.id in never
        ]
    return problems


def _known(questionnaire: Questionnaire) -> Known:
    conditions, calculations = {}, {}
    for item in questionnaire.items:
        if item.show_if is not None:
            conditions[item.id] = _parse(item.show_if)
        if isinstance(item, CalculateItem):
            calculations[item.id] = _parse(item.expression)
    return Known(known_answers(questionnaire), conditions, calculations)


def _parse(text: str) -> Tree:
    """Parse; an expression that does not parse names something that nobody knows."""
    try:
        return parse(text)
    except ExpressionError:
        return ["name", ""]


def _can_show(questionnaire: Questionnaire, item: AnyItem, known: Known) -> bool:
    condition = known.conditions.get(item.id)
    if condition is None:
        return True
    needed = _needed(questionnaire, item, known)
    if needed is None:
        return True
    trees = [condition, *_trees_of(needed, known)]
    try:
        domains = _domains(questionnaire, trees, known)
    except OverflowError:
        return True
    if math.prod(len(values) for values in domains.values()) > known.max_trials:
        return True
    found = any(
        is_true(condition, _on_path(needed, known, dict(zip(domains, trial, strict=True))).get)
        for trial in itertools.product(*domains.values())
    )
    return found or not all(is_exact(tree) for tree in trees)


def _needed(questionnaire: Questionnaire, item: AnyItem, known: Known) -> list[AnyItem] | None:
    """List the items that a condition rests on, in order; None if one is unknown, or too many."""
    open_names = set(names(known.conditions[item.id]))
    needed: dict[int, AnyItem] = {}
    while open_names:
        answer = known.answers.get(open_names.pop())
        if answer is None or len(needed) > MAX_NEEDED:
            return None
        owner = questionnaire.items[answer.position]
        if owner.id == item.id:
            return None
        if answer.position not in needed:
            needed[answer.position] = owner
            open_names.update(*(names(tree) for tree in _trees_of([owner], known)))
    return [needed[position] for position in sorted(needed)]


def _trees_of(items: list[AnyItem], known: Known) -> list[Tree]:
    groups = (known.conditions, known.calculations)
    return [group[item.id] for item in items for group in groups if item.id in group]


def _domains(questionnaire: Questionnaire, trees: list[Tree], known: Known) -> Mapping[str, Values]:
    mentioned = constants(trees)
    used = frozenset().union(*(names(tree) for tree in trees))
    domains: dict[str, Values] = {}
    for name in sorted(used):
        owner = questionnaire.items[known.answers[name].position]
        if not isinstance(owner, CalculateItem):
            text_box = name.endswith(".other")
            domains[name] = (
                [None, "\x00"] if text_box else values_of(questionnaire, owner, mentioned)
            )
    return domains


def _on_path(items: list[AnyItem], known: Known, trial: Found) -> Found:
    """Give the answers of a trial that are on its path, calculated values included."""
    answers: Found = {}
    for item in items:
        condition = known.conditions.get(item.id)
        if condition is not None and not is_true(condition, answers.get):
            continue
        if item.id in known.calculations:
            value = evaluate(known.calculations[item.id], answers.get)
            answers[item.id] = float(value) if isinstance(value, bool) else value
        answers.update({name: trial[name] for name in _own(item, trial)})
    return answers


def _own(item: AnyItem, trial: Found) -> Iterator[str]:
    return (name for name in trial if name == item.id or name.startswith(f"{item.id}."))
