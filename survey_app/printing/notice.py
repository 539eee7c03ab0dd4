"""The A4 notice that hangs on a village board: place, survey, QR symbol at 100 mm, what to know."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files

import font_source_sans_pro
import typst

from survey_app.printing.places import begin_sentence
from survey_app.printing.qr import draw_svg, make_symbol
from survey_app.printing.wording import NoticeWords, read_words

MOST_PROVINCE = 40
MOST_LABEL = 90  # characters, on one line at the foot
SYMBOL_MM = 100  # dark edge to dark edge, readable from a metre away


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a notice says, in plain text; `closes_at` is in the time zone to be printed.

    `label` tells officers which of several notices of one place this is; it stands small at the
    foot.
    """

    address: str
    code: str
    title: str
    place: str = ""
    label: str = ""
    conductor: str = ""
    contact: str = ""
    privacy_mode: str = "confidential"
    closes_at: datetime | None = None
    demonstration: bool = False
    language: str = "vi"


def render_notice(notice: Notice) -> bytes:
    """A tagged one-page A4 PDF in the package's own fonts; texts are data, never mark-up."""
    return render_notices([notice])


def render_notices(notices: Sequence[Notice]) -> bytes:
    """The notices in one PDF, a page each: title and language of the file are the first one's.

    Takes about 7 ms and 1 MB of memory a page, so that thousands are rendered in parts (`many`).
    """
    content = json.dumps([describe_notice(notice) for notice in notices], ensure_ascii=False)
    with as_file(files("survey_app.printing") / "notice.typ") as template:
        pdf: bytes = typst.compile(
            str(template),
            font_paths=[_fonts_folder()],
            ignore_system_fonts=True,
            sys_inputs={"notices": content},
            pdf_standards=["ua-1"],
        )
    return pdf


def describe_notice(notice: Notice) -> dict[str, object]:
    """The JSON document that the template lays out."""
    words = read_words(notice.language)["notice"]
    symbol = make_symbol(notice.address)
    shown = shown_address(notice.address)
    return {
        "language": notice.language,
        "place": begin_sentence(_keep_together(plain(notice.place))) or words["everywhere"],
        "label": words["hangs_at"].format(label=_short(notice.label)) if notice.label else "",
        "invitation": words["invitation"] if notice.place else "",
        "title": plain(notice.title),
        "demonstration": words["demonstration"] if notice.demonstration else "",
        "qr": draw_svg(symbol, shown),
        "qr_text": words["qr_text"].format(address=shown),
        "symbol_mm": SYMBOL_MM,
        "framed_mm": SYMBOL_MM * symbol.framed_size / symbol.size,
        "address_label": words["address"],
        "address": shown,
        "code_label": words["code"],
        "code": plain(notice.code).upper(),
        "steps_title": words["steps_title"],
        "steps": words["steps"],
        "facts_title": words["facts_title"],
        "facts": _facts(notice, words),
    }


def _facts(notice: Notice, words: NoticeWords) -> list[str]:
    facts = [words["privacy"][notice.privacy_mode], _until(notice.closes_at, words)]
    if notice.conductor:
        facts.insert(0, words["conductor"].format(conductor=plain(notice.conductor).rstrip(".")))
    if notice.contact:
        facts.append(words["contact"].format(contact=plain(notice.contact).rstrip(".")))
    return facts


def _until(closes_at: datetime | None, words: NoticeWords) -> str:
    if closes_at is None:
        return words["until_told"]
    return words["until"].format(hour=f"{closes_at:%H:%M}", day=f"{closes_at:%d/%m/%Y}")


def shown_address(address: str) -> str:
    """The address for the eye: lower case, without 'https://', which every phone adds by itself."""
    return address.lower().removeprefix("https://")


def _keep_together(place: str) -> str:
    """The place with a province that is never broken: 'Phường Giảng Võ, / thành phố Hà Nội'."""
    commune, comma, province = place.rpartition(", ")
    if len(province) > MOST_PROVINCE:
        return place
    return commune + comma + province.replace(" ", "\u00a0") if comma else place


def _short(text: str) -> str:
    line = plain(text)
    return line if len(line) <= MOST_LABEL else f"{line[: MOST_LABEL - 1]}…"


def plain(text: str) -> str:
    """NFC on one line, without control and formatting characters."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(character for character in line if unicodedata.category(character)[0] != "C")


def _fonts_folder() -> str:
    return str(files(font_source_sans_pro) / "files")
