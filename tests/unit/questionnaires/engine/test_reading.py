import pytest

from questionnaires.engine import read_form, read_json
from tests.unit.questionnaires.building import item, questionnaire

OTHER = [{"code": "a", "text": "A"}, {"code": "k", "text": "Khác", "other": True}]
EVERYTHING = questionnaire(
    item("one", choices=OTHER),
    item("many", "multiple", choices=[*OTHER, {"code": "c", "text": "C"}]),
    item("grid", "grid"),
    item("rank", "ranking"),
    item("whole", "integer"),
    item("part", "decimal"),
    item("words", "text"),
    item("day", "date"),
    item("note", "note"),
    item("sum", "calculate", expression="whole + 1"),
)


def form(**fields):
    named = {name.replace("__", "."): value for name, value in fields.items()}
    lists = {n: value if isinstance(value, list) else [value] for n, value in named.items()}
    answers, problems = read_form(EVERYTHING, lists)
    return dict(answers), [(problem.code, problem.where) for problem in problems]


def document(**values):
    named = {name.replace("__", "."): value for name, value in values.items()}
    answers, problems = read_json(EVERYTHING, named)
    return dict(answers), [(problem.code, problem.where) for problem in problems]


def test_form_is_read_into_typed_answers():
    assert form(
        one="k",
        one__other=" thợ\r\nMộc ",
        many=["c", "a", "c"],
        grid__r1="b",
        rank__a="2",
        rank__c="1",
        whole="12",
        part="36,6",
        words="  Đường xấu ",
        day="2026-12-31",
    ) == (
        {
            "one": "k",
            "one.other": "thợ\nMộc",
            "many": ("a", "c"),
            "grid.r1": "b",
            "rank": ("c", "a"),
            "whole": 12,
            "part": 36.6,
            "words": "Đường xấu",
            "day": "2026-12-31",
        },
        [],
    )


def test_blank_fields_are_no_answers():
    blank = {name: ["", "  "] for name in ("one", "many", "whole", "part", "words", "day")}
    assert form(**blank, grid__r1="", rank__a=" ", one__other="\n") == ({}, [])
    assert form(one=["", "a"]) == ({"one": "a"}, [])


def test_fields_that_are_no_items_are_left_alone():
    fields = {"csrf_token": "x", "consent": "yes", "carry": "y", "a.b": "c"}
    assert form(**fields, note="x", sum="9") == ({}, [])


def test_only_the_wanted_items_are_read():
    answers, problems = read_form(EVERYTHING, {"one": ["a"], "whole": ["x"]}, ["one", "gone"])
    assert (answers, problems) == ({"one": "a"}, ())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"one": ["a", "k"]}, ("repeated", "one")),
        ({"one": ["a", "a"]}, ("repeated", "one")),
        ({"words": ["x", "y"]}, ("repeated", "words")),
        ({"grid__r1": ["a", "b"]}, ("repeated", "grid.r1")),
        ({"one__other": ["a", "b"]}, ("repeated", "one.other")),
        ({"one": "A"}, ("unknown_choice", "one")),
        ({"one": "__proto__"}, ("unknown_choice", "one")),
        ({"many": ["x"]}, ("unknown_choice", "many")),
        ({"grid__r1": "x"}, ("unknown_choice", "grid.r1")),
        ({"grid__r9": "a"}, ("unknown_row", "grid.r9")),
        ({"rank__x": "1"}, ("unknown_choice", "rank.x")),
        ({"rank__a": "0"}, ("bad_rank", "rank.a")),
        ({"rank__a": "4"}, ("bad_rank", "rank.a")),
        ({"rank__a": "một"}, ("bad_rank", "rank.a")),
        ({"rank__a": "²"}, ("bad_rank", "rank.a")),
        ({"rank__a": "1", "rank__b": "1"}, ("rank_repeated", "rank.b")),
        ({"rank__a": "1", "rank__b": "3"}, ("rank_gap", "rank")),
        ({"whole": "1,5"}, ("not_an_integer", "whole")),
        ({"whole": "mười"}, ("not_a_number", "whole")),
        ({"whole": "9" * 16}, ("too_large", "whole")),
        ({"whole": "-" + "9" * 16}, ("too_small", "whole")),
        ({"part": "1.234"}, ("ambiguous_number", "part")),
        ({"part": "nan"}, ("not_a_number", "part")),
        ({"day": "31/02/2026"}, ("bad_date", "day")),
        ({"day": "2026-1-1"}, ("bad_date", "day")),
        ({"day": "hôm qua"}, ("bad_date", "day")),
    ],
)
def test_form_field_that_cannot_be_read_is_a_problem(fields, expected):
    answers, problems = form(**fields)
    assert problems == [expected]
    assert answers == {}


def test_known_choices_are_kept_beside_an_unknown_one():
    assert form(many=["a", "x"]) == ({"many": ("a",)}, [("unknown_choice", "many")])


@pytest.mark.parametrize("text", ["31/12/2026", "31-12-2026", "31.12.2026", "2026-12-31"])
def test_day_is_taken_as_people_write_it(text):
    assert form(day=text) == ({"day": "2026-12-31"}, [])


def test_json_is_read_into_the_same_answers_as_a_form():
    assert document(
        one="k",
        one__other="thợ",
        many=["c", "a"],
        grid={"r1": "b", "r2": None},
        rank=["c", "a"],
        whole=12,
        part="36.6",
        words="Đường",
        day="2026-12-31",
    ) == (
        {
            "one": "k",
            "one.other": "thợ",
            "many": ("a", "c"),
            "grid.r1": "b",
            "rank": ("c", "a"),
            "whole": 12,
            "part": 36.6,
            "words": "Đường",
            "day": "2026-12-31",
        },
        [],
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"gone": "a"}, ("unknown_item", "gone")),
        ({"grid__r1": "a"}, ("unknown_item", "grid.r1")),
        ({"rank__a": "1"}, ("unknown_item", "rank.a")),
        ({"note": "a"}, ("unknown_item", "note")),
        ({"words__other": "a"}, ("unknown_item", "words.other")),
        ({"one": 1}, ("bad_shape", "one")),
        ({"one": ["a"]}, ("bad_shape", "one")),
        ({"one": True}, ("bad_shape", "one")),
        ({"one__other": 5}, ("bad_shape", "one.other")),
        ({"many": "a"}, ("bad_shape", "many")),
        ({"many": ["a", 1]}, ("bad_shape", "many")),
        ({"many": {"a": True}}, ("bad_shape", "many")),
        ({"grid": ["a"]}, ("bad_shape", "grid")),
        ({"grid": "a"}, ("bad_shape", "grid")),
        ({"grid": {"r1": 1}}, ("bad_shape", "grid.r1")),
        ({"grid": {"r9": "a"}}, ("unknown_row", "grid.r9")),
        ({"grid": {"r1": "x"}}, ("unknown_choice", "grid.r1")),
        ({"rank": "a"}, ("bad_shape", "rank")),
        ({"rank": ["a", "a"]}, ("repeated", "rank")),
        ({"rank": ["x"]}, ("unknown_choice", "rank")),
        ({"whole": 1.5}, ("not_an_integer", "whole")),
        ({"whole": True}, ("bad_shape", "whole")),
        ({"whole": [1]}, ("bad_shape", "whole")),
        ({"whole": "1,5"}, ("not_a_number", "whole")),
        ({"whole": 10**400}, ("too_large", "whole")),
        ({"part": float("inf")}, ("not_a_number", "part")),
        ({"part": "1e3"}, ("not_a_number", "part")),
        ({"words": 5}, ("bad_shape", "words")),
        ({"day": "31/12/2026"}, ("bad_date", "day")),
        ({"day": 20261231}, ("bad_date", "day")),
    ],
)
def test_json_value_that_cannot_be_read_is_a_problem(values, expected):
    answers, problems = document(**values)
    assert problems == [expected]
    assert answers == {}


def test_json_null_and_empty_values_are_no_answers():
    nulls = dict.fromkeys(("one", "many", "grid", "rank", "whole", "words", "day"))
    assert document(**nulls) == ({}, [])
    assert document(many=[], rank=[], grid={}, words=" ", day="") == ({}, [])


def test_json_calculation_is_ignored():
    assert document(sum=99) == ({}, [])


def test_an_unknown_name_is_not_echoed_at_length():
    _, problems = read_json(EVERYTHING, {"x" * 5000: "a"})
    assert len(problems[0].where) == 80


def test_problems_speak_the_language_of_the_questionnaire():
    english = EVERYTHING.model_copy(update={"language": "en"})
    assert read_form(english, {"one": ["x"]})[1][0].detail == (
        "This answer is not one of the choices. Please choose again."
    )
    assert read_form(EVERYTHING, {"one": ["x"]})[1][0].detail == (
        "Phương án này không có trong câu hỏi. Hãy chọn lại."
    )
