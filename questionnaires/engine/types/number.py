"""What `integer` and `decimal` share."""

import math
from collections.abc import Mapping
from typing import cast

from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Behaviour, Values
from questionnaires.engine.types.numbers import (
    LIMIT,
    NumberError,
    format_number,
    parse_number,
    parse_point_number,
)
from questionnaires.expression import Value
from questionnaires.model import DecimalItem, IntegerItem


class Number(Behaviour):
    """One number within bounds."""

    is_whole = False

    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Read a number as people type it."""
        try:
            self.keep(step, parse_number(text, is_whole=self.is_whole), values, report)
        except NumberError as error:
            report.add(error.code, step.id)

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read a JSON number, or a text with a decimal point."""
        try:
            if isinstance(value, str):
                self.keep(step, parse_point_number(value.strip()), values, report)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                self.keep(step, value, values, report)
            else:
                report.add("bad_shape", step.id)
        except NumberError as error:
            report.add(error.code, step.id)

    def keep(self, step: Step, value: float, values: Values, report: Report) -> None:
        """Keep a number in the type of the item; report one that does not fit it."""
        if isinstance(value, float) and not math.isfinite(value):
            report.add("not_a_number", step.id)
        elif abs(value) > LIMIT:
            code = "too_large" if value > 0 else "too_small"
            report.add(code, step.id, maximum=LIMIT, minimum=-LIMIT)
        elif self.is_whole and value != int(value):
            report.add("not_an_integer", step.id)
        else:
            values[step.id] = self.convert(value)

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Keep the number in the type of the item."""
        value = answers.get(step.id)
        if isinstance(value, int | float) and not isinstance(value, bool):
            values[step.id] = self.convert(value)

    def convert(self, value: float) -> float:
        """Give the number in the type of the item; one that does not fit it stays as it is."""
        if not abs(value) <= LIMIT:
            return value
        if not self.is_whole:
            return float(value) + 0.0
        return int(value) if value == int(value) else value

    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Report a number outside the item's bounds."""
        item = cast(IntegerItem | DecimalItem, step.item)
        if isinstance(value, bool) or not isinstance(value, int | float):
            report.add("not_a_number", step.id)
            return
        checked: Values = {}
        self.keep(step, value, checked, report)
        if not checked:
            return
        if item.min is not None and value < item.min:
            report.add("too_small", step.id, minimum=format_number(item.min, report.language))
        if item.max is not None and value > item.max:
            report.add("too_large", step.id, maximum=format_number(item.max, report.language))

    def label(self, step: Step, name: str, answers: Mapping[str, Value], language: str) -> str:
        """Write the number for people."""
        value = answers.get(name)
        if isinstance(value, int | float) and abs(value) <= LIMIT:
            return format_number(value, language)
        return super().label(step, name, answers, language)
