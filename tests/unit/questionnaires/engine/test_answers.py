import json

import pytest

from questionnaires.engine import Answers, canonical

FLAT = {"q1": "co", "q2.other": "thợ", "q4.r1": "5", "q4.60+": "1", "q6": ("b", "a"), "n": 3}
NESTED = {
    "q1": "co",
    "q2.other": "thợ",
    "q4": {"r1": "5", "60+": "1"},
    "q6": ["b", "a"],
    "n": 3,
}


def test_answers_have_a_json_form_with_rows_nested():
    assert Answers(FLAT).to_json() == NESTED
    assert Answers.from_json(json.loads(json.dumps(NESTED))) == FLAT


def test_answers_are_immutable_and_equal_in_any_order():
    given = dict(FLAT)
    answers = Answers(given)
    given["q1"] = "khong"
    backwards = Answers(dict(reversed(FLAT.items())))
    assert answers["q1"] == "co"
    assert answers == backwards
    assert hash(answers) == hash(backwards)
    with pytest.raises(TypeError):
        answers["q1"] = "x"


def test_answers_merge_and_drop_without_changing_the_first():
    answers = Answers({"q1": "co", "q2": "a"})
    assert answers.merged({"q2": "b", "q3": "c"}) == {"q1": "co", "q2": "b", "q3": "c"}
    assert answers.without({"q1", "q9"}) == {"q2": "a"}
    assert answers == {"q1": "co", "q2": "a"}


def test_answers_print_nothing_that_a_person_said():
    assert repr(Answers({"q15": "bí mật"})) == "Answers(1 values)"


def test_canonical_is_the_same_in_any_order_of_names():
    assert canonical(Answers(FLAT)) == canonical(Answers(dict(reversed(FLAT.items()))))
    assert canonical(Answers({"b": "ợ", "a": 1})) == '{"a":1,"b":"ợ"}'.encode()


def test_canonical_tells_other_answers_apart():
    assert canonical(Answers({"q6": ("a", "b")})) != canonical(Answers({"q6": ("b", "a")}))
    assert canonical(Answers({"q1": "1"})) != canonical(Answers({"q1": 1}))
