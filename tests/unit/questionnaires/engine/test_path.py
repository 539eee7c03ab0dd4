from questionnaires.engine import Answers, finish, visible_items
from tests.unit.questionnaires.building import LETTERS, item, questionnaire

OTHER = [{"code": "k", "text": "Khác", "other": True}, *LETTERS]


def shown(made, answers):
    return visible_items(made, Answers(answers))


def test_items_with_an_unknown_condition_are_not_shown():
    made = questionnaire(
        item("q1"),
        item("q2", show_if="q1 == 'co'"),
        item("q3", show_if="q1 != 'co'"),
        item("q4", show_if="not q1 == 'co'"),
    )
    assert shown(made, {}) == ("q1",)
    assert shown(made, {"q1": "co"}) == ("q1", "q2")
    assert shown(made, {"q1": "khong"}) == ("q1", "q3", "q4")


def test_an_item_off_the_path_is_unknown_to_later_ones():
    made = questionnaire(
        item("q1"),
        item("q2", show_if="q1 == 'co'"),
        item("q3", show_if="q2 == 'co'"),
        item("q4", show_if="q2 != 'co'"),
    )
    assert shown(made, {"q1": "co", "q2": "co"}) == ("q1", "q2", "q3")
    assert shown(made, {"q1": "khong", "q2": "co"}) == ("q1",)


def test_a_later_item_is_unknown_to_an_earlier_one():
    made = questionnaire(
        item("q1", show_if="q2 == 'co'"), item("q2"), item("q3", show_if="q3 == 'co'")
    )
    assert shown(made, {"q1": "co", "q2": "co", "q3": "co"}) == ("q2",)


def test_conditions_reach_rows_and_several_choices():
    made = questionnaire(
        item("q1", "multiple"),
        item("q2", "grid"),
        item("q3", show_if="has(q1, 'a') and count(q1) == 2"),
        item("q4", show_if="q2.r1 == 'a'"),
        item("q5", show_if="not has(q1, 'a')"),
    )
    assert shown(made, {"q1": ("a", "b"), "q2.r1": "a"}) == ("q1", "q2", "q3", "q4")
    assert shown(made, {"q1": ("b",), "q2.r2": "a"}) == ("q1", "q2", "q5")
    assert shown(made, {}) == ("q1", "q2")


def test_an_expression_that_does_not_parse_shows_nothing():
    assert shown(questionnaire(item("q1", show_if="q1 ===")), {}) == ()


def test_finish_drops_answers_off_the_path():
    made = questionnaire(
        item("q1"), item("q2", show_if="q1 == 'co'"), item("q3", "grid", show_if="q1 == 'co'")
    )
    answers = Answers({"q1": "khong", "q2": "co", "q3.r1": "a", "gone": "x"})
    assert finish(made, answers) == {"q1": "khong"}


def test_finish_puts_choices_in_the_order_of_the_questionnaire():
    made = questionnaire(item("q1", "multiple"), item("q2", "ranking"))
    answers = Answers({"q1": ("c", "a", "c"), "q2": ("c", "a")})
    assert finish(made, answers) == {"q1": ("a", "c"), "q2": ("c", "a")}


def test_finish_keeps_added_text_only_with_its_choice():
    made = questionnaire(item("q1", choices=OTHER), item("q2", "multiple", choices=OTHER))
    given = {"q1.other": " thợ ", "q2.other": "Đường"}
    assert finish(made, Answers({"q1": "a", "q2": ("a",), **given})) == {"q1": "a", "q2": ("a",)}
    assert finish(made, Answers({"q1": "k", "q2": ("a", "k"), **given})) == {
        "q1": "k",
        "q1.other": "thợ",
        "q2": ("k", "a"),
        "q2.other": "Đường",
    }


def test_dropped_added_text_is_unknown_to_later_conditions():
    made = questionnaire(item("q1", choices=OTHER), item("q2", show_if="q1.other == 'x'"))
    assert shown(made, {"q1": "a", "q1.other": "x"}) == ("q1",)
    assert shown(made, {"q1": "k", "q1.other": "x"}) == ("q1", "q2")


def test_finish_works_calculations_out_and_believes_none_that_was_sent():
    made = questionnaire(
        item("nam", "integer"),
        item("tuoi", "calculate", expression="2026 - nam"),
        item("lon", "calculate", expression="tuoi >= 18"),
        item("ten", "calculate", expression="'a'"),
        item("q1", show_if="tuoi >= 18"),
        item("an", "calculate", expression="nam", show_if="nam == 0"),
    )
    assert finish(made, Answers({"nam": 1990, "tuoi": 5.0, "q1": "co"})) == {
        "nam": 1990,
        "tuoi": 36.0,
        "lon": 1.0,
        "ten": "a",
        "q1": "co",
    }
    assert finish(made, Answers({"tuoi": 99.0, "an": 3.0, "q1": "co"})) == {"ten": "a"}


def test_finish_gives_numbers_the_type_of_their_item():
    made = questionnaire(item("q1", "integer"), item("q2", "decimal"))
    finished = finish(made, Answers({"q1": 5.0, "q2": 5}))
    assert [type(value) for value in finished.values()] == [int, float]


def test_finish_brings_texts_to_nfc():
    made = questionnaire(item("q1", "text"), item("q2", "text"))
    assert finish(made, Answers({"q1": " Đường ", "q2": " "})) == {"q1": "Đường"}
