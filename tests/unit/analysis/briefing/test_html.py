import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest

from analysis.briefing import BriefingFacts, build_outline, render
from analysis.briefing.html import policy_of
from analysis.briefing.html.elements import raw, tag, words
from tests.support.briefings import make_facts, with_comments, with_valid

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
PAGES: dict[str, BriefingFacts] = {
    "full": with_comments(make_facts()),
    "quiz": replace(make_facts(), kind="quiz"),
    "empty": with_valid(make_facts(), 0),
    "few": with_valid(make_facts(), 3),
    "hidden": with_valid(make_facts(), 40),
}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: render(build_outline(facts)) for name, facts in PAGES.items()}


each = pytest.mark.parametrize("name", list(PAGES))


def _parse(page: str) -> Element:
    parser = html5lib.HTMLParser(strict=True)
    return parser.parse(page)


@each
def test_page_is_valid_html(pages: dict[str, str], name: str) -> None:
    assert _parse(pages[name]).get("lang") == "vi"


@each
def test_page_has_no_script_and_asks_no_host(pages: dict[str, str], name: str) -> None:
    page = pages[name]
    assert "<script" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:)?//", page)
    addresses = set(re.findall(r"https?://[^\"'\s<)]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in page


@each
def test_ids_are_unique_and_references_lead_somewhere(pages: dict[str, str], name: str) -> None:
    root = _parse(pages[name])
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for attribute in ("aria-labelledby", "aria-describedby"):
            assert element.get(attribute) is None or element.get(attribute) in ids
        if element.get("href"):
            assert element.get("href").removeprefix("#") in ids


@each
def test_one_h1_and_headings_in_order(pages: dict[str, str], name: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", pages[name])]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@each
def test_tables_have_captions_and_scopes(pages: dict[str, str], name: str) -> None:
    for table in _parse(pages[name]).iter(f"{XHTML}table"):
        assert table.find(f"{XHTML}caption").text
        assert all(head.get("scope") for head in table.iter(f"{XHTML}th"))
        widths = {
            sum(int(cell.get("colspan") or 1) for cell in row) for row in table.iter(f"{XHTML}tr")
        }
        assert len(widths) == 1


def test_title_starts_with_the_heading(pages: dict[str, str]) -> None:
    title = re.search(r"<title>(.*?)</title>", pages["full"])
    assert title is not None
    assert title.group(1).startswith(PAGES["full"].title)


def test_demonstration_is_marked_on_the_page_and_on_every_sheet(pages: dict[str, str]) -> None:
    assert '<p class="marker">SỐ LIỆU TRÌNH DIỄN</p>' in pages["full"]
    assert '@bottom-center{content:"SỐ LIỆU TRÌNH DIỄN"}' in pages["full"]
    real = render(build_outline(replace(make_facts(), demonstration=False)))
    assert "TRÌNH DIỄN" not in real


def test_paper_is_a4_with_the_margins_of_state_documents(pages: dict[str, str]) -> None:
    assert re.search(r"@page \{ size: A4; margin: 20mm 15mm 20mm 30mm;", pages["full"])


def test_each_picture_comes_wide_and_narrow(pages: dict[str, str]) -> None:
    root = _parse(pages["full"])
    pictures = list(root.iter(f"{SVG}svg"))
    assert len(pictures) % 2 == 0
    assert {picture.get("width") for picture in pictures} == {"640", "340"}
    assert all(picture.get("role") == "img" for picture in pictures)


@each
def test_sampling_error_is_never_claimed(pages: dict[str, str], name: str) -> None:
    assert "sai số mẫu" not in pages[name].casefold()


EVIL = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{}"


def test_hostile_texts_stay_texts() -> None:
    facts = make_facts()
    items = tuple(
        replace(
            item,
            text=EVIL,
            hint=EVIL,
            asked_of=EVIL,
            choices=tuple(replace(choice, text=EVIL + choice.code) for choice in item.choices),
            rows=tuple(replace(row, text=EVIL) for row in item.rows),
            groups=tuple(
                replace(
                    group,
                    label=EVIL,
                    levels=tuple(replace(level, text=EVIL) for level in group.levels),
                )
                for group in item.groups
            ),
        )
        for item in facts.items
    )
    hostile = replace(
        facts, title=EVIL, conductor=EVIL, agency_parent=EVIL, place=EVIL, items=items,
        indicators=tuple(replace(i, text=EVIL) for i in facts.indicators),
        margins=tuple(replace(m, label=EVIL, source=EVIL, universe=EVIL) for m in facts.margins),
    )  # fmt: skip
    page = render(build_outline(with_comments(hostile)))
    root = _parse(page)
    assert not list(root.iter(f"{XHTML}script"))
    assert not list(root.iter(f"{XHTML}img"))
    assert next(root.iter(f"{XHTML}h1")).text == EVIL


def test_intervals_stay_on_one_line() -> None:
    text = "tỷ lệ < 60 (khoảng 61,6–67,5\u00a0%) – nhóm “a–b”"
    assert words(text) == (
        'tỷ lệ &lt; 60 (khoảng <span class="nb">61,6–67,5\u00a0%</span>) – nhóm “a–b”'
    )


def test_elements_escape_texts_and_attributes() -> None:
    assert tag("p", "<b>", raw("<i></i>"), class_='"x"') == (
        '<p class="&quot;x&quot;">&lt;b&gt;<i></i></p>'
    )


@each
def test_page_allows_its_own_style_by_hash_and_nothing_else(
    pages: dict[str, str], name: str
) -> None:
    page = pages[name]
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = policy_of(page.encode())
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy


def test_a_page_of_another_make_has_no_policy() -> None:
    with pytest.raises(ValueError, match="no policy"):
        policy_of(b"<!DOCTYPE html><title>x</title>")


def test_a_note_and_its_sentence_stay_with_the_question() -> None:
    facts = make_facts()
    items = tuple(replace(item, asked_of="ai \u0111\u00f3") for item in facts.items)
    page = render(build_outline(replace(facts, items=items)))
    assert re.search(r'<div class="keep"><h3>[^<]*</h3><p class="note">Chỉ hỏi: ai đó.</p><p', page)
