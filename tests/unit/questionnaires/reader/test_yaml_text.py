"""Whatever bytes come in, parsing ends with data or problems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.problem import Problem
from questionnaires.reader import ReadError, read_text
from questionnaires.reader.yaml_text import parse_yaml

YAML_LIKE = st.text(alphabet="ab1:-?&*!|>'\"%@`#,[]{}\n \t\\ờ\u202e", max_size=80)


def refusal(content: str | bytes) -> tuple[Problem, ...]:
    try:
        read_text(content, "x")
    except ReadError as error:
        return error.problems
    return ()


@given(st.one_of(YAML_LIKE.map(str.encode), st.binary(max_size=80)))
def test_parse_yaml_never_raises(content):
    parsed = parse_yaml(content)
    assert all(problem.detail for problem in parsed.problems)


@given(YAML_LIKE)
def test_reading_what_is_no_questionnaire_always_gives_problems(text):
    assert refusal(text)


@given(st.text(alphabet="ab\n:- {}[],'\"", max_size=40))
def test_reading_any_ending_gives_problems_with_lines_inside_the_file(ending):
    text = f"format: ydan/1\nid: thu\n{ending}"
    problems = refusal(text)
    assert problems
    last = text.count("\n") + 2
    assert all(problem.line is None or 1 <= problem.line <= last for problem in problems)


@pytest.mark.parametrize("text", ["null", "~", ""])
def test_an_empty_value_is_none_and_an_empty_quoted_text_is_a_text(text):
    assert parse_yaml(f"a: {text}\nb: ''\nnull: c\n".encode()).data == {
        "a": None,
        "b": "",
        "null": "c",
    }


def test_lines_are_those_of_keys_and_list_elements():
    parsed = parse_yaml(b"a:\n  - b: 1\n    c:\n      - d\n\ne: 2\n")
    assert parsed.lines == {
        (): 1,
        ("a",): 1,
        ("a", 0): 2,
        ("a", 0, "b"): 2,
        ("a", 0, "c"): 3,
        ("a", 0, "c", 0): 4,
        ("e",): 6,
    }
