"""The texts of a questionnaire by path: what a translation translates.

Paths: `title`, `consent.text`, `pages.a.title`, `items.q1.text`, `items.q1.choices.co`,
`items.q4.rows.thai_do`, `items.x.check.message`, `lists.hai_long_5.1`, `groups.gioi.label`,
`indicators.hl.text`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

Part: TypeAlias = dict[str, object]
Place: TypeAlias = tuple[str, Part, str]

HEAD = ("title", "intro", "closing", "conductor", "contact", "purpose", "population")


def text_mark(text: str) -> str:
    """Give the mark of a source text, the first 8 hex digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def places(document: Part) -> Iterator[Place]:
    """List (path, mapping, key) of every non-empty text in a dumped questionnaire, in order."""
    for path, part, key in _all_places(document):
        if part.get(key):
            yield path, part, key


def replace_texts(document: Part, texts: Mapping[str, str]) -> None:
    """Put `texts` by path into a dumped questionnaire; a path without a text stays as it is."""
    for path, part, key in list(places(document)):
        if texts.get(path):
            part[key] = texts[path]


def _all_places(document: Part) -> Iterator[Place]:
    yield from ((key, document, key) for key in HEAD)
    for consent in _parts([document.get("consent")]):
        yield from ((f"consent.{key}", consent, key) for key in ("text", "yes", "no"))
    lists = document.get("lists")
    for name, choices in lists.items() if isinstance(lists, dict) else ():
        yield from _by_code(f"lists.{name}", choices)
    for group in _parts(document.get("groups")):
        yield f"groups.{group['id']}.label", group, "label"
    for page in _parts(document.get("pages")):
        yield f"pages.{page['id']}.title", page, "title"
        for item in _parts(page.get("items")):
            yield from _item_places(item)
    for indicator in _parts(document.get("indicators")):
        yield f"indicators.{indicator['id']}.text", indicator, "text"


def _item_places(item: Part) -> Iterator[Place]:
    path = f"items.{item['id']}"
    if item.get("type") == "calculate":
        return
    yield f"{path}.text", item, "text"
    yield f"{path}.hint", item, "hint"
    yield from _by_code(f"{path}.rows", item.get("rows"))
    yield from _by_code(f"{path}.choices", item.get("choices"))
    for check in _parts([item.get("check")]):
        yield f"{path}.check.message", check, "message"


def _by_code(path: str, parts: object) -> Iterator[Place]:
    yield from ((f"{path}.{part['code']}", part, "text") for part in _parts(parts))


def _parts(values: object) -> Iterable[Part]:
    if not isinstance(values, list | tuple):
        return []
    return [value for value in values if isinstance(value, dict)]
