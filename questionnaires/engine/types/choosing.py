"""What the types with choices share: the text added to a choice, and labels."""

from collections.abc import Mapping

from questionnaires.characters import tidy
from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import MAX_OTHER, Values, validate_text
from questionnaires.expression import Value


def opens_other(step: Step, codes: tuple[str, ...]) -> bool:
    """Tell whether one of the chosen codes opens the text box."""
    return any((choice := step.choices.get(code)) is not None and choice.other for code in codes)


def collect_other(
    step: Step, codes: tuple[str, ...], answers: Mapping[str, Value], values: Values
) -> None:
    """Keep the added text if its choice is chosen."""
    if step.other_field is None:
        return
    text = answers.get(step.other_field)
    if isinstance(text, str) and (text := tidy(text)) and opens_other(step, codes):
        values[step.other_field] = text


def validate_other(
    step: Step, codes: tuple[str, ...], answers: Mapping[str, Value], report: Report
) -> None:
    """Report an added text that is bad, or whose choice is not chosen."""
    if step.other_field is None or step.other is None:
        return
    text = answers.get(step.other_field)
    if text is None or text == "":
        return
    if not opens_other(step, codes):
        report.add("other_without_choice", step.other_field, choice=step.other.text)
    validate_text(step.other_field, text, MAX_OTHER, report)


def choice_label(step: Step, code: str, answers: Mapping[str, Value]) -> str:
    """Word a chosen code: its text, or the text that was added to it."""
    choice = step.choices.get(code)
    if choice is None:
        return ""
    added = answers.get(step.other_field) if choice.other and step.other_field else None
    return added if isinstance(added, str) and added else choice.text
