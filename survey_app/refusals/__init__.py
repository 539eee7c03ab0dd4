"""The sentence for every code that a service refuses with, one module for each room.

A module holds its table in `SENTENCES`; adding a module is one more line in `MODULES`.
"""

from collections.abc import Mapping
from types import ModuleType

from survey_app.refusals import (
    accounts,
    briefings,
    collectors,
    comments,
    fieldwork,
    general,
    people,
    results,
    sheets,
    surveys,
)
from survey_app.services.refusal import Refusal
from survey_app.wording import DEFAULT_LANGUAGE, say

MODULES: tuple[ModuleType, ...] = (
    accounts,
    briefings,
    collectors,
    comments,
    fieldwork,
    general,
    people,
    results,
    sheets,
    surveys,
)


def sentences() -> Mapping[str, str]:
    """The English sentence of every code; ValueError where two modules name the same code."""
    found: dict[str, str] = {}
    for module in MODULES:
        if twice := found.keys() & module.SENTENCES.keys():
            raise ValueError(f"a code of {module.__name__} stands elsewhere too: {sorted(twice)}")
        found |= module.SENTENCES
    return found


def sentence(refusal: Refusal, language: str = DEFAULT_LANGUAGE) -> str:
    """The refusal in words."""
    text = say(sentences()[refusal.code], language)
    return text % refusal.values if refusal.values else text
