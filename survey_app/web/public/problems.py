"""Problems as the page shows them: worded, named after their question, linked to their field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from questionnaires.model import Questionnaire
from questionnaires.model.items import GridItem, RankingItem
from questionnaires.problem import Problem
from survey_app.web.public.field_views import field_id

LONGEST_LABEL = 60
SENTENCE_ENDS = ("?", ".", "!", ":")


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One line of the error list: `href` is the id of the field, empty when it is not shown."""

    text: str
    label: str = ""
    href: str = ""


def item_of(where: str) -> str:
    """Return the id of the item that a field belongs to."""
    return where.partition(".")[0]


def problem_views(
    questionnaire: Questionnaire, problems: Iterable[Problem], shown: Iterable[str]
) -> list[ProblemView]:
    """Return the lines for these problems; those of items in `shown` are linked to their field."""
    here = set(shown)
    return [
        ProblemView(
            problem.detail,
            _label(questionnaire, problem.where),
            field_id(_field_of(questionnaire, problem.where))
            if item_of(problem.where) in here
            else "",
        )
        for problem in problems
    ]


def _field_of(questionnaire: Questionnaire, where: str) -> str:
    """Return the field on the page that a problem belongs to: its own, or that of its question."""
    item_id, dot, part = where.partition(".")
    item = questionnaire.item(item_id)
    choices = questionnaire.choices_of(item)
    if isinstance(item, GridItem):
        parts = {row.code for row in item.rows}
    elif isinstance(item, RankingItem):
        parts = {choice.code for choice in choices}
    else:
        parts = {"other"} if any(choice.other for choice in choices) else set()
    return where if dot and part in parts else item_id


def errors_by_field(problems: Iterable[Problem]) -> Mapping[str, str]:
    """Return what to print beside each field."""
    errors: dict[str, str] = {}
    for problem in problems:
        known = errors.get(problem.where)
        errors[problem.where] = f"{known} {problem.detail}" if known else problem.detail
    return errors


def _label(questionnaire: Questionnaire, where: str) -> str:
    item_id, _, part = where.partition(".")
    item = questionnaire.find_item(item_id)
    if item is None:
        return ""
    parts = item.rows if isinstance(item, GridItem) else questionnaire.choices_of(item)
    named = next((row.text for row in parts if row.code == part), item.text).strip()
    if len(named) > LONGEST_LABEL:
        return named[: LONGEST_LABEL - 1].rstrip() + "…"
    return named if named.endswith(SENTENCE_ENDS) else f"{named}:"
