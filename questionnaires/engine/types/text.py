"""Words of the respondent's own: `text`."""

from collections.abc import Mapping
from typing import cast

from questionnaires.characters import tidy
from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Behaviour, Values, validate_text
from questionnaires.expression import Value
from questionnaires.model import TextItem

DEFAULT_MAX_LENGTH = 1_000


class Text(Behaviour):
    """A text in NFC without blank ends."""

    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Read the text as typed."""
        self.read_json(step, text, values, report)

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read a text; a blank one is no answer."""
        if not isinstance(value, str):
            report.add("bad_shape", step.id)
        elif text := tidy(value):
            values[step.id] = text

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Keep the text, tidied."""
        value = answers.get(step.id)
        if isinstance(value, str) and (text := tidy(value)):
            values[step.id] = text

    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Report a text that is too long or holds hidden characters."""
        maximum = cast(TextItem, step.item).max_length or DEFAULT_MAX_LENGTH
        validate_text(step.id, value, maximum, report)
