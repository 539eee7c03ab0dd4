"""What officers type about collectors, read."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from survey_app.services.collecting.bulk import NewCollectors
from survey_app.services.collecting.change import Change
from survey_app.services.collecting.channels import CHANNELS
from survey_app.services.collecting.issued import Entry, Fault, parse_number
from survey_app.services.collecting.lines import Wanted
from survey_app.services.collecting.make_collector import NewCollector
from survey_app.web.shared.staff.desk import Desk

STATES = ("active", "rotated", "retired")
MOST_PAGE = 1_000_000

REASONS: Mapping[str, str] = {
    "bad_number": "Write a whole number from 0 to 10,000,000, or leave it empty",
    "bad_channel": "Choose one of the channels",
    "unknown_code": "This survey has no QR code of that name",
    "twice": "This code stands twice",
    "bad_line": "Write code;number, for example K7M2QP;50",
    "too_many_lines": "These are too many lines for one go",
    "changed_meanwhile": "Another officer has just typed another number; look and save again",
}
"""Sentences for what is wrong with one field or line."""


@dataclass(slots=True)
class CollectorForm:
    """The fields of one collector as they were typed, and what is wrong with each."""

    raw: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    issued: int | None = None

    @property
    def tags(self) -> dict[str, str]:
        """The tags that were chosen or typed, those left empty omitted."""
        found = {
            name.removeprefix("tag."): value.strip()
            for name, value in self.raw.items()
            if name.startswith("tag.")
        }
        return {group: code for group, code in found.items() if code}

    def one(self, survey_id: int) -> NewCollector:
        """One collector as it was asked for."""
        return NewCollector(
            survey_id,
            unit_code=self.raw.get("unit") or None,
            tags=self.tags,
            label=self.raw.get("label", ""),
            issued=self.issued,
            channel=self.raw.get("channel", ""),
        )

    def all(self, survey_id: int, province: str | None) -> NewCollectors:
        """The collectors of a province as they were asked for."""
        return NewCollectors(
            survey_id,
            province,
            channel=self.raw.get("channel", ""),
            label=self.raw.get("label", ""),
            issued=self.issued,
            tags=self.tags,
        )

    def change(self, survey_id: int, code: str) -> Change:
        """A changed collector as it was typed."""
        version = self.raw.get("version", "")
        is_number = version.isascii() and version.isdigit() and len(version) < 9
        return Change(
            survey_id,
            code,
            version=int(version) if is_number else 0,
            label=self.raw.get("label", ""),
            channel=self.raw.get("channel", ""),
            issued=self.issued,
        )


def printable(text: str) -> str:
    """The text with a mark for each control character: no page and no database can hold those."""
    return "".join(
        "\ufffd" if sign not in "\n\t" and unicodedata.category(sign) == "Cc" else sign
        for sign in text
    )


def read_collector_form(form: MultiDict[str, str], *, kept_channel: str = "") -> CollectorForm:
    """The typed fields; a channel must be one of ours, or the one the collector has already."""
    made = CollectorForm(
        {name: printable(value) for name, value in form.items() if name != "csrf_token"}
    )
    try:
        made.issued = parse_number(made.raw.get("issued", ""))
    except ValueError:
        made.errors["issued"] = "bad_number"
    if made.raw.get("channel", "") not in {*CHANNELS, kept_channel}:
        made.errors["channel"] = "bad_channel"
    return made


def error_sentences(errors: Mapping[str, str], desk: Desk) -> dict[str, str]:
    """The errors in words, by field."""
    return {name: desk.say(REASONS[kind]) for name, kind in errors.items()}


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """What of the list an address asks for; nonsense asks for everything."""
    page = arguments.get("page", "")
    is_number = page.isascii() and page.isdigit() and len(page) < 7
    state, channel = arguments.get("state", ""), arguments.get("channel", "")
    return Wanted(
        words=printable(arguments.get("q", "")).strip(),
        state=state if state in STATES else "",
        channel=channel if channel in CHANNELS else "",
        page=min(int(page), MOST_PAGE) if is_number else 1,
    )


def table_entries(form: MultiDict[str, str]) -> list[Entry]:
    """The numbers typed in the table, each with the one that stood there; lines count from 1."""
    codes = [name.removeprefix("n.") for name in form if name.startswith("n.")]
    return [
        Entry(line, code, printable(form.get(f"n.{code}", "")), form.get(f"was.{code}", ""))
        for line, code in enumerate(codes, 1)
    ]


def fault_sentences(faults: Sequence[Fault], desk: Desk) -> list[str]:
    """A sentence a fault, with its line."""
    return [
        desk.say(
            "Line %(line)s, %(shown)s: %(reason)s",
            line=fault.line,
            shown=fault.shown or "–",
            reason=desk.say(REASONS[fault.kind]),
        )
        for fault in faults
    ]
