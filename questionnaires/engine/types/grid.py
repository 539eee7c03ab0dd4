"""Items with a choice for each row: `grid`."""
# ruff: noqa: ARG002  # not every type needs every argument of the interface

from collections.abc import Mapping, Sequence

from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Behaviour, Fields, Values, one_field
from questionnaires.engine.types.choosing import choice_label
from questionnaires.expression import Value


class Grid(Behaviour):
    """A code for each row, under `<item>.<row>`."""

    required_message = "required_row"

    def answer_names(self, item_id: str, rows: Sequence[str]) -> tuple[str, ...]:
        """Give one name for each row."""
        return tuple(f"{item_id}.{row}" for row in rows)

    def read_form(self, step: Step, fields: Fields, values: Values, report: Report) -> None:
        """Read the code of each row's radio button."""
        for name in step.answer_names:
            code = one_field(fields, name, report)
            if code is not None:
                self._read_code(step, name, code, values, report)

    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Refuse a code for the whole grid."""
        self.read_json(step, text, values, report)

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read a mapping from rows to codes."""
        if not isinstance(value, Mapping):
            report.add("bad_shape", step.id)
            return
        for row, code in value.items():
            name = f"{step.id}.{row}"
            if row not in step.rows:
                report.add("unknown_row", name)
            elif isinstance(code, str):
                self._read_code(step, name, code, values, report)
            elif code is not None:
                report.add("bad_shape", name)

    def _read_code(self, step: Step, name: str, code: str, values: Values, report: Report) -> None:
        if code in step.choices:
            values[name] = code
        else:
            report.add("unknown_choice", name)

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Keep the code of each answered row."""
        for name in step.answer_names:
            code = answers.get(name)
            if isinstance(code, str) and code:
                values[name] = code

    def validate(self, step: Step, answers: Mapping[str, Value], report: Report) -> None:
        """Report each row that is unanswered though required, or has an unknown code."""
        for name in step.answer_names:
            code = answers.get(name)
            if code is None or code == "":
                if step.required:
                    report.add("required", name, message=self.required_message)
            elif not isinstance(code, str) or code not in step.choices:
                report.add("unknown_choice", name)

    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Report a value for the whole grid."""
        report.add("bad_shape", step.id)

    def label(self, step: Step, name: str, answers: Mapping[str, Value], language: str) -> str:
        """Give the text of a row's choice."""
        value = answers.get(name)
        if isinstance(value, str):
            return choice_label(step, value, answers)
        return super().label(step, name, answers, language)
