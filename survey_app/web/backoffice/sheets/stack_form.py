"""The form that begins a stack."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from survey_app.refusals import sentence
from survey_app.services.refusal import Refusal
from survey_app.services.sheets.stacks import NewStack
from survey_app.web.shared.staff.desk import Desk

FIELDS = {"bad_mode": "mode", "bad_expected": "expected", "bad_percent": "check_percent"}
LONGEST = 6


@dataclass(frozen=True, slots=True)
class StackForm:
    """What was typed, what is wrong with which field, and the stack it asks for."""

    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    stack: NewStack | None = None

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.typed.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field, empty for nothing."""
        return self.errors.get(name, "")

    def refused(self, desk: Desk, refusal: Refusal) -> "StackForm":
        """The form with the service's refusal beside its field, or above the form."""
        name = FIELDS.get(refusal.code, "unit" if "unit" in refusal.code else "")
        return replace(self, errors={name: sentence(refusal, desk.language)}, stack=None)


EMPTY_STACK = StackForm({"mode": "paper", "check_percent": "10"})


def read_stack_form(desk: Desk, survey_id: int) -> StackForm:
    """Read the fields; numbers that are none are errors here, the rules are the service's."""
    names = ("unit", "mode", "expected", "check_percent")
    typed = {name: desk.form.get(name, "").strip() for name in names}
    errors = {
        name: desk.say("Write a whole number")
        for name in ("expected", "check_percent")
        if typed[name] and _number(typed[name]) is None
    }
    if errors:
        return StackForm(typed, errors)
    percent = _number(typed["check_percent"])
    wanted = NewStack(
        survey_id,
        typed["unit"] or None,
        mode=typed["mode"],
        expected=_number(typed["expected"]),
        check_percent=0 if percent is None else percent,
    )
    return StackForm(typed, {}, wanted)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
