"""Model -> questionnaire file: one form for everything, so that a diff shows only what changed."""

import json
import re
from typing import cast

from questionnaires.model import Questionnaire, Translation

_PLAIN = re.compile(r"[^\W\d_][\w /-]*(?:[\w?!.)…]|(?<=\w),(?= ))*", re.UNICODE)
_SAFE = re.compile(r"[\w /.-]+", re.UNICODE)
_TYPED = re.compile(r"(?i)null|true|false|yes|no|on|off|y|n")
_INLINE_LENGTH = 100


def write_questionnaire(questionnaire: Questionnaire) -> str:
    """Give the main file of a questionnaire; `read_text` makes the same questionnaire of it.

    Translations are files of their own: see `write_translation`.
    """
    document = questionnaire.model_dump(
        mode="json", exclude_defaults=True, exclude={"translations"}
    )
    return _mapping(_ordered(document), 0)


def write_translation(translation: Translation) -> str:
    """Give the file of a translation."""
    return _mapping(translation.model_dump(mode="json", exclude_defaults=True), 0)


def _ordered(document: dict[str, object]) -> dict[str, object]:
    """Put the type of an item behind its id, where people look for it."""
    pages = cast("list[dict[str, object]]", document["pages"])
    for page in pages:
        items = cast("list[dict[str, object]]", page["items"])
        page["items"] = [{"id": item["id"], "type": item["type"], **item} for item in items]
    return document


def _mapping(values: dict[str, object], indent: int) -> str:
    return "".join(_entry(key, value, indent) for key, value in values.items())


def _entry(key: str, value: object, indent: int) -> str:
    head = f"{' ' * indent}{_scalar(key)}:"
    inline = _inline(value)
    if inline is not None and (indent or not isinstance(value, dict)):
        return f"{head} {inline}\n"
    if isinstance(value, dict):
        return f"{head}\n{_mapping(value, indent + 2)}"
    if isinstance(value, list):
        return f"{head}\n" + "".join(_element(element, indent + 2) for element in value)
    return f"{head} {_scalar(value)}\n"


def _element(value: object, indent: int) -> str:
    dash = f"{' ' * indent}- "
    inline = _inline(value)
    if inline is not None:
        return f"{dash}{inline}\n"
    if isinstance(value, dict):
        return dash + _mapping(value, indent + 2)[indent + 2 :]
    if isinstance(value, list):
        return f"{dash}\n" + "".join(_element(element, indent + 2) for element in value)
    return f"{dash}{_scalar(value)}\n"


def _inline(value: object) -> str | None:
    """Write a short list or mapping of scalars on one line; None if it is not short."""
    if isinstance(value, dict) and not any(isinstance(v, dict | list) for v in value.values()):
        text = ", ".join(f"{_scalar(k)}: {_quoted(v)}" for k, v in value.items())
        return f"{{{text}}}" if len(text) <= _INLINE_LENGTH else None
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        text = ", ".join(_quoted(v) for v in value)
        return f"[{text}]" if len(text) <= _INLINE_LENGTH else None
    return None


def _scalar(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and not _TYPED.fullmatch(value):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False)


def _quoted(value: object) -> str:
    """Write a scalar inside brackets, where more characters have a meaning."""
    text = _scalar(value)
    return (
        text if text[0] == '"' or _SAFE.fullmatch(text) else json.dumps(value, ensure_ascii=False)
    )
