import pytest

from questionnaires.checks.choices import check_choices
from tests.unit.questionnaires.checks.draft import Q1, draft, found


def test_finds_a_list_that_is_missing_and_one_that_nobody_uses() -> None:
    questionnaire = draft(
        "- {id: q1, type: single, text: A, choices: muc_do}",
        "lists: {muc_5: [{code: a, text: A}]}",
    )
    problems = check_choices(questionnaire)
    assert [(p.code, p.where) for p in problems] == [
        ("unused_list", "lists.muc_5"),
        ("missing_list", "items.q1.choices"),
    ]
    assert "muc_do" in problems[1].detail
    assert "muc_5" in problems[1].detail


def test_finds_items_without_choices_but_not_those_that_take_units() -> None:
    questionnaire = draft(
        """
        - {id: q1, type: single, text: A}
        - {id: q2, type: single, text: B, choices_from: "units:12"}
        - {id: q3, type: single, text: C, choices: [{code: a, text: A}]}
        - {id: q4, type: multiple, text: D, choices: [{code: a, text: A}]}
        """
    )
    assert found(check_choices, questionnaire) == [
        ("no_choices", "items.q1"),
        ("single_choice_list", "items.q3"),
    ]


def test_finds_top_boxes_of_no_choice_and_of_a_missing_one() -> None:
    questionnaire = draft(
        """
        - id: q1
          type: scale
          text: A
          choices: [{code: "1", text: A}, {code: "2", text: B}, {code: "0", text: C, missing: true}]
          top_box: ["2", "3", "0"]
        """
    )
    assert found(check_choices, questionnaire) == [
        ("top_box_unknown", "items.q1.top_box"),
        ("top_box_missing", "items.q1.top_box"),
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("single", []),
        ("scale", []),
        ("multiple", []),
        ("ranking", [("other_wrong_type", "items.q1.choices.k")]),
    ],
)
def test_lets_only_types_with_a_text_box_have_an_other_choice(
    kind: str, expected: list[tuple[str, str]]
) -> None:
    choices = "[{code: a, text: A}, {code: k, text: K, other: true}]"
    questionnaire = draft(f"- {{id: q1, type: {kind}, text: A, choices: {choices}}}")
    assert found(check_choices, questionnaire) == expected


def test_names_the_list_when_a_grid_takes_an_other_choice_from_it() -> None:
    questionnaire = draft(
        "- {id: q1, type: grid, text: A, choices: ds, rows: [{code: r, text: R}]}",
        "lists: {ds: [{code: a, text: A}, {code: k, text: K, other: true}]}",
    )
    assert found(check_choices, questionnaire) == [("other_wrong_type", "lists.ds.k")]


def test_finds_two_text_boxes_and_an_exclusive_choice_without_effect() -> None:
    questionnaire = draft(
        """
        - id: q1
          type: single
          text: A
          choices:
          - {code: a, text: A, other: true}
          - {code: b, text: B, other: true}
          - {code: c, text: C, exclusive: true}
        """
    )
    assert found(check_choices, questionnaire) == [
        ("exclusive_ignored", "items.q1.choices.c"),
        ("several_others", "items.q1"),
    ]


def test_finds_nothing_in_plain_choices() -> None:
    assert found(check_choices, draft(Q1)) == []
