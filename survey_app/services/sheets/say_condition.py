"""Who was asked a question, in words: the condition of its `show_if` read aloud."""

from collections.abc import Callable, Mapping
from typing import cast

from questionnaires.expression import ExpressionError, parse
from questionnaires.expression.parse import Tree
from questionnaires.model import GridItem, Questionnaire
from survey_app.wording import say

MOST_LETTERS = 90
"""A question longer than this is quoted by its beginning."""


def say_condition(questionnaire: Questionnaire, condition: str | None) -> str:
    """Who meets a condition: `người trả lời “Có” ở câu “Đã làm giấy tờ chưa?”`.

    "" without a condition; a general phrase where the condition is of a kind that has no words.
    """
    if condition is None:
        return ""
    try:
        words = _say(questionnaire, parse(condition))
    except ExpressionError:
        words = ""
    if not words:
        return say("part of the people, by a condition of the questionnaire")
    return say("people who %(condition)s", condition=words)


def _say(questionnaire: Questionnaire, tree: Tree) -> str:
    maker = SAYERS.get(cast("str", tree[0]))
    return maker(questionnaire, tree) if maker else ""


def _compared(questionnaire: Questionnaire, tree: Tree) -> str:
    """`q1 == 'co'`, `age >= 18`, `count(q3) > 1`: a question beside a constant."""
    sign, left, right = cast("tuple[str, Tree, Tree]", tree)
    if right[0] not in ("text", "number") or left[0] not in ("name", "count"):
        return ""
    values = {"question": _question(questionnaire, str(left[1]))}
    if left[0] == "count":
        values["value"] = f"{SIGNS[sign]} {right[1]:g}" if right[0] == "number" else ""
        return say("named %(value)s answers to “%(question)s”", **values)
    if right[0] == "text":
        values["value"] = _answer(questionnaire, str(left[1]), str(right[1]))
        if sign == "==":
            return say("answered “%(value)s” to “%(question)s”", **values)
        if sign == "!=":
            return say("answered something else than “%(value)s” to “%(question)s”", **values)
        return ""
    values["value"] = f"{SIGNS[sign]} {right[1]:g}"
    return say("gave a number %(value)s to “%(question)s”", **values)


def _listed(questionnaire: Questionnaire, tree: Tree) -> str:
    """`q1 in ['a', 'b']` and its opposite."""
    sign, left, constants = cast("tuple[str, Tree, list[object]]", tree)
    if left[0] != "name":
        return ""
    name = str(left[1])
    texts = [f"“{_answer(questionnaire, name, str(one))}”" for one in constants]
    values = {"values": _either(texts), "question": _question(questionnaire, name)}
    if sign == "in":
        return say("answered %(values)s to “%(question)s”", **values)
    return say("answered none of %(values)s to “%(question)s”", **values)


def _has(questionnaire: Questionnaire, tree: Tree) -> str:
    _, name, code = cast("tuple[str, str, str]", tree)
    return say(
        "chose “%(value)s” in “%(question)s”",
        value=_answer(questionnaire, name, code),
        question=_question(questionnaire, name),
    )


def _joined(questionnaire: Questionnaire, tree: Tree) -> str:
    parts = [_say(questionnaire, cast("Tree", part)) for part in tree[1:]]
    if not all(parts):
        return ""
    return (say(" and ") if tree[0] == "and" else say(" or ")).join(parts)


def _not(questionnaire: Questionnaire, tree: Tree) -> str:
    inner = cast("Tree", tree[1])
    if inner[0] != "has":
        return ""
    _, name, code = cast("tuple[str, str, str]", inner)
    return say(
        "did not choose “%(value)s” in “%(question)s”",
        value=_answer(questionnaire, name, code),
        question=_question(questionnaire, name),
    )


SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
SAYERS: Mapping[str, Callable[[Questionnaire, Tree], str]] = {
    **dict.fromkeys(SIGNS, _compared),
    "in": _listed,
    "not in": _listed,
    "has": _has,
    "and": _joined,
    "or": _joined,
    "not": _not,
}


def _either(texts: list[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])}{say(' or ')}{texts[-1]}"


def _question(questionnaire: Questionnaire, name: str) -> str:
    """The text of an item, or of one statement of a grid."""
    item_id, _, row = name.partition(".")
    item = questionnaire.find_item(item_id)
    text = item.text if item is not None and item.text else item_id
    if row and isinstance(item, GridItem):
        text = next((one.text for one in item.rows if one.code == row), text)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS].rsplit(' ', 1)[0]}…"


def _answer(questionnaire: Questionnaire, name: str, code: str) -> str:
    item = questionnaire.find_item(name.partition(".")[0])
    choices = questionnaire.choices_of(item) if item is not None else ()
    return next((choice.text for choice in choices if choice.code == code), code)
