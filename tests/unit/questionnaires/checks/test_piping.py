import pytest

from questionnaires.checks.piping import check_piping
from tests.unit.questionnaires.checks.draft import Q1, Q4, draft, found

EARLIER = f"{Q1}\n{Q4}"


@pytest.mark.parametrize("text", ["Vì {q1}?", "{q4.a} và {q1}", "{0} {7*7} {{ q1 }} {} {Q1}"])
def test_accepts_earlier_answers_and_braces_that_name_nothing(text: str) -> None:
    assert found(check_piping, draft(f'{EARLIER}\n- {{id: z, type: text, text: "{text}"}}')) == []


@pytest.mark.parametrize("text", ["{q9}", "{q1.other}", "{q4}"])
def test_warns_of_a_name_that_will_be_printed_as_it_is(text: str) -> None:
    questionnaire = draft(f'{EARLIER}\n- {{id: z, type: text, text: "{text}"}}')
    (problem,) = check_piping(questionnaire)
    assert (problem.code, problem.where) == ("pipe_unknown", "items.z.text")
    assert text in problem.detail


def test_finds_answers_that_come_later_in_every_text_of_an_item() -> None:
    questionnaire = draft(
        """
        - {id: a, type: text, text: "{a}", hint: "{b}"}
        - id: g
          type: grid
          text: G
          choices: ds
          rows: [{code: r, text: "{b}"}]
        - {id: s, type: single, text: S, choices: [{code: c, text: "{b}"}, {code: d, text: D}]}
        - {id: b, type: text, text: B}
        """,
        'lists: {ds: [{code: "1", text: "{b}"}]}',
    )
    assert found(check_piping, questionnaire) == [
        ("pipe_forward", "items.a.text"),
        ("pipe_forward", "items.a.hint"),
        ("pipe_forward", "items.g.rows.r"),
        ("pipe_forward", "lists.ds.1"),
        ("pipe_forward", "items.s.choices.c"),
    ]
