"""Texts: short enough to be read on a small phone."""

from collections.abc import Iterator, Mapping

from questionnaires.model import Questionnaire
from questionnaires.problem import Problem, make_problem

MAX_LENGTH = 160


def check_texts(questionnaire: Questionnaire) -> list[Problem]:
    """Find items, choices and rows of more than 160 characters, in every language."""
    problems = list(_long(questionnaire.texts, ""))
    for language, translation in questionnaire.translations.items():
        texts = {path: entry.text for path, entry in translation.texts.items()}
        problems += _long(texts, f"translations.{language}.texts.")
    return problems


def _long(texts: Mapping[str, str], prefix: str) -> Iterator[Problem]:
    for path, text in texts.items():
        if len(text) > MAX_LENGTH and path.split(".")[0] in {"items", "lists"}:
            yield make_problem("long_text", f"{prefix}{path}", length=len(text), maximum=MAX_LENGTH)
