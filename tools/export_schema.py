"""Write docs/ydan-1.schema.json, the JSON Schema of a questionnaire's main file, for editors.

    python -m tools.export_schema

The schema is made from the typed model; a test fails when the file is older than the model.
"""

import json
from pathlib import Path
from typing import TypeAlias

from questionnaires.model import Questionnaire

Schema: TypeAlias = "dict[str, Schema] | list[Schema] | str | int | float | bool | None"

TARGET = Path(__file__).parents[1] / "docs/ydan-1.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SIDECAR_PARTS = ("Translation", "TranslatedText")


def schema_text() -> str:
    """Give the schema as the file holds it.

    Translations are files of their own, so their part of the model is left out; so are the titles
    that pydantic derives from names.
    """
    schema = _tidy(Questionnaire.model_json_schema())
    if not isinstance(schema, dict):
        raise TypeError("a model's schema is a mapping")
    _drop(schema.get("properties"), ("translations",))
    _drop(schema.get("$defs"), SIDECAR_PARTS)
    head: dict[str, Schema] = {"$schema": DIALECT, "title": "ydan/1"}
    return json.dumps(head | schema, ensure_ascii=False, indent=1) + "\n"


def _drop(part: Schema, names: tuple[str, ...]) -> None:
    if isinstance(part, dict):
        for name in names:
            part.pop(name, None)


def _tidy(part: Schema) -> Schema:
    if isinstance(part, list):
        return [_tidy(element) for element in part]
    if not isinstance(part, dict):
        return part
    tidy = {
        key: _tidy(value)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str))
    }
    if "patternProperties" in tidy:
        tidy["additionalProperties"] = False
    return tidy


if __name__ == "__main__":
    TARGET.write_text(schema_text(), encoding="utf-8")
