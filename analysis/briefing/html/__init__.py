"""The outline as one page: print-ready A4, readable on a phone, nothing loaded from elsewhere."""

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from analysis.briefing.html.blocks import Numbering, render_block
from analysis.briefing.html.elements import Html, raw, tag
from analysis.briefing.outline import Block, Figure, Outline, Paragraph, Section, Table
from analysis.charts.typeface import STACK, embedded_css
from analysis.wording import say

POLICY = (
    "default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; "
    "form-action 'none'"
)
STATED = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"<>]+)">')


def render(outline: Outline) -> str:
    """A whole HTML document: self-contained, no script, no request to any host."""
    body = _body(outline)
    style = "".join((embedded_css(body + body.upper()), _sheet(), _marker_rule(outline.marker)))
    policy = POLICY.format(digest=b64encode(sha256(style.encode()).digest()).decode())
    head = tag(
        "head",
        raw('<meta charset="utf-8">'),
        raw('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        raw(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("title", f"{outline.title} – {outline.kind}"),
        tag("style", raw(style)),
    )
    page = tag("html", head, body, lang=outline.language)
    return f"<!DOCTYPE html>\n{page}\n"


def policy_of(page: bytes) -> str:
    """The content security policy that a rendered page states: its own style and nothing else.

    Raises ValueError for a page that `render` did not make.
    """
    found = STATED.search(page[:2_000])
    if found is None:
        raise ValueError("the page states no policy")
    return found[1].decode("ascii")


@cache
def _sheet() -> str:
    text = Path(__file__).with_name("briefing.css").read_text(encoding="utf-8")
    return text.replace("{{stack}}", STACK)


def _marker_rule(marker: str) -> str:
    """The marker at the foot of every printed page; it is our own text, with no quote in it."""
    return f'@page{{@bottom-center{{content:"{marker}"}}}}' if marker else ""


def _body(outline: Outline) -> Html:
    ids = Numbering()
    content = tag(
        "main",
        _title(outline),
        _section(outline.summary, ids, level=2),
        _contents(outline),
        *(_section(section, ids, level=2) for section in outline.sections),
    )
    foot = tag("footer", *(tag("p", line, class_="note") for line in outline.foot))
    return tag("body", _letterhead(outline), content, foot)


def _letterhead(outline: Outline) -> Html:
    marker = tag("p", outline.marker, class_="marker") if outline.marker else raw("")
    agency = [tag("p", outline.agency_parent, class_="parent")] if outline.agency_parent else []
    agency.append(tag("p", outline.agency, class_="agency"))
    where = f"{outline.place}, {outline.date_line}" if outline.place else outline.date_line
    return tag("header", marker, tag("div", *agency), tag("p", where, class_="place"))


def _title(outline: Outline) -> Html:
    return tag(
        "div",
        tag("p", outline.kind, class_="kind"),
        tag("h1", outline.title),
        *(tag("p", line, class_="state") for line in outline.head),
        class_="title",
    )


def _contents(outline: Outline) -> Html:
    entries = (
        tag("li", tag("a", section.title, href=f"#{section.key}")) for section in outline.sections
    )
    name = say("briefing.contents")
    return tag(
        "nav", tag("h2", name, id="contents"), tag("ol", *entries), aria_labelledby="contents"
    )


def _count_kept(blocks: Sequence[Block]) -> int:
    """How many of the first blocks stay on one page with their heading: a note and what it is of.

    Example: a note, then a sentence, then a figure gives 2.
    """
    notes = 1 if blocks and isinstance(blocks[0], Paragraph) and blocks[0].kind == "note" else 0
    is_short = len(blocks) > notes and isinstance(blocks[notes], Paragraph | Table | Figure)
    return notes + is_short


def _section(section: Section, ids: Numbering, *, level: int) -> Html:
    heading = tag(f"h{min(level, 6)}", section.title)
    blocks = [render_block(block, ids) for block in section.blocks]
    kept = _count_kept(section.blocks)
    if kept:
        blocks[:kept] = [tag("div", heading, *blocks[:kept], class_="keep")]
    else:  # a list may be long: it may break, though not right after its heading
        blocks.insert(0, heading)
    return tag(
        "section",
        *blocks,
        *(_section(inner, ids, level=level + 1) for inner in section.sections),
        id=section.key,
    )


__all__ = ["policy_of", "render"]
