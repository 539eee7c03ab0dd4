import ast
from pathlib import Path

from survey_app.refusals import sentences
from survey_app.services.analysing.say_unweighted import REASONS

SERVICES = Path(__file__).parents[3] / "survey_app" / "services"


def refused_codes() -> set[str]:
    """Every code that a service refuses with, read from the source."""
    found = set()
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


def test_every_refusal_has_its_sentence() -> None:
    codes = refused_codes()
    assert len(codes) > 10
    assert codes <= set(sentences())
    assert {"already_open", "already_closed"} <= set(sentences())


def test_every_reason_for_no_weights_names_the_detail() -> None:
    assert all("%(detail)s" in reason for reason in REASONS.values())
