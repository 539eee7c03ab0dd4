"""The small types of the model: names, codes, texts, flags."""

import re
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

NAME_PATTERN = r"^[a-z][a-z0-9_]*$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
CODE_PATTERN = r"^[^\s.]+$"


def _matching(pattern: str, code: str) -> AfterValidator:
    expression = re.compile(pattern)

    def check(value: str) -> str:
        if not expression.fullmatch(value):
            raise PydanticCustomError(code, "does not match {pattern}", {"pattern": pattern})
        return value

    return AfterValidator(check)


def _flag(value: object) -> object:
    if value in ("true", "false"):
        return value == "true"
    if not isinstance(value, bool):
        raise PydanticCustomError("bool_type", "true or false")
    return value


Flag = Annotated[bool, BeforeValidator(_flag)]
"""True or false, and nothing that merely looks like it (`no`, `on`, `1`)."""

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40),
    _matching(NAME_PATTERN, "bad_name"),
    Field(json_schema_extra={"pattern": NAME_PATTERN}),
]
"""An id that expressions and form fields can carry."""

Identifier = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80),
    _matching(r"^[a-z][a-z0-9_-]*$", "bad_name"),
    Field(json_schema_extra={"pattern": r"^[a-z][a-z0-9_-]*$"}),
]
"""The id of a questionnaire: also the name of its folder."""

Code = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40),
    _matching(CODE_PATTERN, "bad_code"),
    Field(json_schema_extra={"pattern": CODE_PATTERN}),
]
"""The stored code of a choice or row, kept as typed: `no`, `012`, `60+`."""

Language = Annotated[
    str,
    _matching(LANGUAGE_PATTERN, "bad_language"),
    Field(json_schema_extra={"pattern": LANGUAGE_PATTERN}),
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
"""Words that people read; never empty."""

LooseText = Annotated[str, StringConstraints(max_length=20_000)]
"""Words that people read; may be left out."""

Condition = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
"""The text of an expression; the checker parses it."""


class Part(BaseModel):
    """Base of everything in a questionnaire: immutable, without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
