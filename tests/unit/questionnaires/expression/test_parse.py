import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.expression import ExpressionError, evaluate, names, parse

REFUSED = [
    ("", "expression_empty"),
    ("   ", "expression_empty"),
    ("q1 = 'co'", "expression_syntax"),
    ("q1 == 'co' and", "expression_syntax"),
    ("q1 == 'co", "expression_syntax"),
    ("q1; q2", "expression_syntax"),
    ("q1 \x00", "expression_syntax"),
    ("q1 == '\ud800'", "expression_syntax"),
    ("__import__('os')", "expression_not_allowed"),
    ("open('x')", "expression_not_allowed"),
    ("q1.lower()", "expression_not_allowed"),
    ("has.x(q3, 'a')", "expression_not_allowed"),
    ("has(q3, 'a')(1)", "expression_not_allowed"),
    ("lambda: 1", "expression_not_allowed"),
    ("q1 if q2 else q3", "expression_not_allowed"),
    ("[q for q in q1]", "expression_not_allowed"),
    ("q1[0]", "expression_not_allowed"),
    ("f'{q1}'", "expression_not_allowed"),
    ("b'co' == q1", "expression_not_allowed"),
    ("None", "expression_not_allowed"),
    ("...", "expression_not_allowed"),
    ("1j", "expression_not_allowed"),
    ("2 ** 9", "expression_not_allowed"),
    ("7 // 2", "expression_not_allowed"),
    ("7 % 2", "expression_not_allowed"),
    ("a @ b", "expression_not_allowed"),
    ("a | b", "expression_not_allowed"),
    ("~a", "expression_not_allowed"),
    ("+a", "expression_not_allowed"),
    ("a is b", "expression_not_allowed"),
    ("(x := 1)", "expression_not_allowed"),
    ("q1 == ['co']", "expression_not_allowed"),
    ("has(q3, code='a')", "expression_not_allowed"),
    ("len(*q3)", "expression_not_allowed"),
    ("q1 in [q2]", "expression_not_allowed"),
    ("q1 in [-'a']", "expression_not_allowed"),
    ("q1 in [-True]", "expression_not_allowed"),
    ("q1 in 'co'", "expression_list_expected"),
    ("q1 in q2", "expression_list_expected"),
    ("has(q3)", "expression_arguments"),
    ("has(q3, 1)", "expression_arguments"),
    ("has(q3, q1)", "expression_arguments"),
    ("count(q3, q4)", "expression_arguments"),
    ("count('q3')", "expression_name_expected"),
    ("has(1 + 1, 'a')", "expression_name_expected"),
    ("col(q1)", "expression_arguments"),
    ("col('')", "expression_arguments"),
    ("len()", "expression_arguments"),
    ("9007199254740993", "expression_number"),
    ("1e400", "expression_number"),
    ("x" * 2001, "expression_too_long"),
    ("not " * 40 + "q1", "expression_too_deep"),
    ("(" * 300 + "q1" + ")" * 300, "expression_syntax"),
    ("-" * 1900 + "1", "expression_too_deep"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_parse_refuses_what_is_not_allowed(text, code):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.code == code
    assert caught.value.column >= 1
    assert caught.value.message


def test_parse_says_the_column_of_the_fault():
    with pytest.raises(ExpressionError) as caught:
        parse("q1 == 'co' and open('x')")
    assert caught.value.column == 16
    assert "open('x')" in caught.value.message


def test_parse_gives_the_documented_tree():
    assert parse("q1 == 'co' and not has(q3, 'water')") == [
        "and",
        ["==", ["name", "q1"], ["text", "co"]],
        ["not", ["has", "q3", "water"]],
    ]
    assert parse("18 <= tuoi < 60") == [
        "and",
        ["<=", ["number", 18], ["name", "tuoi"]],
        ["<", ["name", "tuoi"], ["number", 60]],
    ]
    assert parse("q in [1, -2, 'x']") == ["in", ["name", "q"], [1, -2, "x"]]
    assert parse("count(q3) + -q4.thai_do") == [
        "+",
        ["count", "q3"],
        ["neg", ["name", "q4.thai_do"]],
    ]


def test_parse_reads_an_expression_over_several_lines():
    assert parse("q1 == 'co'\n  and q2 == 'co'\n") == parse("q1 == 'co' and q2 == 'co'")


def test_parse_brings_texts_to_nfc():
    assert parse("q1 == 'Đường xấu'") == ["==", ["name", "q1"], ["text", "Đường xấu"]]


def test_names_lists_all_names_and_no_constants():
    tree = parse("q1 in ['q9'] and has(q3, 'q8') or count(g.r) > len(col('cột a')) + 'q7'")
    assert names(tree) == {"q1", "q3", "g.r", "cột a"}
    assert names(parse("1 + 2")) == frozenset()


@pytest.mark.parametrize("text", [r"q1 == '\d'", "q1 == 1and q2 == 2"])
def test_parse_passes_no_warnings_of_python_on(text):
    assert parse(text)[0] in {"==", "and"}


def outcome(text):
    try:
        return parse(text)
    except ExpressionError as error:
        return error


@given(st.text(max_size=60))
def test_parse_gives_a_tree_or_its_own_error(text):
    found = outcome(text)
    if isinstance(found, ExpressionError):
        assert found.message
    else:
        assert json.loads(json.dumps(found)) == found
        evaluate(found, {}.get)


@given(st.text(alphabet="q1 ()[]'\"=<>!+-*/.,andorthsclen", max_size=40))
def test_parse_of_near_expressions_gives_a_tree_or_its_own_error(text):
    found = outcome(text)
    if isinstance(found, ExpressionError):
        assert found.column >= 1
    else:
        evaluate(found, {"q1": "co"}.get)
