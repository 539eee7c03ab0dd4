"""A person who answers everything that a questionnaire asks: the most that its pages can hold."""

from collections.abc import Mapping
from random import Random

from questionnaires.engine import Answers
from questionnaires.model import Questionnaire
from survey_app.demo.habits import Habit, Habits
from survey_app.demo.respondent import Respondent

TRIES = 60


def full_answers(questionnaire: Questionnaire, seed: int = 1) -> Answers:
    """The longest of some simulated sheets in which nothing is skipped."""
    items = {
        item.id: Habit(
            skip=0.0,
            level=3.0 if any(c.score for c in questionnaire.choices_of(item)) else None,
            texts=("Đường vào bản mưa là lầy, xe máy không đi được.",),
        )
        for item in questionnaire.items
    }
    habits = Habits(seed=seed, weeks=(), places=(), items=items)
    people = (
        Respondent(habits, Random(seed + n), None, 0, Random(n).uniform(-2, 2))
        for n in range(TRIES)
    )
    return max((person.answer(questionnaire) for person in people), key=len)


def form_fields(answers: Mapping[str, object]) -> dict[str, list[str]]:
    """Answers as the fields of a form: several choices repeat their field."""
    return {
        name: [str(part) for part in value] if isinstance(value, tuple) else [str(value)]
        for name, value in answers.items()
    }
