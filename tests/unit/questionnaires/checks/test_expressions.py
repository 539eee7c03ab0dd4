import pytest

from questionnaires.checks.expressions import check_expressions
from questionnaires.model import Questionnaire
from tests.unit.questionnaires.checks.draft import Q1, Q2, Q3, Q4, QD, QT, draft, found

KHAC = "- {id: qk, type: single, text: K, choices: [{code: k, text: K, other: true}]}"
CALCULATED = """\
- {id: tong, type: calculate, text: T, expression: q3 + 1}
- {id: nhan, type: calculate, text: N, expression: qt}
- {id: dung, type: calculate, text: D, expression: q1 == 'co'}"""
EARLIER = "\n".join([Q1, Q2, Q3, Q4, QD, QT, KHAC, CALCULATED])


def asked_if(condition: str) -> Questionnaire:
    return draft(f'{EARLIER}\n- {{id: z, type: text, text: Z, show_if: "{condition}"}}')


@pytest.mark.parametrize(
    "condition",
    [
        "q1 == 'co'",
        "q1 in ['co', 'khong'] and q3 >= 2",
        "has(q2, 'co') or not (count(q2) > 1)",
        "q4.a == 'khong'",
        "qk.other != 'x' and len(qt) > 3",
        "qd >= '2026-01-31'",
        "tong * 2 < 10 and nhan == 'x' and dung == 1",
        "1 < q3 < 5",
        "col('q3') - 1 > -2",
    ],
)
def test_accepts_conditions_over_earlier_answers(condition: str) -> None:
    assert found(check_expressions, asked_if(condition)) == []


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("q1 = 'co'", "expression_syntax"),
        ("open('x')", "expression_not_allowed"),
        ("q9q9 == 'co'", "unknown_name"),
        ("q4.b == 'co'", "unknown_name_near"),
        ("q1.other == 'x'", "unknown_name_near"),
        ("q4 == 'co'", "grid_needs_row"),
        ("z == 'x'", "refers_to_itself"),
        ("q1 == 'c0'", "unknown_code"),
        ("q1 in ['co', 'c0']", "unknown_code"),
        ("has(q2, 'c0')", "unknown_code"),
        ("q4.a != 'c0'", "unknown_code"),
        ("q1 == 1", "unlike_kinds"),
        ("q3 == '1'", "unlike_kinds"),
        ("q3 in ['1', '2']", "unlike_kinds"),
        ("q1 < q3", "unlike_kinds"),
        ("dung == True", "unlike_kinds"),
        ("tong == 'x'", "unlike_kinds"),
        ("q2 == 'co'", "multiple_compared"),
        ("q2 in ['co']", "multiple_compared"),
        ("has(q1, 'co')", "has_needs_multiple"),
        ("count(q1) > 1", "count_needs_multiple"),
        ("len(q3) > 1", "len_needs_text"),
        ("q1 + 1 > 2", "number_needed"),
        ("-q1 > 2", "number_needed"),
        ("q1", "not_a_condition"),
        ("q3 and q1 == 'co'", "not_a_condition"),
        ("not q3", "not_a_condition"),
        ("q1 in []", "empty_list"),
        ("qd > '1/2/2026'", "bad_date_constant"),
    ],
)
def test_finds_conditions_that_cannot_be_meant(condition: str, code: str) -> None:
    assert (code, "items.z.show_if") in found(check_expressions, asked_if(condition))


def test_finds_a_reference_to_a_later_item() -> None:
    first = "- {id: z, type: text, text: Z, show_if: q1 == 'co'}"
    assert found(check_expressions, draft(f"{first}\n{Q1}")) == [
        ("refers_forward", "items.z.show_if")
    ]


def test_a_check_may_name_its_own_item_but_no_later_one() -> None:
    questionnaire = draft(
        """
        - {id: a, type: integer, text: A, check: {expression: a > 1, message: M}}
        - {id: b, type: integer, text: B, check: {expression: b > c, message: M}}
        - {id: c, type: integer, text: C}
        """
    )
    assert found(check_expressions, questionnaire) == [
        ("refers_forward", "items.b.check.expression")
    ]


def test_a_check_must_be_a_condition_and_a_calculation_no_list() -> None:
    questionnaire = draft(
        f"""
        {Q2}
        - {{id: a, type: integer, text: A, check: {{expression: a + 1, message: M}}}}
        - {{id: b, type: calculate, text: B, expression: q2}}
        """
    )
    assert found(check_expressions, questionnaire) == [
        ("not_a_condition", "items.a.check.expression"),
        ("calculated_list", "items.b.expression"),
    ]


def test_suggests_the_name_that_was_probably_meant() -> None:
    problems = check_expressions(
        draft(
            "- {id: tuoi, type: integer, text: A}\n"
            "- {id: b, type: text, text: B, show_if: tuoii > 3}"
        )
    )
    assert [problem.code for problem in problems] == ["unknown_name_near"]
    assert "tuoi”" in problems[0].detail


def test_leaves_codes_alone_that_are_not_known_yet() -> None:
    units = '- {id: xa, type: single, text: X, choices_from: "units:12"}'
    condition = "- {id: b, type: text, text: B, show_if: xa == '03105'}"
    assert found(check_expressions, draft(f"{units}\n{condition}")) == []


def test_messages_name_the_parts_that_clash() -> None:
    (problem,) = check_expressions(asked_if("q1 == 1"))
    assert "q1" in problem.detail
    assert "1" in problem.detail


def test_looks_for_no_similar_name_among_very_many() -> None:
    many = "\n".join(f"- {{id: q{n}, type: integer, text: Q}}" for n in range(501))
    wrong = "- {id: z, type: text, text: Z, show_if: q501 > 1}"
    assert found(check_expressions, draft(f"{many}\n{wrong}")) == [
        ("unknown_name", "items.z.show_if")
    ]
