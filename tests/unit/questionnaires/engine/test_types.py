import pytest

from questionnaires.engine import Answers, finish, read_form, read_json, validate
from questionnaires.engine.blueprint import behaviour_of, blueprint_of
from questionnaires.engine.types import BEHAVIOURS
from questionnaires.model import ITEM_TYPES
from tests.unit.questionnaires.building import item, questionnaire


def made_of(kind):
    keys = {"expression": "1 / 0"} if kind == "calculate" else {}
    return questionnaire(item("q1", kind, **keys))


def test_every_item_type_has_its_behaviour():
    assert set(BEHAVIOURS) == set(ITEM_TYPES)


@pytest.mark.parametrize("kind", ITEM_TYPES)
def test_every_type_takes_no_answer_for_an_answer(kind):
    made = made_of(kind)
    assert read_form(made, {}) == (Answers(), ())
    assert read_json(made, {"q1": None}) == (Answers(), ())
    assert validate(made, Answers()) == ()
    assert finish(made, Answers()) == {}


@pytest.mark.parametrize("kind", ITEM_TYPES)
def test_every_type_words_a_missing_answer_with_nothing(kind):
    made = made_of(kind)
    step = blueprint_of(made).by_id["q1"]
    assert behaviour_of(step).label(step, "q1", {}, "vi") == ""


@pytest.mark.parametrize("kind", [kind for kind in ITEM_TYPES if kind not in {"note", "calculate"}])
def test_every_asked_type_refuses_json_of_another_shape(kind):
    answers, problems = read_json(made_of(kind), {"q1": {"x": [1]}})
    assert answers == {}
    assert len(problems) == 1


def test_blueprint_is_made_once():
    made = made_of("single")
    assert blueprint_of(made) is blueprint_of(made)
