from questionnaires.checks.translations import check_translations
from questionnaires.model import Questionnaire, TranslatedText, Translation, text_mark
from tests.unit.questionnaires.checks.draft import draft, found

ITEMS = """
- {id: q1, type: text, text: Tên bản?}
- {id: q2, type: text, text: "Ở {q1} còn thiếu gì?"}
"""
WHERE = "translations.en.texts"


def translated(changes: dict[str, TranslatedText | None]) -> Questionnaire:
    """Translate the two items, then apply `changes` (None takes a text away)."""
    questionnaire = draft(ITEMS, "languages: [en]")
    texts = {
        path: TranslatedText(source=text_mark(text), text=text)
        for path, text in questionnaire.texts.items()
    }
    for path, entry in changes.items():
        if entry is None:
            del texts[path]
        else:
            texts[path] = entry
    english = Translation(format="ydan/1", language="en", texts=texts)
    return questionnaire.model_copy(update={"translations": {"en": english}})


def entry(source: str, text: str) -> TranslatedText:
    return TranslatedText(source=text_mark(source), text=text)


def test_finds_nothing_in_a_complete_fresh_translation() -> None:
    assert found(check_translations, translated({})) == []


def test_warns_of_a_text_that_has_changed_since() -> None:
    questionnaire = translated({"items.q1.text": entry("Tên làng?", "Village?")})
    (problem,) = check_translations(questionnaire)
    assert (problem.code, problem.where) == ("stale_translation", f"{WHERE}.items.q1.text")
    assert text_mark("Tên bản?") in problem.detail


def test_counts_what_is_missing_and_names_the_first() -> None:
    changes: dict[str, TranslatedText | None] = {
        "title": None,
        "items.q1.text": entry("Tên bản?", ""),
        "consent.text": None,
        "consent.yes": None,
    }
    (problem,) = check_translations(translated(changes))
    assert (problem.code, problem.where) == ("incomplete_translation", WHERE)
    assert "4" in problem.detail
    assert "title, consent.text, consent.yes, …" in problem.detail


def test_warns_of_left_over_texts_and_of_other_piped_answers() -> None:
    changes: dict[str, TranslatedText | None] = {
        "items.q9.text": entry("Cũ", "Old"),
        "items.q2.text": entry("Ở {q1} còn thiếu gì?", "What is missing?"),
    }
    assert set(found(check_translations, translated(changes))) == {
        ("unused_translation", f"{WHERE}.items.q9.text"),
        ("pipe_differs", f"{WHERE}.items.q2.text"),
    }


def test_finds_a_language_that_is_declared_only_or_twice() -> None:
    assert found(check_translations, draft(ITEMS, "languages: [en, en, vi]")) == [
        ("missing_translation", "languages"),
        ("language_twice", "languages"),
        ("language_twice", "languages"),
    ]


def test_does_not_ask_for_the_names_of_units() -> None:
    units = """
    - id: xa
      type: single
      text: Xã nào?
      choices_from: "units:12"
      choices: [{code: "1", text: Tả Lèng}, {code: "2", text: Bum Tở}]
    """
    questionnaire = draft(units, "languages: [en]")
    texts = {
        path: TranslatedText(source=text_mark(text), text=text)
        for path, text in questionnaire.texts.items()
        if ".choices." not in path
    }
    english = Translation(format="ydan/1", language="en", texts=texts)
    complete = questionnaire.model_copy(update={"translations": {"en": english}})
    assert found(check_translations, complete) == []
