"""YAML (or JSON) text -> plain data where every scalar is the text that was typed, with lines.

YAML's own ideas about types are left out: `no`, `on`, `012`, `22:30` stay what they are, and the
model gives each its type. Anchors, aliases, tags, duplicate keys and a second document are
problems.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from questionnaires.characters import find_hidden
from questionnaires.problem import Problem, detail_of, make_problem

Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_PROBLEMS = 50
EMPTY = ("", "~", "null")
COMPLEX = "?"
SYNTAX = {
    "mapping values are not allowed": "yaml_colon",
    "found character '\\t'": "yaml_tab",
    "cannot start any token": "yaml_start",
    "expected ',' or": "yaml_bracket",
    "found unexpected end of stream": "yaml_quote",
    "could not find expected ':'": "yaml_key",
    "expected <block end>": "yaml_indent",
}
"""Messages of the YAML parser that an officer can be told more about."""
STARTED_EARLIER = frozenset({"yaml_quote", "yaml_key"})
"""Faults that the parser notices only behind the line to be corrected."""


class TooManyProblemsError(Exception):
    """The file is not worth reading further."""


@dataclass
class Parsed:
    """Data of one file, the line (from 1) of every path of keys in it, and what was wrong."""

    data: Data = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, where: str, line: int, **values: object) -> None:
        """Note a problem; raises TooManyProblemsError at the fiftieth."""
        self.problems.append(Problem(code, where, detail_of(code, values), line))
        if len(self.problems) >= MAX_PROBLEMS:
            raise TooManyProblemsError


def parse_yaml(content: bytes) -> Parsed:
    """Parse a file's bytes (UTF-8, at most 1 MiB); never raises, see `problems`."""
    parsed = Parsed()
    text = _decode(content, parsed)
    if parsed.problems:
        return parsed
    try:
        _Composer(parsed).compose(YAML(typ="safe", pure=True).parse(text))
    except TooManyProblemsError:
        pass
    except MarkedYAMLError as error:
        parsed.problems.append(_syntax_problem(error))
    except (YAMLError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "YAML"
        parsed.problems.append(make_problem("not_yaml", "", reason=reason))
    return parsed


def _syntax_problem(error: MarkedYAMLError) -> Problem:
    reason = error.problem or error.context or "YAML"
    code = next((code for text, code in SYNTAX.items() if text in reason), "not_yaml")
    marks = [error.problem_mark, error.context_mark]
    if code in STARTED_EARLIER:
        marks.reverse()
    mark = next((mark for mark in marks if mark is not None), None)
    return make_problem(code, "", line=mark.line + 1 if mark else None, reason=reason)


def _decode(content: bytes, parsed: Parsed) -> str:
    if len(content) > MAX_BYTES:
        parsed.problems.append(make_problem("too_big", "", maximum=MAX_BYTES // 1024))
        return ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        parsed.problems.append(make_problem("not_utf8", "", line=line))
        return ""
    text = text.replace("\r\n", "\n")
    for number, line_text in enumerate(text.split("\n"), start=1):
        hidden = find_hidden(line_text)
        if hidden:
            parsed.problems.append(
                make_problem("hidden_character", "", line=number, character=hidden)
            )
            break
    return text


class _Composer:
    """Turns parser events into data, one method per kind of node."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed

    def compose(self, events: Iterator[Event]) -> None:
        self.events = events
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.parsed.add("several_documents", "", _line(event))
                    return
            elif isinstance(event, NodeEvent):
                self.parsed.data = self.node(event, ())

    def node(self, event: Event, path: Path) -> Data:
        self.parsed.lines.setdefault(path, _line(event))
        if len(path) > MAX_DEPTH:
            self.parsed.add("too_deep", "", _line(event), maximum=MAX_DEPTH)
            raise TooManyProblemsError
        self.refuse_extras(event)
        if isinstance(event, MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(path)
        return self.scalar(event) if isinstance(event, ScalarEvent) else None

    def refuse_extras(self, event: Event) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self.parsed.add("anchor", "", _line(event))
        tag = getattr(event, "tag", None)
        if tag:
            self.parsed.add("tag", "", _line(event), tag=str(tag))

    def scalar(self, event: ScalarEvent, *, is_key: bool = False) -> str | None:
        plain = not event.style
        if plain and event.value in EMPTY and not is_key:
            return None
        text = str(event.value)
        if not text.isascii():
            text = _join_halves(unicodedata.normalize("NFC", text))
        hidden = find_hidden(text)
        if hidden:
            self.parsed.add("hidden_character", "", _line(event), character=hidden)
        return text

    def sequence(self, path: Path) -> list[Data]:
        values: list[Data] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            values.append(self.node(event, (*path, len(values))))
        return values

    def mapping(self, path: Path) -> dict[str, Data]:
        values: dict[str, Data] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            key = self.key(event, path)
            duplicate = key in values
            if duplicate:
                first = self.parsed.lines.get((*path, key), 0)
                self.parsed.add("duplicate_key", key, _line(event), key=key, first=first)
            here = (*path, key)
            self.parsed.lines.setdefault(here, _line(event))
            value = self.node(next(self.events), here)
            if not duplicate:
                values[key] = value
        return values

    def key(self, event: Event, path: Path) -> str:
        if isinstance(event, ScalarEvent):
            self.refuse_extras(event)
            text = self.scalar(event, is_key=True)
            if text:
                return text
        else:
            self.node(event, (*path, COMPLEX))
        self.parsed.add("complex_key", "", _line(event))
        return COMPLEX


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _join_halves(text: str) -> str:
    """Join the halves of characters that JSON writes as two escapes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
