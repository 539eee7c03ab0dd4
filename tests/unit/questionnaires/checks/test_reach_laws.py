"""Whatever the engine can show is never called unreachable."""

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.checks.reach import check_reach
from questionnaires.engine import Answers, validate, visible_items
from questionnaires.expression import Value
from tests.unit.questionnaires.checks.draft import draft

EARLIER = """
- id: q1
  type: single
  text: A
  choices: [{code: a, text: A}, {code: b, text: B}, {code: c, text: C}]
- id: q2
  type: multiple
  text: B
  max: 2
  choices:
  - {code: a, text: A}
  - {code: b, text: B}
  - {code: c, text: C}
  - {code: x, text: X, exclusive: true}
- {id: q3, type: integer, text: C, min: 1, max: 4, show_if: q1 != 'c'}
- {id: t, type: calculate, expression: q3 > 2}
"""
ATOMS = st.sampled_from(
    [
        "q1 == 'a'",
        "q1 != 'b'",
        "q1 in ['b', 'c']",
        "has(q2, 'a')",
        "has(q2, 'x')",
        "count(q2) == 2",
        "count(q2) > 2",
        "q3 > 3",
        "q3 <= 1",
        "q3 > 4",
        "t == 1",
        "t == 0",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not {}".format, inner),
    ),
    max_leaves=4,
)
ANSWERS: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "q1": st.sampled_from("abc"),
        "q2": st.lists(st.sampled_from("abcx"), min_size=1, max_size=2, unique=True).map(tuple),
        "q3": st.integers(1, 4),
    },
)


@settings(max_examples=150, deadline=None)
@given(condition=CONDITIONS, values=ANSWERS)
def test_an_item_that_valid_answers_show_is_never_reported(
    condition: str, values: dict[str, Value]
) -> None:
    questionnaire = draft(f'{EARLIER}- {{id: z, type: text, text: Z, show_if: "{condition}"}}')
    answers = Answers(values)
    shown = "z" in visible_items(questionnaire, answers)
    if shown and not validate(questionnaire, answers):
        assert check_reach(questionnaire) == []
