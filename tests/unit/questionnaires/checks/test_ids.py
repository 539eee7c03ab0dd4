import pytest

from questionnaires.checks.ids import COLUMN_NAMES, FIELD_NAMES, check_ids
from tests.unit.questionnaires.checks.draft import Q1, draft, found


def test_finds_nothing_when_every_id_is_its_own() -> None:
    assert found(check_ids, draft(Q1)) == []


def test_finds_items_choices_rows_groups_and_indicators_named_twice() -> None:
    questionnaire = draft(
        """
        - {id: q1, type: single, text: A, choices: [{code: a, text: A}, {code: a, text: B}]}
        - {id: q1, type: text, text: B}
        - id: q4
          type: grid
          text: C
          choices: ds
          rows: [{code: r, text: R}, {code: r, text: S}]
        """,
        """
        lists: {ds: [{code: "1", text: A}, {code: "1", text: B}]}
        groups: [{id: g, label: G}, {id: g, label: H}]
        indicators: [{id: i, text: I, item: q1}, {id: i, text: J, item: q1}]
        """,
    )
    assert set(found(check_ids, questionnaire)) == {
        ("duplicate_id", "items.q1"),
        ("duplicate_id", "items.q1.choices.a"),
        ("duplicate_id", "items.q4.rows.r"),
        ("duplicate_id", "lists.ds.1"),
        ("duplicate_id", "groups.g"),
        ("duplicate_id", "indicators.i"),
    }


def test_finds_pages_named_twice() -> None:
    questionnaire = draft(f"{Q1}\n- {{id: q2, type: text, text: B}}")
    page = questionnaire.pages[0]
    twice = questionnaire.model_copy(update={"pages": (page, page.model_copy())})
    assert ("duplicate_id", "pages.a") in found(check_ids, twice)


@pytest.mark.parametrize("name", sorted(FIELD_NAMES | COLUMN_NAMES))
def test_refuses_an_item_named_like_a_field_or_a_column(name: str) -> None:
    questionnaire = draft(f"- {{id: {name}, type: text, text: A}}")
    assert found(check_ids, questionnaire) == [("reserved_name", f"items.{name}")]


@pytest.mark.parametrize("name", ["in", "and", "not", "lambda", "class"])
def test_refuses_an_item_that_no_expression_could_name(name: str) -> None:
    questionnaire = draft(f"- {{id: {name}, type: text, text: A}}")
    assert found(check_ids, questionnaire) == [("reserved_word", f"items.{name}")]


def test_refuses_other_as_a_row_and_as_a_rank() -> None:
    questionnaire = draft(
        """
        - {id: q1, type: grid, text: A, choices_from: "units:12", rows: [{code: other, text: R}]}
        - {id: q2, type: ranking, text: B, choices: [{code: other, text: A}, {code: b, text: B}]}
        """
    )
    assert found(check_ids, questionnaire) == [
        ("other_row", "items.q1.rows.other"),
        ("other_rank", "items.q2.choices.other"),
    ]


def test_refuses_codes_that_look_like_those_of_the_analysis() -> None:
    questionnaire = draft(
        """
        - {id: q1, type: single, text: A, choices: [{code: _unknown, text: A}, {code: b_, text: B}]}
        - {id: q2, type: scale, text: B, choices: ds}
        - {id: q3, type: scale, text: C, choices: ds}
        """,
        'lists: {ds: [{code: "_1", text: A}, {code: "2", text: B}]}',
    )
    assert found(check_ids, questionnaire) == [
        ("reserved_code", "items.q1.choices._unknown"),
        ("reserved_code", "lists.ds._1"),
    ]
