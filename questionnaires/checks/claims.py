"""Claims: a form in another mode than `anonymous` is never called anonymous."""

import re
from collections.abc import Iterator, Mapping

from questionnaires.model import Questionnaire
from questionnaires.problem import Problem, make_problem

CLAIM = re.compile(
    r"(?<!không )(?<!không phải )(?:ẩn danh|khuyết danh)"
    r"|(?<!not )\banonym(?:ous|ously|ity)\b",
    re.IGNORECASE,
)


def check_claims(questionnaire: Questionnaire) -> list[Problem]:
    """Find texts, in every language, that promise more than the privacy mode keeps."""
    if questionnaire.privacy.mode == "anonymous":
        return []
    problems = list(_claims(questionnaire.texts, ""))
    for language, translation in questionnaire.translations.items():
        texts = {path: entry.text for path, entry in translation.texts.items()}
        problems += _claims(texts, f"translations.{language}.texts.")
    return problems


def _claims(texts: Mapping[str, str], prefix: str) -> Iterator[Problem]:
    for path, text in texts.items():
        found = CLAIM.search(text)
        if found:
            yield make_problem("anonymous_claim", f"{prefix}{path}", words=found.group())
