"""The form of a draft, read strictly."""

import re
from datetime import date

from werkzeug.datastructures import MultiDict

from survey_app.services.briefing.settings import LINES, BriefingSettings, move_item
from survey_app.services.refusal import Refusal

ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
WRITTEN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MOST_FIELDS = 1_000


def read_settings_form(form: MultiDict[str, str]) -> BriefingSettings:
    """The choices that a form holds. Raises Refusal `bad_day`."""
    comments = form.get("comments", "none")
    return BriefingSettings(
        **{name: form.get(name, "") for name in LINES},
        meeting_day=read_day(form.get("meeting_day", "")),
        order=tuple(form.getlist("order")[:MOST_FIELDS]),
        items=tuple(form.getlist("items")[:MOST_FIELDS]),
        groups=tuple(form.getlist("groups")[:MOST_FIELDS]),
        comments="all" if comments == "all" else "chosen" if comments == "chosen" else "none",
        chosen=tuple(form.getlist("chosen")[:MOST_FIELDS]),
        topics=form.get("topics") == "yes",
    )


def read_day(text: str) -> date | None:
    """A day as a browser sends it or as somebody typed it; None for nothing.

    Raises Refusal `bad_day`.
    """
    text = text.strip()
    if not text:
        return None
    iso, written = ISO.fullmatch(text), WRITTEN.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if written:
            return date(int(written[3]), int(written[2]), int(written[1]))
    except ValueError:
        pass
    raise Refusal("bad_day")


def read_move(
    form: MultiDict[str, str], settings: BriefingSettings
) -> tuple[BriefingSettings, str]:
    """The settings after the button that moves a question, and that question ("" for none)."""
    item_id, _, way = form.get("move", "").partition(":")
    if way not in ("up", "down"):
        return settings, ""
    return move_item(settings, item_id, up=way == "up"), item_id


def read_version(form: MultiDict[str, str]) -> int:
    """The version of the draft that the form was made of; 0, which none has, if bad."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
