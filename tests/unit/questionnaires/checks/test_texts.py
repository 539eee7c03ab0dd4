import pytest

from questionnaires.checks.texts import check_texts
from questionnaires.model import TranslatedText, Translation
from tests.unit.questionnaires.checks.draft import Q1, draft, found


@pytest.mark.parametrize(("length", "count"), [(160, 0), (161, 1)])
def test_warns_of_texts_of_more_than_160_characters(length: int, count: int) -> None:
    questionnaire = draft(f"- {{id: q1, type: text, text: {'ế' * length}}}")
    assert found(check_texts, questionnaire) == [("long_text", "items.q1.text")] * count


def test_counts_choices_rows_lists_and_translations_but_no_introduction() -> None:
    long = "a" * 161
    questionnaire = draft(
        f"""
        - {{id: q1, type: grid, text: A, choices: ds, rows: [{{code: r, text: {long}}}]}}
        - {{id: q2, type: multiple, text: B, choices: [{{code: c, text: {long}}}]}}
        """,
        f"intro: {long}\nlists: {{ds: [{{code: '1', text: {long}}}]}}",
    )
    assert set(found(check_texts, questionnaire)) == {
        ("long_text", "items.q1.rows.r"),
        ("long_text", "items.q2.choices.c"),
        ("long_text", "lists.ds.1"),
    }


def test_reads_translations_too() -> None:
    entry = TranslatedText(source="00000000", text="b" * 161)
    english = Translation(format="ydan/1", language="en", texts={"items.q1.text": entry})
    questionnaire = draft(Q1).model_copy(update={"translations": {"en": english}})
    assert found(check_texts, questionnaire) == [
        ("long_text", "translations.en.texts.items.q1.text")
    ]
