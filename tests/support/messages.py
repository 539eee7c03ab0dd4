"""Every sentence of ours that the code asks a catalogue for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.extract import extract_from_dir, extract_from_file

APP = Path(__file__).parents[2] / "survey_app"
TEMPLATES = "jinja2.ext:babel_extract"
TABLES = {"SENTENCES", "REASONS"}
"""Constants that map codes to sentences."""


def used_messages() -> dict[str, str]:
    """The English ids in templates, in calls of `say` and in click, with who uses each."""
    found: dict[str, str] = {}
    for path in sorted(APP.rglob("*.html")):
        for _, message, _, _ in extract_from_file(TEMPLATES, path):
            found[message if isinstance(message, str) else str(message[0])] = path.name
    for _, _, message, *_ in extract_from_dir(Path(click.__file__).parent):
        found[message if isinstance(message, str) else str(message[0])] = "click"
    for path in sorted(APP.rglob("*.py")):
        for message in _in_code(ast.parse(path.read_text(encoding="utf-8"))):
            found[message] = path.name
    return found


def _in_code(tree: ast.AST) -> Iterator[str]:
    own = {name for node in ast.walk(tree) for name in _imported(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_saying(node.func, own):
            yield from (p.value for p in node.args[:1] if isinstance(p, ast.Constant))  # type: ignore[misc]  # texts
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") in TABLES:
            values = node.value.values if isinstance(node.value, ast.Dict) else []
            yield from (v.value for v in values if isinstance(v, ast.Constant))  # type: ignore[misc]  # texts


def _is_saying(function: ast.expr, own: set[str]) -> bool:
    """Whether a call is of `say`, the imported one, a desk's or a door's."""
    if isinstance(function, ast.Attribute):
        return function.attr == "say" and getattr(function.value, "id", "") in ("desk", "door")
    return isinstance(function, ast.Name) and function.id == "say" and "say" in own


def _imported(node: ast.AST) -> list[str]:
    """The names taken from a `wording` module of the application (the analysis has its own)."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("survey_app"):
        return [alias.name for alias in node.names]
    return []
