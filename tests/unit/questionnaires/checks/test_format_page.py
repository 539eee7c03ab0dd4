"""docs/format.md against the model: every key named, every example valid."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from questionnaires import model
from questionnaires.checks import check
from questionnaires.checks.ids import COLUMN_NAMES, FIELD_NAMES
from questionnaires.expression import parse
from questionnaires.model import ITEM_TYPES, Questionnaire, TranslatedText
from questionnaires.reader import read_text, read_translation, read_with_source

PAGE = (Path(__file__).parents[4] / "docs/format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FORMS = [text for text in EXAMPLES if "\npages:" in text]
SIDECARS = [text for text in EXAMPLES if "\ntexts:" in text]
CONDITIONS = PAGE.partition("| muốn | viết |")[2].partition("\n\n")[0]
PARTS = [
    part
    for part in vars(model).values()
    if isinstance(part, type) and issubclass(part, BaseModel) and part is not model.BaseItem
]


def named() -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", PAGE))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_of_the_format_is_named(part: type[BaseModel]) -> None:
    keys = set(part.model_fields) - ({"translations"} if part is Questionnaire else set())
    assert keys - {word.split(":")[0] for word in named()} == set()


def test_every_item_type_and_reserved_name_is_named() -> None:
    assert {*ITEM_TYPES, *FIELD_NAMES, *COLUMN_NAMES} - named() == set()


@pytest.mark.parametrize("text", FORMS, ids=range(len(FORMS)))
def test_every_example_of_a_form_has_no_problem(text: str) -> None:
    assert check(read_text(text, "docs/format.md")) == ()


def test_the_example_of_a_translation_fits_the_first_form(tmp_path: Path) -> None:
    (tmp_path / "questionnaire.yaml").write_text(f"languages: [en]\n{FORMS[0]}", encoding="utf-8")
    (tmp_path / "en.yaml").write_text(SIDECARS[0], encoding="utf-8")
    assert read_translation(tmp_path / "en.yaml", "en")[0].texts["title"] == TranslatedText(
        source="cb379ce1", text="Clean water in the commune"
    )
    problems = check(*read_with_source(tmp_path))
    assert [problem.code for problem in problems] == ["incomplete_translation"]


@pytest.mark.parametrize("condition", re.findall(r"`([^`]+)`", CONDITIONS))
def test_every_condition_of_the_table_parses(condition: str) -> None:
    assert parse(condition)


def test_there_are_examples() -> None:
    assert len(FORMS) == 3
    assert len(SIDECARS) == 1
    assert CONDITIONS.count("\n") > 10
