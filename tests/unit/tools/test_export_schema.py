import json
import re

import pytest

from questionnaires.library import library_path, list_questionnaires
from questionnaires.model import ITEM_TYPES, Questionnaire
from questionnaires.reader import read_questionnaire
from tools.export_schema import TARGET, schema_text


def test_the_exported_schema_is_that_of_the_model() -> None:
    stale = "run: python -m tools.export_schema"
    assert TARGET.read_text(encoding="utf-8") == schema_text(), stale


def test_the_schema_knows_every_key_but_translations() -> None:
    schema = json.loads(schema_text())
    assert set(schema["properties"]) == set(Questionnaire.model_fields) - {"translations"}
    assert schema["additionalProperties"] is False
    assert schema["title"] == "ydan/1"


def test_the_schema_knows_every_item_type() -> None:
    items = json.loads(schema_text())["$defs"]["Page"]["properties"]["items"]["items"]
    assert set(items["discriminator"]["mapping"]) == set(ITEM_TYPES)


def test_every_reference_leads_somewhere() -> None:
    text = schema_text()
    named = set(re.findall(r'"#/\$defs/(\w+)"', text))
    assert named == set(json.loads(text)["$defs"])


@pytest.mark.parametrize("name", list_questionnaires())
def test_shipped_files_only_use_keys_of_the_schema(name: str) -> None:
    document = json.loads(read_questionnaire(library_path(name)).to_json())
    document.pop("translations", None)
    assert set(document) <= set(json.loads(schema_text())["properties"])
