"""Choices: there are some, and their attributes fit the type of the item."""

from collections.abc import Iterator

from questionnaires.model import (
    AnyItem,
    Choice,
    ChoiceQuestion,
    MultipleItem,
    Questionnaire,
    ScaleItem,
    SingleItem,
)
from questionnaires.problem import Problem, make_problem


def check_choices(questionnaire: Questionnaire) -> list[Problem]:
    """Find missing and unused lists, top boxes of unknown codes, attributes on a wrong type."""
    problems = list(_unused_lists(questionnaire))
    for item in questionnaire.items:
        if isinstance(item, ChoiceQuestion):
            problems.extend(_problems_of(questionnaire, item))
    return problems


def choice_path(item: AnyItem, choice: Choice) -> str:
    """Give the path of a choice: in its item, or in the list that the item names."""
    choices = getattr(item, "choices", None)
    if isinstance(choices, str):
        return f"lists.{choices}.{choice.code}"
    return f"items.{item.id}.choices.{choice.code}"


def _unused_lists(questionnaire: Questionnaire) -> Iterator[Problem]:
    used = {getattr(item, "choices", None) for item in questionnaire.items}
    for name in questionnaire.lists:
        if name not in used:
            yield make_problem("unused_list", f"lists.{name}", name=name)


def _problems_of(questionnaire: Questionnaire, item: ChoiceQuestion) -> Iterator[Problem]:
    choices = questionnaire.choices_of(item)  # type: ignore[arg-type]  # every choice question is an item
    where = f"items.{item.id}"
    if isinstance(item.choices, str) and item.choices not in questionnaire.lists:
        names = ", ".join(questionnaire.lists) or "—"
        yield make_problem("missing_list", f"{where}.choices", name=item.choices, names=names)
    elif item.choices is None and item.choices_from is None:
        yield make_problem("no_choices", where)
    elif len(choices) == 1 and isinstance(item, SingleItem):
        yield make_problem("single_choice_list", where)
    yield from _top_box(item, choices)
    yield from _attributes(item, choices)


def _top_box(item: ChoiceQuestion, choices: tuple[Choice, ...]) -> Iterator[Problem]:
    missing = {choice.code: choice.missing for choice in choices}
    for code in item.top_box if choices else ():
        where = f"items.{item.id}.top_box"
        if code not in missing:
            yield make_problem("top_box_unknown", where, choice=code, codes=", ".join(missing))
        elif missing[code]:
            yield make_problem("top_box_missing", where, choice=code)


def _attributes(item: ChoiceQuestion, choices: tuple[Choice, ...]) -> Iterator[Problem]:
    others = [choice for choice in choices if choice.other]
    for choice in choices:
        where = choice_path(item, choice)  # type: ignore[arg-type]  # every choice question is an item
        if choice.other and not isinstance(item, SingleItem | ScaleItem | MultipleItem):
            yield make_problem("other_wrong_type", where, item=item.id, choice=choice.code)
        if choice.exclusive and not isinstance(item, MultipleItem):
            yield make_problem("exclusive_ignored", where, item=item.id, choice=choice.code)
    if len(others) > 1:
        codes = ", ".join(choice.code for choice in others)
        yield make_problem("several_others", f"items.{item.id}", codes=codes)
