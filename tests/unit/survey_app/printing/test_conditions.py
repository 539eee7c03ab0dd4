"""Conditions in plain words, as they stand on paper."""

import pytest
from hypothesis import given

from questionnaires.expression import Tree, Value, evaluate, parse
from survey_app.printing.conditions import Named, Speaker, negated
from tests.unit.questionnaires.expression.test_evaluate import ANSWERS, TREES

YES_NO = {"co": "Có", "khong": "Không", "kn": "Không nhớ"}
SCALE = {"1": "Rất kém", "2": "Kém", "3": "Khá", "4": "Tốt"}
NAMES = {
    "q1": Named(6, "single", choices=YES_NO),
    "q3": Named(8, "integer"),
    "q4.thai_do": Named(9, "grid", row="Thái độ", choices=SCALE),
    "q6": Named(11, "multiple", choices=YES_NO),
    "q8": Named(13, "ranking", choices=YES_NO),
    "q9": Named(14, "date"),
    "q11": Named(16, "scale", choices=SCALE),
    "q15": Named(20, "text"),
    "a": Named(1, "integer"),
    "b": Named(2, "integer"),
    "nguoi": Named(None, "calculate", calculation=parse("a + b")),
}


def said(text: str, language: str = "vi") -> str:
    return Speaker(language, NAMES.get).say(parse(text))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("q1 == 'co'", "câu 6 trả lời “Có”"),
        ("'co' == q1", "câu 6 trả lời “Có”"),
        ("q1 != 'co'", "câu 6 trả lời khác “Có”"),
        ("not q1 == 'co'", "câu 6 trả lời khác “Có”"),
        ("q1 in ['co', 'kn']", "câu 6 trả lời “Có” hoặc “Không nhớ”"),
        ("q1 in ['co', 'kn', 'khong']", "câu 6 trả lời “Có”, “Không nhớ” hoặc “Không”"),
        ("q1 not in ['co', 'kn']", "câu 6 trả lời khác “Có” và “Không nhớ”"),
        ("q3 >= 3", "câu 8 ghi từ 3 trở lên"),
        ("3 > q3", "câu 8 ghi dưới 3"),
        ("q3 > -1.5", "câu 8 ghi trên -1,5"),
        ("q3 == 2", "câu 8 ghi đúng 2"),
        ("1 < q3 < 5", "câu 8 ghi trên 1, và câu 8 ghi dưới 5"),
        ("q4.thai_do == '1'", "câu 9 (dòng “Thái độ”) trả lời “Rất kém”"),
        ("q11 <= '2'", "câu 16 trả lời “Rất kém” hoặc “Kém”"),
        ("q11 > '9'", "không có trường hợp nào"),
        ("has(q6, 'kn')", "câu 11 có đánh dấu “Không nhớ”"),
        ("not has(q6, 'kn')", "câu 11 không đánh dấu “Không nhớ”"),
        ("has(q8, 'co')", "câu 13 có xếp hạng “Có”"),
        ("count(q6) >= 2", "câu 11 đánh dấu từ 2 ô trở lên"),
        ("q9 < '2026-07-01'", "câu 14 ghi trước ngày 01/07/2026"),
        ("q15 == 'xa'", "câu 20 ghi “xa”"),
        ("len(q15) > 10", "số chữ cái viết ở câu 20 lớn hơn 10"),
        ("nguoi >= 6", "(câu 1 cộng câu 2) từ 6 trở lên"),
        ("q1 == 'co' and q3 > 3", "câu 6 trả lời “Có”, và câu 8 ghi trên 3"),
        (
            "q1 == 'co' and (q3 > 3 or q3 < 1)",
            "câu 6 trả lời “Có”, và (câu 8 ghi trên 3, hoặc câu 8 ghi dưới 1)",
        ),
        ("not (q1 == 'co' or q3 > 3)", "câu 6 trả lời khác “Có”, và câu 8 ghi từ 3 trở xuống"),
        ("q1 == 'lạ'", "không có trường hợp nào"),
        ("lạ_lùng == 1", "“lạ_lùng” bằng 1"),
    ],
)
def test_a_condition_reads_as_people_say_it(condition: str, words: str) -> None:
    assert said(condition) == words


def test_english_has_its_own_words() -> None:
    assert said("q1 in ['co', 'kn']", "en") == "question 6 is answered “Có” or “Không nhớ”"
    assert Speaker("en", NAMES.get).only_if(parse("q3 > 3")) == (
        "Answer only if question 8 is more than 3."
    )


def test_the_whole_instruction() -> None:
    text = Speaker("vi", NAMES.get).only_if(parse("q1 == 'co'"))
    assert text == "Chỉ trả lời nếu câu 6 trả lời “Có”."


@given(TREES)
def test_every_tree_can_be_said(tree: Tree) -> None:
    assert Speaker("vi", NAMES.get).say(tree)
    assert Speaker("en", lambda _: Named(1, "single", choices=YES_NO)).say(tree)


def plain(tree: object) -> object:
    """The tree with `has not` written as the walkers know it."""
    if not isinstance(tree, list):
        return tree
    if tree and tree[0] == "has not":
        return ["not", ["has", *tree[1:]]]
    return [plain(part) for part in tree]


@given(TREES, ANSWERS)
def test_the_opposite_of_a_condition_is_its_not(tree: Tree, answers: dict[str, Value]) -> None:
    turned = negated(tree)
    if turned is None:
        return
    assert truth(plain(turned), answers) == truth(["not", tree], answers)


def truth(tree: object, answers: dict[str, Value]) -> bool | None:
    """What a condition comes to: a value that is no truth is unknown to it."""
    value = evaluate(tree, answers.get)  # type: ignore[arg-type]  # a tree again
    return value if isinstance(value, bool) else None
