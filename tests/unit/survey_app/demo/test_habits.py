"""The habits that are shipped fit the questionnaires they are for."""

import pytest

from questionnaires.library import library_path
from questionnaires.model import GridItem
from questionnaires.reader import read_questionnaire
from survey_app.demo.habits import parse_habits, read_habits


def test_habits_of_the_library_name_only_what_the_questionnaire_has() -> None:
    questionnaire = read_questionnaire(library_path("hai-long-dvc-ntm-2026"))
    habits = read_habits(questionnaire.id)
    for item_id, habit in habits.items.items():
        item = questionnaire.item(item_id)
        codes = {choice.code for choice in questionnaire.choices_of(item)}
        weighted = set(habit.weights).union(*habit.given.values()) | set(habit.shares)
        assert not codes or weighted <= codes, item_id
        rows = {row.code for row in item.rows} if isinstance(item, GridItem) else set()
        assert set(habit.rows) <= rows


def test_the_demonstration_has_1200_people_at_places_with_issued_sheets() -> None:
    habits = read_habits("hai-long-dvc-ntm-2026")
    assert habits.people == 1200
    assert len(habits.weeks) > 1
    assert all(place.unit is None or place.unit.startswith("03") for place in habits.places)
    assert sum(place.issued or 0 for place in habits.places) > habits.people


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(TypeError, match="wieghts"):
        parse_habits({"seed": 1, "weeks": [1], "places": [], "items": {"q1": {"wieghts": {}}}})
