"""Earlier answers in later texts."""

import re
from collections.abc import Mapping

from questionnaires.engine.blueprint import behaviour_of, blueprint_of
from questionnaires.engine.path import walk
from questionnaires.expression import Value
from questionnaires.model import Questionnaire

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)((?:\.[^\s{}.]+)?)\}")
UNANSWERED = "…"


def pipe(text: str, questionnaire: Questionnaire, answers: Mapping[str, Value]) -> str:
    """Put the answers on the path into a text: `{q1}`, `{q4.thai_do}`, `{q2.other}`.

    A choice stands as its text (or the text added to it), several with commas, an answer that is
    missing as `…`. A name that is no item stays as written. Plain text: escape it afterwards.
    """
    if "{" not in text:
        return text
    blueprint = blueprint_of(questionnaire)
    values = walk(blueprint, answers).values

    def put(found: re.Match[str]) -> str:
        step = blueprint.by_id.get(found[1])
        name = f"{found[1]}{found[2]}"
        if step is None or name not in step.answer_names:
            return found[0]
        return behaviour_of(step).label(step, name, values, blueprint.language) or UNANSWERED

    return _PLACE.sub(put, text)


def piped_items(text: str) -> frozenset[str]:
    """List the ids of the items whose answers a text repeats."""
    return frozenset(found[1] for found in _PLACE.finditer(text)) if "{" in text else frozenset()
