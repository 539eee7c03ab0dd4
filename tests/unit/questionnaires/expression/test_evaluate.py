"""Laws that hold for every tree and all answers."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.expression import bind, evaluate, is_true, names, parse

NAMES = ["q1", "q2", "g.r"]
LOGIC = st.sampled_from([["bool", True], ["bool", False], ["unknown"]])
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=5),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.lists(st.sampled_from(["a", "b"]), max_size=3).map(tuple),
    st.none(),
    st.binary(max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=1),
)
ANSWERS = st.dictionaries(st.sampled_from(NAMES), VALUES)
LEAVES = st.one_of(
    st.sampled_from([["name", name] for name in NAMES]),
    st.sampled_from([["has", "q1", "a"], ["count", "q2"], ["unknown"]]),
    st.text(max_size=3).map(lambda text: ["text", text]),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: ["number", number]),
    st.booleans().map(lambda flag: ["bool", flag]),
)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    two = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"])
    constants = st.lists(st.one_of(st.text(max_size=2), st.integers(-5, 5)), max_size=3)
    return st.one_of(
        st.tuples(st.sampled_from(["not", "neg", "len"]), inner).map(list),
        st.tuples(two, inner, inner).map(list),
        st.tuples(st.sampled_from(["in", "not in"]), inner, constants).map(list),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner, inner).map(list),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=12)


@given(TREES, ANSWERS)
def test_evaluate_never_raises(tree, answers):
    value = evaluate(tree, answers.get)
    assert is_true(tree, answers.get) == (value is True)


@given(TREES, ANSWERS)
def test_evaluate_depends_only_on_the_names_of_the_tree(tree, answers):
    named = {name: value for name, value in answers.items() if name in names(tree)}
    assert repr(evaluate(tree, answers.get)) == repr(evaluate(tree, named.get))


@given(TREES, ANSWERS)
def test_bind_keeps_the_value(tree, answers):
    bound = bind(tree, answers.get, {"q2"})
    assert names(bound) <= {"q2"}
    plain = {name: value for name, value in answers.items() if name == "q2"}
    whole, partial = evaluate(tree, answers.get), evaluate(bound, plain.get)
    if not isinstance(whole, tuple | bytes | dict):
        assert repr(whole) == repr(partial)


@given(TREES, ANSWERS)
def test_a_known_truth_stays_when_more_is_known(tree, answers):
    before = evaluate(tree, {}.get)
    if isinstance(before, bool):
        assert evaluate(tree, answers.get) is before


@given(LOGIC, LOGIC, LOGIC)
def test_kleene_laws(a, b, c):
    def value(*tree):
        return evaluate(list(tree), {}.get)

    assert value("and", a, b) is value("and", b, a)
    assert value("or", a, b) is value("or", b, a)
    assert value("not", ["not", a]) is evaluate(a, {}.get)
    assert value("not", ["and", a, b]) is value("or", ["not", a], ["not", b])
    assert value("not", ["or", a, b]) is value("and", ["not", a], ["not", b])
    assert value("and", a, ["or", b, c]) is value("or", ["and", a, b], ["and", a, c])
    assert value("and", a, a) is evaluate(a, {}.get)
    assert value("or", a, ["bool", False]) is evaluate(a, {}.get)
    assert value("and", a, b, c) is value("and", ["and", a, b], c)


def test_not_a_number_is_unknown():
    for text in ("x == x", "x < 1", "x >= 1", "x + 1"):
        assert evaluate(parse(text), {"x": float("nan")}.get) is None


def test_numbers_beyond_a_double_are_unknown_in_arithmetic():
    assert evaluate(parse("x + 1"), {"x": 10**400}.get) is None
    assert evaluate(parse("x > 1"), {"x": 10**400}.get) is True


def test_bind_puts_earlier_answers_in_and_keeps_the_rest():
    tree = parse("q1 == 'co' and has(q3, 'a') and q2 > 3 and count(q5) == 0")
    answers = {"q1": "co", "q3": ("a",), "q2": 9}
    assert bind(tree, answers.get, {"q2"}) == [
        "and",
        ["==", ["text", "co"], ["text", "co"]],
        ["bool", True],
        [">", ["name", "q2"], ["number", 3]],
        ["==", ["unknown"], ["number", 0]],
    ]
