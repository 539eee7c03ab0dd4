"""Values worked out from earlier answers: `calculate`."""
# ruff: noqa: ARG002  # not every type needs every argument of the interface

import math
from collections.abc import Mapping, Sequence

from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Values
from questionnaires.engine.types.note import Note
from questionnaires.engine.types.numbers import format_number
from questionnaires.expression import Value, evaluate


class Calculate(Note):
    """A float or a text; never shown, and whatever is sent for it is ignored."""

    is_shown = False

    def answer_names(self, item_id: str, rows: Sequence[str]) -> tuple[str, ...]:
        """Give its own name."""
        return (item_id,)

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read nothing: finished answers carry the value, and it is worked out anew."""

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Work the value out from the answers on the path so far; true is 1, false 0."""
        if step.calculation is None:
            return
        value = evaluate(step.calculation, values.get)
        if isinstance(value, str):
            values[step.id] = value
        elif isinstance(value, int | float):
            values[step.id] = float(value) + 0.0

    def label(self, step: Step, name: str, answers: Mapping[str, Value], language: str) -> str:
        """Write the value for people."""
        value = answers.get(name)
        if isinstance(value, float) and math.isfinite(value):
            return format_number(value, language)
        return super().label(step, name, answers, language)
