"""Flags at acceptance: what is flagged, what is not, and what it costs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from questionnaires.engine import Answers
from questionnaires.model import Questionnaire
from questionnaires.reader import read_text
from survey_app.services.answering.quality_flags import (
    Arrival,
    flat_blocks,
    is_too_fast,
    quality_flags,
    straight_lines,
)
from survey_app.services.answering.quality_flags_recent import BURST_SHEETS, RecentSheets
from tests.support.steps import count_calls

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HEAD = """
format: ydan/1
id: co
title: Phiếu thử
consent: {text: Đồng ý?, yes: Có, no: Không}
privacy: {mode: MODE}
lists:
  muc:
  - {code: "1", text: Kém}
  - {code: "2", text: Vừa}
  - {code: "3", text: Tốt}
  - {code: "0", text: Không biết, missing: true}
pages:
- id: a
  items:
  - {id: luoi, type: grid, text: Lưới, choices: muc, rows: [ROWS]}
"""
SCALES = "".join(
    f"  - {{id: s{n}, type: scale, choices: muc, text: Câu {n}}}\n"
    + ("  - {id: ghi, type: note, text: Sang phần sau}\n" if n == 3 else "")
    for n in range(1, 8)
)


def make(rows: int = 7, scales: str = SCALES, mode: str = "confidential") -> Questionnaire:
    text = ", ".join(f"{{code: r{n}, text: Dòng {n}}}" for n in range(1, rows + 1))
    head = HEAD.replace("ROWS", text).replace("MODE", mode)
    return read_text(head + scales, "co.yaml")


def grid(codes: str) -> dict[str, str]:
    return {f"luoi.r{n}": code for n, code in enumerate(codes, start=1) if code != " "}


def scales(codes: str) -> dict[str, str]:
    return {f"s{n}": code for n, code in enumerate(codes, start=1) if code != " "}


def arrive(**changes: object) -> Arrival:
    return replace(Arrival("ABC234", "a" * 64, "qr", NOW, 600.0), **changes)  # type: ignore[arg-type]  # by name


def test_blocks_are_grids_and_runs_of_scales_of_the_same_choices() -> None:
    blocks = flat_blocks(make())
    assert [block.names[0] for block in blocks] == ["luoi.r1", "s1"]
    assert len(blocks[1].names) == 7, "a note between two scales does not part them"
    assert flat_blocks(make(rows=5, scales="")) == ()
    other = SCALES.replace("s4, type: scale, choices: muc", "s4, type: single, choices: muc")
    assert [len(block.names) for block in flat_blocks(make(scales=other))] == [7]


@pytest.mark.parametrize(
    ("rows", "run", "straight"),
    [
        ("3333333", "", True),
        ("333333 ", "", True),
        ("33333  ", "", False),
        ("3333332", "", False),
        ("0000000", "", False),
        ("0333333", "", True),
        ("0033333", "", False),
        ("3333333", "2222222", True),
        ("3333333", "2222221", False),
        ("", "1111111", True),
        ("", "", False),
    ],
)
def test_the_same_code_in_all_long_blocks_is_a_straight_line(
    rows: str, run: str, straight: bool
) -> None:
    assert straight_lines(make(), Answers({**grid(rows), **scales(run)})) is straight


@pytest.mark.parametrize(
    ("answered", "age", "fast"),
    [(30, 29.0, True), (30, 30.0, False), (6, 5, True), (5, 0, False), (30, None, False)],
)
def test_a_sheet_is_fast_when_its_form_is_younger_than_its_reading(
    answered: int, age: float | None, fast: bool
) -> None:
    assert is_too_fast(answered, age) is fast


def test_flags_are_names_in_a_fixed_order() -> None:
    recent = RecentSheets()
    for _ in range(BURST_SHEETS):
        recent.add("ABC234", "a" * 64, NOW)
    answers = Answers({**grid("3213213"), **scales("1231231")})
    flags = quality_flags(make(), answers, arrive(form_age_s=2), recent)
    assert flags == ("speed", "identical", "burst")
    assert quality_flags(make(), answers, arrive(mode="paper", form_age_s=2), recent) == ()


def test_a_straight_sheet_is_not_called_a_copy_as_well() -> None:
    recent = RecentSheets()
    recent.add("ABC234", "a" * 64, NOW)
    straight = Answers({**grid("3333333"), **scales("3333333")})
    assert quality_flags(make(), straight, arrive(), recent) == ("straight",)


def test_short_sheets_agree_by_chance() -> None:
    recent = RecentSheets()
    recent.add("ABC234", "a" * 64, NOW)
    assert quality_flags(make(), Answers(scales("123")), arrive(), recent) == ()


def test_anonymous_mode_knows_what_the_answers_show_and_nothing_else() -> None:
    recent = RecentSheets()
    for _ in range(BURST_SHEETS):
        recent.add("ABC234", "a" * 64, NOW)
    design = make(mode="anonymous")
    answers = Answers({**grid("3213213"), **scales("1231231")})
    assert quality_flags(design, answers, arrive(form_age_s=1), recent) == ()
    straight = Answers(grid("3333333"))
    assert quality_flags(design, straight, arrive(form_age_s=1), recent) == ("straight",)


def test_a_shared_phone_is_no_burst_and_no_copy() -> None:
    """A village: a sheet every two minutes from one QR, each with answers of its own."""
    recent, design = RecentSheets(), make()
    answers = Answers({**grid("3213213"), **scales("1231231")})
    for number in range(40):
        now = NOW + timedelta(minutes=2 * number)
        seen = quality_flags(design, answers, arrive(content_hash=str(number), now=now), recent)
        assert seen == ()
        recent.add("ABC234", str(number), now)


def test_flags_take_few_steps_however_many_sheets_came_before() -> None:
    recent, design = RecentSheets(), make(rows=20)
    answers = Answers({**grid("3" * 20), **scales("2" * 7)})
    arrival = arrive(form_age_s=3)

    def flag() -> None:
        quality_flags(design, answers, arrival, recent)
        recent.add("ABC234", "a" * 64, NOW)

    flag()  # what is worked out once for a questionnaire
    assert max(count_calls(flag) for _ in range(500)) < 200
