"""What a new wave changes in the questions that are followed."""

import pytest

from questionnaires.library import library_path
from questionnaires.model import Questionnaire
from questionnaires.reader import read_questionnaire, read_text
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.plain_title import plain_title, with_title
from survey_app.services.surveys.questionnaire_facts import questionnaire_facts
from survey_app.services.surveys.quota_caps import effective_quotas, group_names, own_quotas
from survey_app.services.surveys.trend_changes import trend_changes
from tests.designs import FOLDER

PULSE = library_path("nam-bat-2026-07").read_text(encoding="utf-8")


def changed(old: str, new: str) -> tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]:
    assert old in PULSE
    before, after = read_text(PULSE, "a"), read_text(PULSE.replace(old, new), "b")
    return tuple((c.item_id, c.kind, c.gone, c.added) for c in trend_changes(before, after))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("title: Ý kiến nhanh tháng 7", "title: Ý kiến nhanh tháng 8", ()),
        ("text: Khá hơn nhiều", "text: Khá hơn rất nhiều", ()),
        ("- {code: loa,", "- {code: loa_xa,", (("p5", "recoded", ("loa",), ("loa_xa",)),)),
        ("    - {code: hop, text: \"Họp bản, tổ\"}\n", "", (("p5", "recoded", ("hop",), ()),)),
        (
            "  tin_5:\n",
            "  tin_5:\n  - {code: \"9\", text: Khác}\n",
            (("p4", "recoded", (), ("9",)),),
        ),
        ("id: p5", "id: p5b", (("p5", "dropped", (), ()),)),
        ("type: scale", "type: single", (("p4", "retyped", (), ()),)),
        ("type: scale\n    trend: true", "type: scale", (("p4", "unmarked", (), ()),)),
        ("id: p6", "id: p7", ()),
    ],
)  # fmt: skip
def test_only_what_breaks_the_comparison_is_named(
    old: str, new: str, found: tuple[object, ...]
) -> None:
    assert changed(old, new) == found


def grids(*rows: str) -> Questionnaire:
    text = (FOLDER / "grid-rows.yaml").read_text(encoding="utf-8")
    form = read_text(text, "a")
    item = next(item for item in form.items if item.type == "grid")
    kept = tuple(row for row in item.rows if row.code not in rows)  # type: ignore[union-attr]  # a grid
    other = item.model_copy(update={"rows": kept, "trend": True})
    pages = tuple(
        page.model_copy(
            update={"items": tuple(other if one.id == item.id else one for one in page.items)}
        )
        for page in form.pages
    )
    return form.model_copy(update={"pages": pages})


def test_a_row_of_a_grid_is_a_code_too() -> None:
    whole = grids()
    row = next(item for item in whole.items if item.type == "grid").rows[0].code  # type: ignore[union-attr]  # a grid
    (change,) = trend_changes(whole, grids(row))
    assert (change.kind, change.gone) == ("recoded", (f".{row}",))


def test_facts_count_questions_and_round_minutes_up() -> None:
    facts = questionnaire_facts(read_text(PULSE, "a"))
    assert (facts.items, facts.trends, facts.languages) == (6, 5, ("vi",))
    assert facts.minutes == 2


def test_caps_of_an_officer_stand_over_those_of_the_form() -> None:
    form = read_questionnaire(FOLDER / "quota-cells.yaml")
    assert effective_quotas(form, None) == {"gioi": {"nam": 2, "nu": 3}}
    assert effective_quotas(form, {"gioi": {"nu": 9}}) == {"gioi": {"nam": 2, "nu": 9}}
    assert own_quotas(form, {"gioi": {"nam": 2, "nu": 9}}) == {"gioi": {"nu": 9}}
    assert own_quotas(form, {"gioi": {"nam": 2, "nu": 3}, "la": {"x": 1}}) is None
    assert group_names(form)["gioi"].codes == {"nam": "Nam", "nu": "Nữ"}


def test_a_title_is_one_line_in_one_form() -> None:
    assert plain_title("  Kha\u0309o   sa\u0301t\n xã ") == "Khảo sát xã"
    with pytest.raises(Refusal):
        plain_title("\u200e ")


def test_another_title_is_another_version_with_the_same_questions() -> None:
    form = read_text(PULSE, "a")
    assert with_title(form, form.title) is form
    other = with_title(form, "Tháng 8")
    assert other.content_hash != form.content_hash
    assert other.items == form.items
