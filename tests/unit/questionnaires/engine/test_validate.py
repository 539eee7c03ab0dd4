import pytest

from questionnaires.engine import Answers, one_per_field, read_form, validate
from tests.unit.questionnaires.building import LETTERS, item, questionnaire

KINDS = {"single", "multiple", "grid", "scale", "ranking", "integer", "decimal", "text", "date"}
MIXED = [
    *LETTERS,
    {"code": "k", "text": "Khác", "other": True},
    {"code": "khong", "text": "Không có", "exclusive": True},
]


def found(made, answers, item_ids=None):
    return [(problem.code, problem.where) for problem in validate(made, Answers(answers), item_ids)]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_required_item_of_every_type_must_be_answered(kind):
    made = questionnaire(item("q1", kind, required=True))
    expected = [("required", "q1")]
    if kind == "grid":
        expected = [("required", "q1.r1"), ("required", "q1.r2")]
    assert found(made, {}) == expected
    assert found(questionnaire(item("q1", kind)), {}) == []


def test_required_counts_only_on_the_path():
    made = questionnaire(item("q1"), item("q2", required=True, show_if="q1 == 'co'"))
    assert found(made, {}) == []
    assert found(made, {"q1": "khong"}) == []
    assert found(made, {"q1": "co"}) == [("required", "q2")]


def test_all_problems_come_at_once_in_the_order_of_the_questionnaire():
    made = questionnaire(
        [item("q1", required=True), item("q2", "integer", max=5)],
        [item("q3", "text", max_length=3), item("q4", "date", required=True)],
    )
    assert found(made, {"q2": 9, "q3": "dài quá"}) == [
        ("required", "q1"),
        ("too_large", "q2"),
        ("too_long", "q3"),
        ("required", "q4"),
    ]
    assert found(made, {"q2": 9, "q3": "dài quá"}, ["q2", "gone"]) == [("too_large", "q2")]


@pytest.mark.parametrize(
    ("kind", "keys", "value", "code"),
    [
        ("single", {}, "x", "unknown_choice"),
        ("single", {}, ("co",), "unknown_choice"),
        ("single", {}, 1, "unknown_choice"),
        ("multiple", {}, ("a", "x"), "unknown_choice"),
        ("multiple", {}, "a", "unknown_choice"),
        ("multiple", {"max": 2}, ("a", "b", "c"), "too_many_choices"),
        ("multiple", {"min": 2}, ("a",), "too_few_choices"),
        ("multiple", {"choices": MIXED}, ("a", "khong"), "exclusive_mixed"),
        ("ranking", {}, ("a", "x"), "unknown_choice"),
        ("ranking", {}, ("a", "a"), "repeated"),
        ("ranking", {"max": 2}, ("a", "b", "c"), "too_many_choices"),
        ("ranking", {"min": 2}, ("a",), "too_few_choices"),
        ("integer", {"min": 1}, 0, "too_small"),
        ("integer", {"max": 20}, 21, "too_large"),
        ("integer", {}, 1.5, "not_an_integer"),
        ("integer", {}, 10**16, "too_large"),
        ("integer", {}, True, "not_a_number"),
        ("integer", {}, "5", "not_a_number"),
        ("decimal", {"min": 0.5}, 0.4, "too_small"),
        ("decimal", {}, float("nan"), "not_a_number"),
        ("text", {}, "x" * 1001, "too_long"),
        ("text", {"max_length": 5}, "x" * 6, "too_long"),
        ("text", {}, "a\x00b", "bad_character"),
        ("text", {}, "a\u202eb", "bad_character"),
        ("text", {}, "a\ufffeb", "bad_character"),
        ("text", {}, "a\ud800b", "bad_character"),
        ("text", {}, 5, "bad_shape"),
        ("date", {}, "2026-02-30", "bad_date"),
        ("date", {}, "31/12/2026", "bad_date"),
        ("date", {"min": "2026-07-01"}, "2026-06-30", "too_early"),
        ("date", {"max": "2026-07-01"}, "2026-07-02", "too_late"),
    ],
)
def test_a_wrong_value_is_a_problem(kind, keys, value, code):
    assert found(questionnaire(item("q1", kind, **keys)), {"q1": value}) == [(code, "q1")]


@pytest.mark.parametrize(
    ("kind", "keys", "value"),
    [
        ("single", {}, "co"),
        ("multiple", {"min": 1, "max": 2}, ("a", "b")),
        ("multiple", {"min": 2, "choices": MIXED}, ("khong",)),
        ("ranking", {"min": 2, "max": 2}, ("c", "a")),
        ("integer", {"min": 1, "max": 20}, 20),
        ("integer", {}, -(10**15)),
        ("decimal", {"min": 0.5}, 0.5),
        ("text", {}, "ợ" * 1000),
        ("text", {"max_length": 10_000}, "x" * 10_000),
        ("date", {"min": "2026-07-01", "max": "2026-07-01"}, "2026-07-01"),
        ("date", {}, "2024-02-29"),
    ],
)
def test_a_right_value_is_none(kind, keys, value):
    assert found(questionnaire(item("q1", kind, required=True, **keys)), {"q1": value}) == []


def test_grid_rows_are_judged_one_by_one():
    made = questionnaire(item("q4", "grid", required=True))
    assert found(made, {"q4.r1": "a"}) == [("required", "q4.r2")]
    assert found(made, {"q4.r1": "x", "q4.r2": ("a",)}) == [
        ("unknown_choice", "q4.r1"),
        ("unknown_choice", "q4.r2"),
    ]


@pytest.mark.parametrize(
    ("kind", "chosen"), [("single", "a"), ("multiple", ("a",)), ("single", None)]
)
def test_added_text_needs_its_choice(kind, chosen):
    made = questionnaire(item("q1", kind, choices=MIXED))
    answers = {"q1.other": "thợ"} | ({"q1": chosen} if chosen else {})
    assert found(made, answers) == [("other_without_choice", "q1.other")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("thợ", []), ("x" * 201, ["too_long"]), ("a\u202e", ["bad_character"]), (5, ["bad_shape"])],
)
def test_added_text_is_judged_as_text(text, codes):
    made = questionnaire(item("q1", choices=MIXED))
    expected = [(code, "q1.other") for code in codes]
    assert found(made, {"q1": "k", "q1.other": text}) == expected


def test_check_is_a_problem_in_the_words_of_the_questionnaire():
    made = questionnaire(
        item("q1", "integer"),
        item("q2", "integer", check={"expression": "q2 <= q1", "message": "Không quá số người."}),
    )
    (problem,) = validate(made, Answers({"q1": 3, "q2": 4}))
    assert (problem.code, problem.where, problem.detail) == ("check", "q2", "Không quá số người.")
    assert found(made, {"q1": 3, "q2": 3}) == []


def test_unknown_check_is_no_problem():
    made = questionnaire(
        item("q1", "integer"),
        item("q2", "integer", check={"expression": "q2 <= q1", "message": "m"}),
        item("q3", "integer", check={"expression": "q1 > 5", "message": "m"}),
    )
    assert found(made, {"q2": 4}) == []
    assert found(made, {"q1": 1}) == []
    assert found(made, {"q1": 1, "q3": 1}) == [("check", "q3")]


def test_check_sees_only_answers_on_the_path():
    made = questionnaire(
        item("q1"),
        item("q2", "integer", show_if="q1 == 'co'"),
        item("q3", "integer", check={"expression": "q3 > q2", "message": "m"}),
    )
    assert found(made, {"q1": "khong", "q2": 9, "q3": 1}) == []


def test_answers_off_the_path_are_not_judged():
    made = questionnaire(item("q1"), item("q2", "integer", max=5, show_if="q1 == 'co'"))
    assert found(made, {"q1": "khong", "q2": 99}) == []


def test_messages_say_what_to_do():
    made = questionnaire(
        item("q1", required=True),
        item("q6", "multiple", max=2),
        item("q7", "multiple", choices=MIXED),
        item("q3", "decimal", max=1.5),
        item("q9", "date", min="2026-07-01"),
    )
    answers = {
        "q6": ("a", "b", "c"),
        "q7": ("a", "khong"),
        "q3": 2.0,
        "q9": "2026-06-30",
    }
    assert [problem.detail for problem in validate(made, Answers(answers))] == [
        "Hãy chọn một phương án.",
        "Chỉ chọn nhiều nhất 2 phương án.",
        "Đã chọn “Không có” thì không chọn thêm phương án khác.",
        "Hãy ghi số không quá 1,5.",
        "Hãy ghi ngày từ 1/7/2026 trở đi.",
    ]


def test_one_per_field_keeps_the_first_problem_of_each_field():
    made = questionnaire(item("q1", "integer", required=True), item("q2", required=True))
    answers, reading = read_form(made, {"q1": ["mười"]})
    together = one_per_field(reading, validate(made, answers))
    assert [(problem.code, problem.where) for problem in together] == [
        ("not_a_number", "q1"),
        ("required", "q2"),
    ]
