import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from analysis.briefing.indicators import Verdict
from analysis.charts.data import Kind
from analysis.rounding import Rounding
from analysis.wording import WordingError, catalogue, has, say

ANALYSIS = Path(__file__).parents[4] / "analysis"
ROOMS = ("charts", "briefing", "rounding.py")


def _sources() -> Iterator[str]:
    for room in ROOMS:
        path = ANALYSIS / room
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield file.read_text(encoding="utf-8")


def _texts() -> set[str]:
    """Every literal text of our sources, f-strings with `*` for their blanks."""
    found = set()
    for source in _sources():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = (p.value if isinstance(p, ast.Constant) else "*" for p in node.values)
                found.add("".join(map(str, parts)))
    return found


def _is_used(key: str, texts: set[str]) -> bool:
    section = key.rsplit(".", 1)[0]
    patterns = {text for text in texts if text.startswith(section[:3]) and "*" in text}
    return key in texts or any(
        re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), key) for pattern in patterns
    )


def test_every_sentence_is_used() -> None:
    texts = _texts()
    assert [key for key in catalogue() if not _is_used(key, texts)] == []


def test_every_literal_key_has_its_sentence() -> None:
    keys = set()
    for source in _sources():
        keys |= set(re.findall(r'\bsay\(\s*"([a-z_.]+)"', source))
    assert len(keys) > 100
    assert [key for key in sorted(keys) if not has(key)] == []


def test_keys_made_of_values_have_their_sentences() -> None:
    wanted = [f"alt.kind.{kind.value}" for kind in Kind]
    wanted += [f"indicator.{verdict.value}" for verdict in Verdict]
    wanted += [f"rounding.{rule.value}" for rule in Rounding]
    wanted += [f"mode.{mode}" for mode in ("qr", "invited", "interviewer", "paper")]
    wanted += [f"grain.{grain}" for grain in ("day", "week", "month")]
    wanted += [f"method.recruit_{sample}" for sample in ("probability", "invited", "open")]
    wanted += [f"method.privacy_{mode}" for mode in ("confidential", "anonymous", "named")]
    assert [key for key in wanted if not has(key)] == []


def test_blanks_are_well_formed() -> None:
    for key, sentence in catalogue().items():
        names = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
        assert all(name.isidentifier() for name in names), key


def test_no_sentence_claims_a_sampling_error() -> None:
    for sentence in catalogue().values():
        assert "sai số mẫu" not in sentence.casefold()
        assert "sai số chọn mẫu" not in sentence.casefold()


def test_unknown_key_and_language() -> None:
    with pytest.raises(WordingError):
        say("no.such")
    assert catalogue("xx") == catalogue("vi")
