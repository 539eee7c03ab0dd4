import re
import tomllib
from pathlib import Path

import pytest

from questionnaires.problem import WORDING, Problem, detail_of, make_problem, wording

SOURCES = Path(WORDING).parent


def test_make_problem_words_it_in_the_language_asked_for():
    assert make_problem("too_many_choices", "q6", maximum=3) == Problem(
        "too_many_choices", "q6", "Chỉ chọn nhiều nhất 3 phương án."
    )
    assert make_problem("too_many_choices", "q6", language="en", maximum=3).detail == (
        "Choose at most 3 answers."
    )


@pytest.mark.parametrize("language", ["hmn", "", "../vi", "VI\x00"])
def test_make_problem_falls_back_to_vietnamese(language):
    assert make_problem("required", "q1", language=language).detail == "Hãy trả lời câu này."


def test_make_problem_refuses_a_code_without_wording():
    with pytest.raises(KeyError):
        make_problem("no_such_code", "q1")


def test_catalogues_have_the_same_sections_codes_and_values():
    vi, en = (
        tomllib.loads((WORDING / f"{language}.toml").read_text(encoding="utf-8"))
        for language in ("vi", "en")
    )
    assert {room: set(texts) for room, texts in vi.items()} == {
        room: set(texts) for room, texts in en.items()
    }
    for code, text in wording("vi").items():
        places = set(re.findall(r"\{(\w+)\}", text))
        assert set(re.findall(r"\{(\w+)\}", wording("en")[code])) == places, code


def test_codes_are_unique_over_the_sections():
    sections = tomllib.loads((WORDING / "vi.toml").read_text(encoding="utf-8")).values()
    assert sum(len(section) for section in sections) == len(wording("vi"))


def test_every_code_used_by_engine_reader_and_expression_is_worded():
    used = set()
    for room in ("engine", "reader", "expression"):
        for path in (SOURCES / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            used |= set(re.findall(r'(?:\.add|make_problem|Error)\(\s*"(\w+)"', text))
            used |= set(re.findall(r'_(?:plain|with_value)\("(\w+)"\)', text))
    assert len(used) > 40
    assert used <= set(wording("vi"))


def test_detail_of_fills_the_values_in():
    assert detail_of("too_small", {"minimum": "1,5"}) == "Hãy ghi số từ 1,5 trở lên."
