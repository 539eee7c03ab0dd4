"""Expressions: they parse, name earlier answers only, and compare like with like."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from questionnaires.checks.kinds import find_clashes
from questionnaires.checks.names import Answer, known_answers
from questionnaires.expression import ExpressionError, Tree, names, parse
from questionnaires.model import AnyItem, CalculateItem, Question, Questionnaire
from questionnaires.problem import Problem, detail_of, make_problem

MAX_COMPARED = 500
"""Among more names than these no similar one is looked for: it would take minutes."""


@dataclass(frozen=True)
class Use:
    """An expression where it stands: `limit` is the first position it may not refer to."""

    where: str
    text: str
    limit: int
    item: AnyItem
    condition: bool


def check_expressions(questionnaire: Questionnaire) -> list[Problem]:
    """Find expressions that do not parse, refer to nothing or forward, or can never be right."""
    known = known_answers(questionnaire)
    calculated: dict[str, str] = {}
    problems: list[Problem] = []
    for use in expression_uses(questionnaire):
        try:
            tree = parse(use.text)
        except ExpressionError as error:
            problems.append(Problem(error.code, use.where, detail_of(error.code, error.values)))
            continue
        problems.extend(_names(use, tree, known))
        problems.extend(_clashes(use, tree, known, calculated))
    return problems


def expression_uses(questionnaire: Questionnaire) -> Iterator[Use]:
    """List the expressions of a questionnaire in the order of its items."""
    for position, item in enumerate(questionnaire.items):
        where = f"items.{item.id}"
        if item.show_if is not None:
            yield Use(f"{where}.show_if", item.show_if, position, item, condition=True)
        if isinstance(item, CalculateItem):
            yield Use(f"{where}.expression", item.expression, position, item, condition=False)
        elif isinstance(item, Question) and item.check is not None:
            check, path = item.check, f"{where}.check.expression"
            yield Use(path, check.expression, position + 1, item, condition=True)


def _names(use: Use, tree: Tree, known: Mapping[str, Answer]) -> Iterator[Problem]:
    for name in sorted(names(tree)):
        answer = known.get(name)
        if answer is None:
            near = get_close_matches(name, known, n=1) if len(known) <= MAX_COMPARED else []
            code = "unknown_name_near" if near else "unknown_name"
            yield make_problem(code, use.where, name=name, near="".join(near))
        elif answer.kind == "grid":
            rows = ", ".join(other for other in known if other.startswith(f"{name}."))
            yield make_problem("grid_needs_row", use.where, name=name, rows=rows)
        elif answer.position >= use.limit:
            code = "refers_to_itself" if name.split(".")[0] == use.item.id else "refers_forward"
            yield make_problem(code, use.where, name=name)


def _clashes(
    use: Use, tree: Tree, known: Mapping[str, Answer], calculated: dict[str, str]
) -> Iterator[Problem]:
    kinds = find_clashes(tree, known, calculated)
    for code, values in kinds.findings:
        yield Problem(code, use.where, detail_of(code, values))
    if use.condition and kinds.kind not in {"bool", None}:
        yield make_problem("not_a_condition", use.where, part=use.text)
    if not use.condition and kinds.kind == "list":
        yield make_problem("calculated_list", use.where, name=use.text)
    if not use.condition and kinds.kind is not None:
        calculated[use.item.id] = "number" if kinds.kind == "bool" else kinds.kind
