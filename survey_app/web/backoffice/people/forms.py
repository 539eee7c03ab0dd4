"""What the forms of this room say: days, units, roles; what is wrong goes back to its field."""

from dataclasses import dataclass, field
from datetime import date, datetime

from flask import request

from survey_app.refusals import sentence
from survey_app.services.people.grants import NewGrant, NewTerm
from survey_app.services.people.units import match_units
from survey_app.services.permissions import Role
from survey_app.services.refusal import Refusal
from survey_app.web.shared.staff.desk import Desk

FIELD_OF = {
    "bad_login": "login",
    "login_taken": "login",
    "bad_name": "name",
    "contact_too_long": "contact",
    "own_grant": "role",
    "grant_exists": "role",
    "unit_not_found": "unit",
    "term_reversed": "valid_to",
    "term_over": "valid_to",
    "last_administrator": "valid_to",
    "group_too_long": "group",
}
"""Where on a form a refusal is shown; the others stand above it."""

Errors = dict[str, str]


@dataclass
class Typed:
    """The fields of a form as they were typed, and what is wrong with each ('' for the whole)."""

    values: dict[str, str]
    errors: Errors = field(default_factory=dict)

    def refuse(self, desk: Desk, refusal: Refusal) -> None:
        """Put a refusal where it belongs."""
        place = FIELD_OF.get(refusal.code, "")
        self.errors[place if place in self.values else ""] = sentence(refusal, desk.language)


def read_typed(desk: Desk, *names: str) -> Typed:
    """The named fields of a POST; a missing one is empty."""
    return Typed({name: _visible(desk.form.get(name, "")) for name in names})


def read_query(*names: str) -> dict[str, str]:
    """The named parameters of the address; a missing one is empty."""
    return {name: _visible(request.args.get(name, "")) for name in names}


def read_grant(desk: Desk, typed: Typed) -> NewGrant | None:
    """The grant that a form asks for; None, with the errors noted, when it cannot be read."""
    values = typed.values
    role = next((role for role in Role if role.value == values["role"]), None)
    if role is None:
        typed.errors["role"] = desk.say("Choose a role")
    unit_code = None if values["everywhere"] == "yes" else _unit(desk, typed)
    first = _day(desk, typed, "valid_from")
    last = _day(desk, typed, "valid_to")
    if first is None and "valid_from" not in typed.errors:
        typed.errors["valid_from"] = desk.say("Give the first day")
    if typed.errors or role is None or first is None:
        return None
    return NewGrant(role, unit_code, first, last, values["group"])


def read_term(desk: Desk, typed: Typed) -> NewTerm | None:
    """Another last day and group for a grant; None, with the errors noted, when unreadable."""
    last = _day(desk, typed, "valid_to")
    return None if typed.errors else NewTerm(last, typed.values["group"])


def read_version(desk: Desk) -> int:
    """The version of the person that the page showed; one that nobody has when it is not there."""
    return read_number(desk.form.get("version", ""), missing=-1)


def read_number(text: str, *, missing: int) -> int:
    """A whole number from a query or a hidden field."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else missing


def read_day(text: str) -> date | None:
    """A day as a date field sends it (2026-07-01) or people write it (01/07/2026)."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def find_unit_code(desk: Desk, text: str) -> tuple[str, str]:
    """(code, what is wrong) of a unit that was typed by code or name; ('', '') for no text."""
    if not text:
        return "", ""
    match = match_units(desk.context, text, desk.language)
    if match.code:
        return match.code, ""
    if not match.places:
        return "", desk.say("There is no unit like this among yours today")
    places = "; ".join(f"{place.full} ({place.code})" for place in match.places)
    return "", desk.say("Several units are called so; type the code: %(places)s", places=places)


def _visible(text: str) -> str:
    """A text without what cannot be seen, no spaces around."""
    return "".join(sign for sign in text if sign.isprintable()).strip()


def _unit(desk: Desk, typed: Typed) -> str | None:
    code, wrong = find_unit_code(desk, typed.values["unit"])
    if wrong or not code:
        typed.errors["unit"] = wrong or desk.say("Give the unit by its name or code")
        return None
    typed.values["unit"] = code
    return code


def _day(desk: Desk, typed: Typed, name: str) -> date | None:
    text = typed.values[name]
    day = read_day(text)
    if text and day is None:
        typed.errors[name] = desk.say("Write the day like 31/12/2026")
    return day
