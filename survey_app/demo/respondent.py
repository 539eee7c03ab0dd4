"""One simulated person walks a questionnaire screen by screen and answers what is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from questionnaires.engine import Answers, screens
from questionnaires.expression import Value
from questionnaires.model import Choice, GridItem, MultipleItem, Question, Questionnaire
from survey_app.demo.habits import Habit, Habits

PERSONAL_SPREAD = 0.55  # of the mood between people, in steps of a scale
ANSWER_SPREAD = 0.75  # of the answers of one person


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person: their own chance, their home, the week in which they come, how content."""

    habits: Habits
    chance: Random
    home: str | None
    week: int
    temper: float

    def answer(self, questionnaire: Questionnaire) -> Answers:
        """All answers of this person, given in the order in which the screens appear."""
        answers = Answers()
        seen: set[str] = set()
        while True:
            shown = _next_screen(questionnaire, answers, seen)
            if not shown:
                return answers
            for item_id in shown:
                given = self._answer_item(questionnaire, item_id, answers)
                answers = answers.merged(given)
            seen.update(shown)

    def _answer_item(
        self, questionnaire: Questionnaire, item_id: str, answers: Answers
    ) -> dict[str, Value]:
        item = questionnaire.item(item_id)
        habit = self.habits.items.get(item_id, Habit())
        answer = ANSWERS.get(item.type)
        if answer is None or not isinstance(item, Question):
            return {}
        if item_id == self.habits.home_item and self.home is not None:
            return {item_id: self.home}
        if not item.required and self.chance.random() < habit.skip:
            return {}
        return answer(self, Asked(item, questionnaire.choices_of(item), habit, answers))

    def _answer_one(self, asked: "Asked") -> dict[str, Value]:
        return {asked.item.id: self._choose(asked.choices, asked.habit, asked.answers)}

    def _answer_grid(self, asked: "Asked") -> dict[str, Value]:
        item, habit = asked.item, asked.habit
        rows = [row.code for row in item.rows] if isinstance(item, GridItem) else []
        return {
            f"{item.id}.{row}": self._choose(
                asked.choices, habit, asked.answers, habit.rows.get(row, 0.0)
            )
            for row in rows
            if item.required or self.chance.random() >= habit.skip
        }

    def _answer_several(self, asked: "Asked") -> dict[str, Value]:
        most = asked.item.max if isinstance(asked.item, MultipleItem) else None
        return {asked.item.id: self._choose_several(asked.choices, asked.habit, most)}

    def _answer_number(self, asked: "Asked") -> dict[str, Value]:
        return {asked.item.id: int(self._draw(asked.habit.weights or {"1": 1.0}))}

    def _answer_text(self, asked: "Asked") -> dict[str, Value]:
        texts = asked.habit.texts
        return {asked.item.id: self.chance.choice(texts)} if texts else {}

    def _choose(
        self, choices: Sequence[Choice], habit: Habit, answers: Answers, shift: float = 0.0
    ) -> str:
        if habit.level is not None:
            return self._choose_level(choices, habit, self._mood(answers) + shift)
        usual = {choice.code: 1.0 for choice in choices if not choice.missing}
        weights = habit.weights or usual
        for condition, other in habit.given.items():
            if _holds(condition, answers):
                weights = other
        return self._draw(weights)

    def _choose_level(self, choices: Sequence[Choice], habit: Habit, mood: float) -> str:
        """The step of a scored scale nearest to what this person feels now, or "don't know"."""
        unknown = [choice.code for choice in choices if choice.missing]
        if unknown and self.chance.random() < habit.unknown:
            return unknown[0]
        felt = (habit.level or 0.0) + mood + self.chance.gauss(0.0, ANSWER_SPREAD)
        steps = [choice for choice in choices if choice.score is not None]
        return min(steps, key=lambda choice: abs((choice.score or 0.0) - felt)).code

    def _choose_several(
        self, choices: Sequence[Choice], habit: Habit, most: int | None
    ) -> tuple[str, ...]:
        """Each choice by its own share; an exclusive one stands alone; never nothing at all."""
        shares = habit.shares or {choice.code: 0.3 for choice in choices}
        for choice in choices:
            if choice.exclusive and self.chance.random() < shares.get(choice.code, 0.0):
                return (choice.code,)
        open_ = [choice.code for choice in choices if not choice.exclusive]
        chosen = [code for code in open_ if self.chance.random() < shares.get(code, 0.0)]
        chosen = chosen or [self._draw({code: shares.get(code, 0.01) for code in open_})]
        if most is not None and len(chosen) > most:
            chosen = self.chance.sample(chosen, most)
        return tuple(code for code in open_ if code in chosen)

    def _draw(self, weights: Mapping[str, float]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _mood(self, answers: Answers) -> float:
        shifts = (by for condition, by in self.habits.mood.items() if _holds(condition, answers))
        return self.temper + self.habits.drift * self.week + sum(shifts)


@dataclass(frozen=True, slots=True)
class Asked:
    """An item before a person: its choices, how such people answer it, what they said so far."""

    item: Question
    choices: Sequence[Choice]
    habit: Habit
    answers: Answers


ANSWERS: Mapping[str, Callable[[Respondent, Asked], dict[str, Value]]] = {
    "single": Respondent._answer_one,
    "scale": Respondent._answer_one,
    "grid": Respondent._answer_grid,
    "multiple": Respondent._answer_several,
    "integer": Respondent._answer_number,
    "decimal": Respondent._answer_number,
    "text": Respondent._answer_text,
}


def _next_screen(questionnaire: Questionnaire, answers: Answers, seen: set[str]) -> tuple[str, ...]:
    for screen in screens(questionnaire, answers, live=False):
        if not seen.issuperset(screen.item_ids):
            return tuple(item_id for item_id in screen.item_ids if item_id not in seen)
    return ()


def _holds(condition: str, answers: Answers) -> bool:
    """Whether 'doi_tuong.hoc_sinh' is among the answers: item, dot, code."""
    item_id, _, code = condition.partition(".")
    return answers.get(item_id) == code
