import pytest

from questionnaires.checks.reach import check_reach
from questionnaires.model import Questionnaire
from questionnaires.reader import read_text
from tests.unit.questionnaires.checks.draft import (
    HEAD,
    Q1,
    Q2,
    Q3,
    Q4,
    QD,
    QT,
    YES_NO,
    draft,
    found,
)

EARLIER = "\n".join([Q1, Q2, Q3, Q4, QD, QT])


def asked_if(condition: str) -> Questionnaire:
    return draft(f'{EARLIER}\n- {{id: z, type: text, text: Z, show_if: "{condition}"}}')


@pytest.mark.parametrize(
    "condition",
    [
        "q1 == 'co' and q1 == 'khong'",
        "1 == 2",
        "q3 > 9",
        "q3 < 1",
        "q3 > 4 and q3 < 5",
        "q3 == 2.5",
        "has(q2, 'co') and count(q2) < 1",
        "count(q2) > 2",
        "not has(q2, 'co') and not has(q2, 'khong')",
        "q4.a == 'co' and q4.a != 'co'",
        "qt == 'a' and qt == 'b'",
    ],
)
def test_finds_an_item_that_no_answers_can_show(condition: str) -> None:
    assert found(check_reach, asked_if(condition)) == [("item_never_shown", "items.z.show_if")]


@pytest.mark.parametrize(
    "condition",
    [
        "q1 == 'co' and q1 != 'khong'",
        "q3 > 8",
        "q3 == 5 or q1 == 'co'",
        "has(q2, 'co') and has(q2, 'khong')",
        "count(q2) == 2",
        "not has(q2, 'co')",
        "qt == 'a' or qt != 'b'",
        "qt not in ['a', 'b']",
        "q4.a == 'khong'",
        "q3 * q3 > 80",
        "qd > '2026-01-01' and qd < '2026-02-01'",
        "len(qt) > 3 and len(qt) < 5",
    ],
)
def test_finds_nothing_where_some_answers_show_the_item(condition: str) -> None:
    assert found(check_reach, asked_if(condition)) == []


def test_follows_the_conditions_of_the_items_that_are_named() -> None:
    questionnaire = draft(
        f"""
        {Q1}
        - {{id: b, type: integer, text: B, show_if: q1 == 'co'}}
        - {{id: c, type: text, text: C, show_if: "b > 3 and q1 == 'khong'"}}
        """
    )
    assert found(check_reach, questionnaire) == [("item_never_shown", "items.c.show_if")]


def test_works_out_what_is_calculated() -> None:
    def shown_if(condition: str) -> Questionnaire:
        calculated = "- {id: t, type: calculate, text: T, expression: q1 == 'co'}"
        last = f"- {{id: c, type: text, text: C, show_if: {condition}}}"
        return draft(f"{Q1}\n{calculated}\n{last}")

    assert found(check_reach, shown_if("t == 1")) == []
    assert found(check_reach, shown_if("t > 1")) == [("item_never_shown", "items.c.show_if")]


def test_a_selection_keeps_its_limits_and_its_exclusive_choice() -> None:
    questionnaire = draft(
        """
        - id: q
          type: multiple
          text: Q
          max: 2
          choices:
          - {code: a, text: A}
          - {code: b, text: B}
          - {code: c, text: C}
          - {code: x, text: X, exclusive: true}
        - {id: d, type: text, text: D, show_if: "has(q, 'x') and has(q, 'a')"}
        - {id: e, type: text, text: E, show_if: count(q) == 3}
        - {id: f, type: text, text: F, show_if: "has(q, 'x') and count(q) == 1"}
        """
    )
    assert found(check_reach, questionnaire) == [
        ("item_never_shown", "items.d.show_if"),
        ("item_never_shown", "items.e.show_if"),
    ]


def test_names_the_page_once_when_none_of_its_items_can_be_seen() -> None:
    text = f"""{HEAD}
pages:
- {{id: a, items: [{Q1.removeprefix("- ")}]}}
- id: b
  items:
  - {{id: x, type: text, text: X, show_if: "q1 == 'co' and q1 == 'khong'"}}
  - {{id: y, type: text, text: Y, show_if: x == 'a'}}
"""
    assert found(check_reach, read_text(text, "thu.yaml")) == [("page_never_shown", "pages.b")]


@pytest.mark.parametrize("condition", ["q1 = 'co'", "nobody == 'x'", "z == 'a'"])
def test_says_nothing_about_conditions_that_are_wrong_otherwise(condition: str) -> None:
    assert found(check_reach, asked_if(condition)) == []


def test_gives_up_quietly_when_there_is_too_much_to_try() -> None:
    many = "\n".join(f"- {{id: q{n}, type: single, text: Q, {YES_NO}}}" for n in range(12))
    condition = " and ".join(f"q{n} == 'co'" for n in range(12)) + " and q0 == 'khong'"
    questionnaire = draft(f'{many}\n- {{id: z, type: text, text: Z, show_if: "{condition}"}}')
    assert found(check_reach, questionnaire) == []


def test_gives_up_quietly_on_a_long_chain_of_conditions() -> None:
    chain = "\n".join(
        f"- {{id: q{n}, type: single, text: Q, show_if: q{n - 1} == 'co', {YES_NO}}}"
        for n in range(2, 60)
    )
    end = "- {id: z, type: text, text: Z, show_if: q59 == 'co' and q59 == 'khong'}"
    assert found(check_reach, draft(f"{Q1}\n{chain}\n{end}")) == []
