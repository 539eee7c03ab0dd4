"""Every type of question: what its form sends is what is stored, and comes back after an error."""

from collections.abc import Mapping

import pytest

from tests.support.site import Site

Answers = Mapping[str, str | list[str]]

CASES: list[tuple[str, Answers, dict[str, object]]] = [
    ("single-choice", {"q1": "kb"}, {"q1": "kb"}),
    ("multiple-choice", {"q1": ["truong", "duong"]}, {"q1": ["duong", "truong"]}),
    (
        "grid-rows",
        {"q4.thai_do": "5", "q4.dung_hen": "0"},
        {"q4": {"thai_do": "5", "dung_hen": "0"}},
    ),
    (
        "ranking-items",
        {"q1.nuoc": "1", "q1.duong": "2", "q1.truong": "3"},
        {"q1": ["nuoc", "duong", "truong"]},
    ),
    ("number-items", {"so_lan": "3", "dien_tich": "0,5"}, {"so_lan": 3, "dien_tich": 0.5}),
    ("date-answer", {"q1": "2026-02-28"}, {"q1": "2026-02-28"}),
    ("text-answer", {"q1": "  Đường\r\nxấu "}, {"q1": "Đường\nxấu"}),
    ("other-choice", {"q1": "khac", "q1.other": "Thợ"}, {"q1": "khac", "q1.other": "Thợ"}),
    ("scale-levels", {}, {}),
]


@pytest.mark.parametrize(("design", "answers", "stored"), CASES, ids=[case[0] for case in CASES])
def test_form_stores_what_was_answered(
    site: Site, design: str, answers: Answers, stored: dict[str, object]
) -> None:
    path = f"/s/{site.publish_design(design)}"
    page = site.client.answer(path, site.client.agree(path), "send", answers)
    assert page.status == 200, page.problems
    assert site.answers() == [stored]


@pytest.mark.parametrize(
    ("design", "answers", "where"),
    [
        ("number-items", {"so_lan": "ba"}, "#so_lan-0"),
        ("number-items", {"so_lan": "21"}, "#so_lan-0"),
        ("date-answer", {"q1": "30/02/2026"}, "#q1-0"),
        ("multiple-choice", {"q1": ["duong", "nuoc", "truong"]}, "#q1-0"),
        ("exclusive-choice", {"q1": ["hop", "chua"]}, "#q1-0"),
        ("grid-rows", {"q4.thai_do": "5"}, "#q4.dung_hen-0"),
        ("ranking-items", {"q1.nuoc": "1", "q1.duong": "1"}, "#q1.nuoc-0"),
        ("text-answer", {"q1": "x" * 41}, "#q1-0"),
        ("other-choice", {"q1": "nong_dan", "q1.other": "Thợ"}, "#q1.other-0"),
        ("check-expression", {"nguoi": "2", "tre": "5"}, "#tre-0"),
    ],
)
def test_error_is_listed_first_linked_and_the_answers_stand(
    site: Site, design: str, answers: Answers, where: str
) -> None:
    path = f"/s/{site.publish_design(design)}"
    page = site.client.answer(path, site.client.agree(path), "send", answers)
    assert page.status == 422
    assert where in page.problems
    (box,) = [e for e in page.root.iter() if e.get("role") == "alert"]
    assert box.get("autofocus") is not None
    assert page.html.index('role="alert"') < page.html.index("<form")
    for name, value in answers.items():
        assert page.sent(name) == ([value] if isinstance(value, str) else value)
    assert site.stored() == []


def test_all_problems_come_at_once(site: Site) -> None:
    path = f"/s/{site.publish_design('required-items')}"
    page = site.client.answer(path, site.client.agree(path), "send", {})
    assert list(page.problems) == ["#q1-0", "#q2-0", "#q3-0"]
    assert page.text.count("cần trả lời") == 3


def test_note_is_read_and_calculation_stays_inside(site: Site) -> None:
    path = f"/s/{site.publish_design('note-and-calculate')}"
    page = site.client.agree(path)
    assert page.items == ["doc", "lon", "tre"]
    page = site.client.answer(path, page, "next", {"lon": "4", "tre": "2"})
    assert page.items == ["dong"]
    site.client.answer(path, page, "send", {"dong": "du"})
    assert site.answers() == [{"lon": 4, "tre": 2, "nguoi": 6, "dong": "du"}]


def test_long_list_is_one_field_to_open(site: Site) -> None:
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415 - app tests only
    from tests.support.site import LIBRARY  # noqa: PLC0415

    ensure_units(site.context)
    code = site.publish(LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml")
    page = site.client.agree(f"/s/{code}")
    select = page.by_id("xa-0")
    assert select.tag == "select"
    assert len(list(select.iter("option"))) == 39
    assert page.sent("xa") == [""]
