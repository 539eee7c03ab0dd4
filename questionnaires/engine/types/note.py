"""Words to read: `note`."""
# ruff: noqa: ARG002  # not every type needs every argument of the interface

from collections.abc import Mapping, Sequence

from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Behaviour, Fields, Values
from questionnaires.expression import Value


class Note(Behaviour):
    """No answer; one that is sent all the same is a problem in JSON, ignored in a form."""

    is_asked = False

    def answer_names(self, item_id: str, rows: Sequence[str]) -> tuple[str, ...]:
        """Give no name."""
        return ()

    def read_form(self, step: Step, fields: Fields, values: Values, report: Report) -> None:
        """Read nothing."""

    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Read nothing."""

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Refuse any value."""
        report.add("unknown_item", step.id)

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Keep nothing."""

    def validate(self, step: Step, answers: Mapping[str, Value], report: Report) -> None:
        """Find nothing wrong."""

    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Find nothing wrong."""
