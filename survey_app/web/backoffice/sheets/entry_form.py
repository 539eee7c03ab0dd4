"""What a form of the entry page brought, taken apart once."""

from dataclasses import dataclass
from uuid import UUID

from werkzeug.datastructures import MultiDict

from survey_app.services.sheets.enter_sheet import KeyedSheet
from survey_app.services.sheets.entry_marks import read_mark
from survey_app.services.sheets.keyed_fields import PREFIX, Fields

NUMBER = "sheet-number"
VIEW = "sheet-view"
REASON = "sheet-reason"
CONSENT = "consent"
CONSENT_CODE = f"{PREFIX}{CONSENT}"
OWN = frozenset(
    {"csrf_token", "submission_id", "action", CONSENT, CONSENT_CODE, NUMBER, VIEW, REASON}
)
VIEWS = ("codes", "boxes")
CONSENT_MARKS = {"yes": "1", "no": "2"}
LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class EntryForm:
    """A form as it came in: `fields` are the answers typed, `consent` yes, no or empty.

    `submission_id` is None where it is missing or no UUID; `consent_typed` is what stands in the
    code field.
    """

    submission_id: UUID | None
    number_typed: str
    consent: str
    consent_typed: str
    view: str
    action: str
    reason: str
    fields: Fields

    @property
    def number(self) -> int | None:
        """The number of the sheet, None where it is none."""
        text = self.number_typed.strip()
        is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
        return int(text) if is_number else None

    def sheet(self, submission_id: UUID) -> KeyedSheet:
        """The sheet as the service takes it."""
        return KeyedSheet(submission_id, self.number, self.consent, self.fields)


def read_entry(form: MultiDict[str, str]) -> EntryForm:
    """Take a form apart; nothing in it is refused here."""
    typed = form.get(CONSENT_CODE, "").strip()
    ticked = form.get(CONSENT, "")
    consent = ticked or read_mark(CONSENT_MARKS, typed)
    view = form.get(VIEW, "")
    return EntryForm(
        submission_id=_uuid(form.get("submission_id", "")),
        number_typed=form.get(NUMBER, ""),
        consent=consent if consent in CONSENT_MARKS else "",
        consent_typed=typed or CONSENT_MARKS.get(ticked, ""),
        view=view if view in VIEWS else VIEWS[0],
        action=form.get("action", "check"),
        reason=form.get(REASON, ""),
        fields={name: tuple(form.getlist(name)) for name in form if name not in OWN},
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
