"""Translations: complete, made from the text that stands there now, repeating the same answers."""

from collections.abc import Iterator

from questionnaires.checks.piping import PIPE
from questionnaires.model import ChoiceQuestion, Questionnaire, Translation, text_mark
from questionnaires.problem import Problem, make_problem

TRANSLATIONS = "translations."
"""How the path of a problem in a translation begins: `translations.en.texts.title`."""
SHOWN = 3


def check_translations(questionnaire: Questionnaire) -> list[Problem]:
    """Find declared languages without texts, and stale, missing and left-over translations."""
    problems: list[Problem] = []
    for number, language in enumerate(questionnaire.languages):
        if language == questionnaire.language or language in questionnaire.languages[:number]:
            problems.append(make_problem("language_twice", "languages", lang=language))
        elif language not in questionnaire.translations:
            problems.append(make_problem("missing_translation", "languages", lang=language))
    for language, translation in questionnaire.translations.items():
        problems += _problems_of(questionnaire, language, translation)
    return problems


def _problems_of(
    questionnaire: Questionnaire, language: str, translation: Translation
) -> Iterator[Problem]:
    where = f"{TRANSLATIONS}{language}.texts"
    for path, entry in translation.texts.items():
        source = questionnaire.texts.get(path)
        if source is None:
            yield make_problem("unused_translation", f"{where}.{path}", path=path)
        elif entry.source != text_mark(source):
            mark = text_mark(source)
            yield make_problem("stale_translation", f"{where}.{path}", path=path, mark=mark)
        elif entry.text and set(PIPE.findall(entry.text)) != set(PIPE.findall(source)):
            yield make_problem("pipe_differs", f"{where}.{path}", path=path)
    absent = _absent(questionnaire, translation)
    if absent:
        paths = ", ".join(absent[:SHOWN]) + (", …" if len(absent) > SHOWN else "")
        yield make_problem(
            "incomplete_translation", where, count=len(absent), lang=language, paths=paths
        )


def _absent(questionnaire: Questionnaire, translation: Translation) -> list[str]:
    """List the texts without a translation; names of units need none."""
    units = tuple(
        f"items.{item.id}.choices."
        for item in questionnaire.items
        if isinstance(item, ChoiceQuestion) and item.choices_from
    )
    done = {path for path, entry in translation.texts.items() if entry.text}
    return [path for path in questionnaire.texts if path not in done and not path.startswith(units)]
