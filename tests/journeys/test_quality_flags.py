"""Flags through the citizen's forms: the clock is turned, the flags are looked at in the store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.client import Page
from tests.support.site import Site

DESIGN = """
format: ydan/1
id: co-chat-luong
title: Cờ chất lượng
consent: {text: Đồng ý?, yes: Có, no: Không}
lists:
  muc: [{code: "1", text: Kém}, {code: "2", text: Vừa}, {code: "3", text: Tốt}]
pages:
- id: a
  items:
  - {id: luoi, type: grid, text: Lưới, choices: muc, rows: [ROWS]}
- id: b
  items:
  - {id: cau, type: grid, text: Lưới khác, choices: muc, rows: [ROWS]}
"""
ROWS = ", ".join(f"{{code: r{n}, text: Dòng {n}}}" for n in range(1, 8))
MIXED = {f"{item}.r{n}": str(1 + n % 3) for item in ("luoi", "cau") for n in range(1, 8)}
FLAT = dict.fromkeys(MIXED, "2")


@pytest.fixture
def path(site: Site, tmp_path: Path) -> str:
    """The address of a survey of two grids, a screen each."""
    file = tmp_path / "design.yaml"
    file.write_text(DESIGN.replace("ROWS", ROWS), encoding="utf-8")
    return f"/s/{site.publish(file)}"


def walk(site: Site, path: str, answers: dict[str, str], *, pause_s: int = 0) -> Page:
    """From the consent to the thanks, waiting on every screen."""
    page = site.client.agree(path)
    while ("action", "send") not in [button[:2] for button in page.buttons()]:
        site.clock.now += timedelta(seconds=pause_s)
        page = site.client.answer(path, page, "next", here(page, answers))
    site.clock.now += timedelta(seconds=pause_s)
    return site.client.answer(path, page, "send", here(page, answers))


def here(page: Page, answers: dict[str, str]) -> dict[str, str]:
    return {name: code for name, code in answers.items() if name.split(".")[0] in page.items}


def flags(site: Site) -> list[list[str]]:
    return sorted(row["flags"] for row in site.stored())  # type: ignore[type-var,misc]  # lists of texts


def test_a_sheet_read_at_leisure_has_no_flag(site: Site, path: str) -> None:
    walk(site, path, MIXED, pause_s=30)
    assert flags(site) == [[]]


def test_a_sheet_sent_at_once_was_not_read(site: Site, path: str) -> None:
    walk(site, path, MIXED)
    assert flags(site) == [["speed"]]


def test_a_walk_of_several_screens_counts_from_the_first(site: Site, path: str) -> None:
    """Each screen takes less than the floor of the whole; together they take more."""
    walk(site, path, MIXED, pause_s=8)
    assert flags(site) == [[]]


def test_a_form_of_yesterday_that_is_sent_again_is_not_fast(site: Site, path: str) -> None:
    page = site.client.agree(path)
    site.clock.now += timedelta(hours=25)
    page = site.client.answer(path, page, "next", here(page, MIXED))
    assert page.status == 422
    page = site.client.answer(path, page, "next", here(page, MIXED))
    site.client.answer(path, page, "send", here(page, MIXED))
    assert flags(site) == [[]]


def test_the_conflict_page_keeps_the_age_of_the_form(site: Site, path: str) -> None:
    page = site.client.agree(path)
    page = site.client.answer(path, page, "next", here(page, MIXED))
    site.clock.now += timedelta(seconds=60)
    site.client.answer(path, page, "send", here(page, MIXED))
    conflict = site.client.answer(path, page, "send", {**here(page, MIXED), "cau.r1": "1"})
    assert conflict.status == 409
    site.client.press(path, conflict, ("action", "send"))
    assert flags(site) == [[], []]


def test_the_same_code_everywhere_is_a_straight_line(site: Site, path: str) -> None:
    walk(site, path, FLAT, pause_s=30)
    assert flags(site) == [["straight"]]


def test_the_second_sheet_with_the_same_answers_is_a_copy(site: Site, path: str) -> None:
    for pause_s in (20, 25):
        walk(site, path, MIXED, pause_s=pause_s)
    assert flags(site) == [[], ["identical"]]
    site.clock.now += timedelta(hours=1)
    walk(site, path, MIXED, pause_s=20)
    assert flags(site) == [[], [], ["identical"]]


def test_the_phones_queue_has_no_form_and_no_speed(site: Site, path: str) -> None:
    answers = {
        item: {
            name.partition(".")[2]: code for name, code in MIXED.items() if name.startswith(item)
        }
        for item in ("luoi", "cau")
    }
    document = {
        "submission_id": str(uuid4()),
        "collector": path[3:],
        "consent": True,
        "answers": answers,
    }
    for _ in range(2):  # a repeat is no copy of itself
        reply = site.client.flask.post("/api/v1/responses", json=document)
    assert reply.status_code == 200
    assert flags(site) == [[]]


def test_only_names_are_kept(site: Site, path: str) -> None:
    walk(site, path, FLAT)
    (row,) = site.stored()
    assert row["flags"] == ["speed", "straight"]
    assert set(row) == {"answers", "tags", "flags", "collector", "mode"}
