"""The vectors that every walker of the tree must agree with: here, and on the phone."""

import json
from pathlib import Path
from typing import Any

import pytest

from questionnaires.expression import evaluate, parse

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))


def test_vectors_are_many_and_cover_every_form():
    words = set()

    def collect(part: Any) -> None:
        if isinstance(part, list) and part and isinstance(part[0], str):
            words.add(part[0])
            for inner in part[1:]:
                collect(inner)

    for vector in VECTORS:
        collect(parse(vector["expression"]))
    assert len(VECTORS) >= 80
    assert {
        *("name", "text", "number", "bool", "and", "or", "not", "has", "count", "len", "in"),
        *("not in", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "neg"),
    } <= words


@pytest.mark.parametrize(
    "vector", VECTORS, ids=[f"{v['expression']} {v['answers']}" for v in VECTORS]
)
def test_evaluate_gives_the_vector_value(vector):
    answers = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in vector["answers"].items()
    }
    value = evaluate(parse(vector["expression"]), answers.get)
    expected = vector["value"]
    assert value == expected
    assert isinstance(value, bool) == isinstance(expected, bool)
    assert (value is None) == (expected is None)


@pytest.mark.parametrize("vector", VECTORS[:40])
def test_tree_survives_json_with_the_same_value(vector):
    tree = parse(vector["expression"])
    assert json.loads(json.dumps(tree)) == tree
