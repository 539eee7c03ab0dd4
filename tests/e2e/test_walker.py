"""The phone's walker and the server's evaluator give the same value for every vector."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from questionnaires.expression import parse
from tests.e2e.conftest import Phone
from tests.support.site import Site

pytestmark = pytest.mark.xdist_group("e2e")
VECTORS = Path(__file__).parents[1] / "unit" / "questionnaires" / "expression" / "vectors.json"
RUN = """cases => cases.map(([tree, answers]) => ydanWalk(tree, name =>
  Object.prototype.hasOwnProperty.call(answers, name) ? answers[name] : null))"""


def test_walker_agrees_with_the_shared_vectors(
    make_phone: Callable[..., Phone], live_site: Site
) -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    page = make_phone().open(f"/s/{live_site.publish_design('single-choice')}")
    cases = [[parse(vector["expression"]), vector["answers"]] for vector in vectors]
    values = page.evaluate(RUN, cases)
    wrong = [
        (vector, value)
        for vector, value in zip(vectors, values, strict=True)
        if value != vector["value"] or isinstance(value, bool) != isinstance(vector["value"], bool)
    ]
    assert not wrong
    assert len(vectors) > 100
