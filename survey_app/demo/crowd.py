"""The people of a demonstration: who they are, where and when they answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from questionnaires.engine import Answers
from questionnaires.model import Questionnaire
from survey_app.demo.habits import Habits
from survey_app.demo.respondent import PERSONAL_SPREAD, Respondent


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer sheet: the number of the person, the place by its position, the week from 0."""

    number: int
    place: int
    week: int
    answers: Answers


def simulate(questionnaire: Questionnaire, habits: Habits) -> Iterator[Sheet]:
    """The answer sheets of `habits.people` people, week by week; the same ones every time.

    Those who refuse the consent come on top and leave no sheet.
    """
    chance = Random(habits.seed)  # noqa: S311 - a reproducible demonstration, no secret
    homes = _homes(questionnaire, habits)
    weeks = [week for week, people in enumerate(habits.weeks) for _ in range(people)]
    number = 0
    while number < len(weeks):
        person_chance = Random(chance.getrandbits(64))  # noqa: S311 - as above
        if person_chance.random() < habits.refusing:
            continue
        place = _place(habits, person_chance)
        respondent = Respondent(
            habits,
            person_chance,
            _home(habits, place, homes, person_chance),
            weeks[number],
            person_chance.gauss(0.0, PERSONAL_SPREAD),
        )
        yield Sheet(number, place, weeks[number], respondent.answer(questionnaire))
        number += 1


def _place(habits: Habits, chance: Random) -> int:
    weights = [place.people for place in habits.places]
    return chance.choices(range(len(weights)), weights)[0]


def _homes(questionnaire: Questionnaire, habits: Habits) -> Sequence[str]:
    item = questionnaire.find_item(habits.home_item) if habits.home_item else None
    return [choice.code for choice in questionnaire.choices_of(item)] if item is not None else []


def _home(habits: Habits, place: int, homes: Sequence[str], chance: Random) -> str | None:
    """The unit where the collector hangs, or for strangers and common collectors any other."""
    unit = habits.places[place].unit
    if not homes:
        return None
    if unit in homes and chance.random() >= habits.strangers:
        return unit
    return chance.choice(homes)
