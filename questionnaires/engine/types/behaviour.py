"""What the engine asks of an item type."""
# ruff: noqa: ARG002  # not every type needs every argument of the interface

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from questionnaires.characters import find_hidden, tidy
from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.expression import Value

Fields: TypeAlias = Mapping[str, Sequence[str]]
Values: TypeAlias = dict[str, Value]

MAX_OTHER = 200


class Behaviour(ABC):
    """Reads, checks, tidies and words the answers of one item type; holds no state.

    The default methods suit a type whose one answer stands under the item's id.
    """

    is_shown = True
    is_asked = True
    opens_text = False
    """Whether a choice with `other` opens a text box."""
    required_message = "required"

    def answer_names(self, item_id: str, rows: Sequence[str]) -> tuple[str, ...]:
        """Give the names its answers stand under, the added text aside."""
        return (item_id,)

    def form_fields(
        self,
        item_id: str,
        rows: Sequence[str],
        codes: Sequence[str],
    ) -> tuple[str, ...]:
        """Give the names of its form fields, the added text aside."""
        return self.answer_names(item_id, rows)

    def read_form(self, step: Step, fields: Fields, values: Values, report: Report) -> None:
        """Read the form's fields into `values`; what cannot be read is reported and left out."""
        text = one_field(fields, step.id, report)
        if text is not None:
            self.read_text(step, text, values, report)

    @abstractmethod
    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Read the one field of the form."""

    @abstractmethod
    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read the value of a JSON document, which is not null."""

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Put the answers that count into `values`, in their final form."""
        value = answers.get(step.id)
        if value is not None:
            values[step.id] = value

    def validate(self, step: Step, answers: Mapping[str, Value], report: Report) -> None:
        """Report what is wrong with the answers of an item on the path."""
        value = answers.get(step.id)
        if value is None or value in ("", ()):
            if step.required:
                report.add("required", step.id, message=self.required_message)
        else:
            self.validate_value(step, value, report)

    @abstractmethod
    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Report what is wrong with the one value that was given."""

    def label(self, step: Step, name: str, answers: Mapping[str, Value], language: str) -> str:
        """Word the answer under `name` for people; empty if there is none."""
        value = answers.get(name)
        return "" if value is None else str(value)


def one_field(fields: Fields, name: str, report: Report) -> str | None:
    """Give the one value of a field, None if blank or absent; two values are a problem."""
    found = fields.get(name)
    if not found:
        return None
    if len(found) == 1:
        return found[0].strip() or None
    given = [text for text in found if text.strip()]
    if len(given) > 1:
        report.add("repeated", name)
        return None
    return given[0].strip() if given else None


def read_other(name: str, text: object, values: Values, report: Report) -> None:
    """Read the text added to a choice."""
    if not isinstance(text, str):
        report.add("bad_shape", name)
        return
    text = tidy(text)
    if text:
        values[name] = text


def validate_text(name: str, value: Value, maximum: int, report: Report) -> None:
    """Report a text that is too long or holds characters that nobody can see."""
    if not isinstance(value, str):
        report.add("bad_shape", name)
        return
    if len(value) > maximum:
        report.add("too_long", name, length=len(value), maximum=maximum)
    if find_hidden(value):
        report.add("bad_character", name)
