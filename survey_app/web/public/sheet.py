"""One posted form, read against its questionnaire: answers, problems, screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from questionnaires.engine import (
    Answers,
    Screen,
    one_per_field,
    read_form,
    screens,
    validate,
    visible_items,
)
from questionnaires.model import Questionnaire
from questionnaires.problem import Problem
from survey_app.services.answering.collector_page import CollectorPage
from survey_app.web.public.posted import Posted
from survey_app.web.public.problems import item_of


@dataclass(frozen=True)
class Sheet:
    """What a citizen sent, understood as far as it can be.

    `questionnaire` is in the language the person reads. `read_problems` are those of the form of an
    answer (no number, unknown choice); whether the answers suffice is asked when it matters.
    """

    page: CollectorPage
    posted: Posted
    questionnaire: Questionnaire
    answers: Answers
    read_problems: tuple[Problem, ...]

    @cached_property
    def screens(self) -> Sequence[Screen]:
        """The screens on the path; a sheet that is stored needs none of them."""
        return screens(self.questionnaire, self.answers, live=self.posted.is_live)

    def problems_here(self) -> list[Problem]:
        """Return what is wrong on the screen that the form was sent from."""
        shown = set(self.posted.shown)
        read = [p for p in self.read_problems if item_of(p.where) in shown or self._is_unknown(p)]
        return list(
            one_per_field(read, validate(self.questionnaire, self.answers, self.posted.shown))
        )

    def problems_before_sending(self) -> list[Problem]:
        """Return what the service would not see (`unseen_problems`)."""
        return unseen_problems(self.questionnaire, self.answers, self.read_problems)

    def problems_everywhere(self) -> list[Problem]:
        """Return all that stands against storing the sheet."""
        return standing_problems(self.questionnaire, self.answers, self.read_problems)

    def _is_unknown(self, problem: Problem) -> bool:
        return self.questionnaire.find_item(item_of(problem.where)) is None


def standing_problems(
    questionnaire: Questionnaire, answers: Answers, read_problems: Sequence[Problem]
) -> list[Problem]:
    """Return all that stands against storing these answers, in the questionnaire's language."""
    return list(one_per_field(read_problems, validate(questionnaire, answers)))


def unseen_problems(
    questionnaire: Questionnaire, answers: Answers, read_problems: Sequence[Problem]
) -> list[Problem]:
    """Return all problems if there are some that the service cannot see.

    What could not be read is no answer at all; everything else the service finds by itself.
    """
    return standing_problems(questionnaire, answers, read_problems) if read_problems else []


def read_sheet(page: CollectorPage, posted: Posted, language: str) -> Sheet:
    """Read the answers of a form and of its carry.

    What was typed on an earlier screen and is no answer counts only while its question is asked.
    """
    questionnaire = page.questionnaire.in_language(language)
    answers, problems = read_form(questionnaire, posted.all_fields)
    if problems:
        problems = _without_left_behind(questionnaire, posted, answers, problems)
    return Sheet(page, posted, questionnaire, answers, problems)


def _without_left_behind(
    questionnaire: Questionnaire, posted: Posted, answers: Answers, problems: Sequence[Problem]
) -> tuple[Problem, ...]:
    asked = set(visible_items(questionnaire, answers))
    now = {item_of(name) for name in posted.fields}
    return tuple(p for p in problems if item_of(p.where) in now or item_of(p.where) in asked)
