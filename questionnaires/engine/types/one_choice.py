"""Items with one choice: `single` and `scale`."""

from collections.abc import Mapping

from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Behaviour, Values
from questionnaires.engine.types.choosing import choice_label, collect_other, validate_other
from questionnaires.expression import Value


class OneChoice(Behaviour):
    """The code of a choice."""

    opens_text = True
    required_message = "required_choice"

    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Read the code of a radio button."""
        if text in step.choices:
            values[step.id] = text
        else:
            report.add("unknown_choice", step.id)

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read a code."""
        if isinstance(value, str):
            self.read_text(step, value, values, report)
        else:
            report.add("bad_shape", step.id)

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Keep the code, and the added text if the code opens it."""
        code = answers.get(step.id)
        if isinstance(code, str) and code:
            values[step.id] = code
            collect_other(step, (code,), answers, values)

    def validate(self, step: Step, answers: Mapping[str, Value], report: Report) -> None:
        """Report a missing or unknown code, and an added text that does not belong."""
        super().validate(step, answers, report)
        code = answers.get(step.id)
        validate_other(step, (code,) if isinstance(code, str) else (), answers, report)

    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Report a code that is none of the choices."""
        if not isinstance(value, str) or value not in step.choices:
            report.add("unknown_choice", step.id)

    def label(self, step: Step, name: str, answers: Mapping[str, Value], language: str) -> str:
        """Give the text of the choice."""
        value = answers.get(name)
        if name == step.id and isinstance(value, str):
            return choice_label(step, value, answers)
        return super().label(step, name, answers, language)
