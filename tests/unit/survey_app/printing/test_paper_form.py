"""The paper form: complete words, every design as a PDF, numbers and marks beside everything."""

import re
from functools import cache

import pytest

from questionnaires.model import Questionnaire
from questionnaires.reader import read_questionnaire
from survey_app.printing.paper_form import clean, render_paper_form
from survey_app.printing.paper_words import privacy_sentence, read_paper_words
from survey_app.services.sheets.form_outline import outline_of
from survey_app.services.sheets.print_paper_form import describe_form
from tests.designs import design_path, list_designs

PLACES = re.compile(r"\{\w+\}")


@cache
def load(name: str) -> Questionnaire:
    return read_questionnaire(design_path(name))


def flat(words: object, path: str = "") -> dict[str, str]:
    if isinstance(words, str):
        return {path: words}
    assert isinstance(words, dict)
    found: dict[str, str] = {}
    for key, part in words.items():
        found |= flat(part, f"{path}/{key}")
    return found


def test_both_catalogues_say_the_same_things_with_the_same_places() -> None:
    vietnamese, english = flat(read_paper_words("vi")), flat(read_paper_words("en"))
    assert vietnamese.keys() == english.keys()
    for key, text in vietnamese.items():
        assert set(PLACES.findall(text)) == set(PLACES.findall(english[key])), key


def test_another_language_gets_the_vietnamese_words() -> None:
    assert read_paper_words("mww") is read_paper_words("mww")
    assert read_paper_words("mww") == read_paper_words("vi")


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_paper_never_calls_itself_anonymous(mode: str, language: str) -> None:
    text = privacy_sentence(language, mode, 10).lower()
    assert "ẩn danh" not in text
    assert "anonym" not in text
    assert "10" in text


@pytest.mark.parametrize("name", list_designs())
def test_every_design_is_a_form_in_every_language(name: str) -> None:
    questionnaire = load(name)
    for language in questionnaire.shown_languages:
        pdf = render_paper_form(describe_form(questionnaire.in_language(language)))
        assert pdf.startswith(b"%PDF")
        assert b"/StructTreeRoot" in pdf


def test_questions_are_numbered_without_notes_and_calculations() -> None:
    outline = outline_of(load("note-and-calculate"))
    numbers = [(item.id, item.number) for page in outline.pages for item in page.items]
    assert numbers == [("doc", None), ("lon", 1), ("tre", 2), ("dong", 3)]
    assert outline.by_id["dong"].condition == ("Chỉ trả lời nếu (câu 1 cộng câu 2) từ 6 trở lên.")


def test_an_earlier_answer_in_a_text_is_said_by_its_number() -> None:
    texts = [item.text for item in outline_of(load("piped-answers")).by_id.values()]
    assert not [text for text in texts if "{" in text]
    assert any("câu trả lời ở câu 1" in text for text in texts)


def test_rules_say_how_many_boxes() -> None:
    outline = outline_of(load("multiple-choice"))
    rules = [item.rule for item in outline.by_id.values() if item.type == "multiple"]
    assert rules == ["Đánh dấu từ 1 đến 2 ô."]


def test_the_table_of_codes_names_every_mark_that_is_no_code() -> None:
    document = describe_form(load("single-choice"))
    assert document["codes"] == [
        {"number": 1, "id": "q1", "pairs": ["1 = co", "2 = chua", "3 = kb"], "rows": []}
    ]


def test_texts_are_cleaned_and_never_markup() -> None:
    assert clean({"a": ["x\u202ey\u0000", 1]}) == {"a": ["xy", 1]}
    hostile = load("single-choice").model_copy(update={"title": "#panic() $x$ *đậm* \\u{0} @a"})
    assert render_paper_form(describe_form(hostile)).startswith(b"%PDF")
