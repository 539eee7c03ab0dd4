"""Titles as officers type them: one line, nothing that hides or reverses words."""

from questionnaires.characters import find_hidden, tidy
from questionnaires.model import Questionnaire
from survey_app.services.refusal import Refusal

LONGEST_TITLE = 200


def plain_title(text: str) -> str:
    """A title in NFC on one line.

    Raises Refusal `title_missing`, `title_too_long` or `bad_characters`.
    """
    title = " ".join(tidy(text).split())
    if not title:
        raise Refusal("title_missing")
    if len(title) > LONGEST_TITLE:
        raise Refusal("title_too_long", most=LONGEST_TITLE)
    hidden = find_hidden(text)
    if hidden:
        raise Refusal("bad_characters", character=hidden)
    return title


def with_title(questionnaire: Questionnaire, title: str) -> Questionnaire:
    """The questionnaire under another title, itself if it has that one.

    Translations of the old title go: readers of those languages see the new one as it was typed.
    """
    if title == questionnaire.title:
        return questionnaire
    translations = {
        language: translation.model_copy(
            update={
                "texts": {path: text for path, text in translation.texts.items() if path != "title"}
            }
        )
        for language, translation in questionnaire.translations.items()
    }
    return questionnaire.model_copy(update={"title": title, "translations": translations})
