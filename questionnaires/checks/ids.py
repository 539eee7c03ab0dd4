"""Ids and codes: used once, and never the name of something else."""

import keyword
from collections import Counter
from collections.abc import Iterable, Iterator

from questionnaires.checks.choices import choice_path
from questionnaires.model import ChoiceQuestion, GridItem, Questionnaire, RankingItem
from questionnaires.problem import Problem, make_problem

FIELD_NAMES = frozenset({"submission_id", "csrf_token", "consent", "carry", "action", "lang"})
"""Fields of the citizen's form that are no items."""
COLUMN_NAMES = frozenset(
    {"unit", "mode", "collector", "date", "group", "weight", "top", "mean_top"}
)
"""Columns, and first parts of columns, that stand beside the items in the analysis of a survey."""


def check_ids(questionnaire: Questionnaire) -> list[Problem]:
    """Find ids and codes used twice, and ids that collide with a form field or a column."""
    return [*_repeated(questionnaire), *_reserved(questionnaire), *_hidden_codes(questionnaire)]


def _repeated(questionnaire: Questionnaire) -> Iterator[Problem]:
    items = questionnaire.items
    yield from _twice("items", (item.id for item in items))
    yield from _twice("pages", (page.id for page in questionnaire.pages))
    yield from _twice("groups", (group.id for group in questionnaire.groups))
    yield from _twice("indicators", (one.id for one in questionnaire.indicators))
    for name, choices in questionnaire.lists.items():
        yield from _twice(f"lists.{name}", (choice.code for choice in choices))
    for item in items:
        if isinstance(item, ChoiceQuestion) and isinstance(item.choices, tuple):
            yield from _twice(f"items.{item.id}.choices", (choice.code for choice in item.choices))
        if isinstance(item, GridItem):
            yield from _twice(f"items.{item.id}.rows", (row.code for row in item.rows))


def _twice(where: str, names: Iterable[str]) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            yield make_problem("duplicate_id", f"{where}.{name}", name=name, count=count)


def _reserved(questionnaire: Questionnaire) -> Iterator[Problem]:
    for item in questionnaire.items:
        where = f"items.{item.id}"
        if item.id in FIELD_NAMES | COLUMN_NAMES:
            yield make_problem("reserved_name", where, name=item.id)
        if keyword.iskeyword(item.id):
            yield make_problem("reserved_word", where, name=item.id)
        if isinstance(item, GridItem) and any(row.code == "other" for row in item.rows):
            yield make_problem("other_row", f"{where}.rows.other")
        if isinstance(item, RankingItem):
            codes = {choice.code for choice in questionnaire.choices_of(item)}
            if "other" in codes:
                yield make_problem("other_rank", f"{where}.choices.other")


def _hidden_codes(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find codes that begin with `_`, as the classes do that the analysis makes by itself."""
    seen = dict.fromkeys(
        choice_path(item, choice)
        for item in questionnaire.items
        for choice in questionnaire.choices_of(item)
        if choice.code.startswith("_")
    )
    for path in seen:
        yield make_problem("reserved_code", path, choice=path.rpartition(".")[2])
