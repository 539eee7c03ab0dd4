"""Items with any number of choices: `multiple`."""

from collections.abc import Mapping
from typing import cast

from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Behaviour, Fields, Values
from questionnaires.engine.types.choosing import choice_label, collect_other, validate_other
from questionnaires.expression import Value
from questionnaires.model import MultipleItem


class Multiple(Behaviour):
    """A tuple of codes in the questionnaire's order."""

    opens_text = True
    required_message = "required_choices"

    def read_form(self, step: Step, fields: Fields, values: Values, report: Report) -> None:
        """Read the codes of the ticked boxes."""
        given = [code for text in fields.get(step.id, ()) if (code := text.strip())]
        self._read_codes(step, given, values, report)

    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Read one code."""
        self._read_codes(step, [text], values, report)

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read a list of codes."""
        if isinstance(value, list) and all(isinstance(code, str) for code in value):
            self._read_codes(step, value, values, report)
        else:
            report.add("bad_shape", step.id)

    def _read_codes(self, step: Step, given: list[str], values: Values, report: Report) -> None:
        chosen = set(given)
        if not chosen <= step.choices.keys():
            report.add("unknown_choice", step.id)
        codes = tuple(code for code in step.choices if code in chosen)
        if codes:
            values[step.id] = codes

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Keep the codes, in the questionnaire's order, and the added text if one opens it."""
        chosen = answers.get(step.id)
        if not isinstance(chosen, tuple):
            return
        codes = tuple(code for code in step.choices if code in chosen)
        if codes:
            values[step.id] = codes
            collect_other(step, codes, answers, values)

    def validate(self, step: Step, answers: Mapping[str, Value], report: Report) -> None:
        """Report missing, unknown, too few or many codes and an added text that does not belong."""
        super().validate(step, answers, report)
        chosen = answers.get(step.id)
        validate_other(step, chosen if isinstance(chosen, tuple) else (), answers, report)

    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Report unknown codes, too few or too many, and an exclusive choice among others."""
        item = cast(MultipleItem, step.item)
        if not isinstance(value, tuple) or not all(code in step.choices for code in value):
            report.add("unknown_choice", step.id)
            return
        alone = next((c for code in value if (c := step.choices[code]).exclusive), None)
        if alone is not None:
            if len(value) > 1:
                report.add("exclusive_mixed", step.id, choice=alone.text)
            return
        if item.max is not None and len(value) > item.max:
            report.add("too_many_choices", step.id, maximum=item.max)
        if item.min is not None and len(value) < item.min:
            report.add("too_few_choices", step.id, minimum=item.min)

    def label(self, step: Step, name: str, answers: Mapping[str, Value], language: str) -> str:
        """Give the texts of the choices, with commas."""
        value = answers.get(name)
        if isinstance(value, tuple):
            return ", ".join(choice_label(step, code, answers) for code in value)
        return super().label(step, name, answers, language)
