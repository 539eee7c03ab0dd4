"""Laws of the engine over all answers to one questionnaire with every type and skip."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.engine import (
    Answers,
    Screen,
    canonical,
    finish,
    group_tags,
    pipe,
    read_form,
    read_json,
    screens,
    validate,
    visible_items,
)
from questionnaires.engine.blueprint import blueprint_of
from questionnaires.expression import is_true
from questionnaires.problem import Problem
from tests.unit.questionnaires.building import LETTERS, item, questionnaire

OTHER = [*LETTERS, {"code": "k", "text": "Khác", "other": True}]
ALONE = [*OTHER, {"code": "khong", "text": "Không", "exclusive": True}]
MADE = questionnaire(
    [item("q1", required=True, tag="nhom"), item("q2", choices=OTHER, show_if="q1 == 'co'")],
    [
        item("q3", "multiple", choices=ALONE, max=2),
        item("q4", "grid", show_if="has(q3, 'a') or q2 == 'k'", required=True),
        item("q5", "ranking", show_if="q4.r1 == 'a' and count(q3) > 1"),
        item("n", "integer", min=0, max=120, check={"expression": "n != 13", "message": "Không"}),
        item("d", "decimal", show_if="n > 18"),
        item("nua", "calculate", expression="n / 2 + d"),
        item("t", "text", max_length=20, show_if="nua > 20 or q1 == 'khong'"),
    ],
    [
        item("day", "date", text="Vì sao {q2} {q3}?", show_if="len(t) > 2"),
        item("note", "note", show_if="day > '2026-01-01'"),
        item("s", "scale", show_if="q2.other == 'x' or not q1 == 'co'"),
        item("z", show_if="s == 'co' and day < '2026-06-01'"),
    ],
    groups=[{"id": "nhom", "label": "Nhóm"}],
)
NAMES = sorted({name for step in blueprint_of(MADE).steps for name in step.answer_names})
FIELDS = sorted(blueprint_of(MADE).by_field)
CODES = ["a", "b", "c", "k", "khong", "co", "x"]
DAYS = st.dates().map(str)
RIGHT: dict[str, st.SearchStrategy[Any]] = {
    "q1": st.sampled_from(["co", "khong"]),
    "q2": st.sampled_from(["a", "b", "c", "k"]),
    "q2.other": st.sampled_from(["x", "Đường"]),
    "q3": st.lists(st.sampled_from([*"abck", "khong"]), max_size=5, unique=True),
    "q4": st.fixed_dictionaries(
        {}, optional={r: st.sampled_from(list("abc")) for r in ("r1", "r2")}
    ),
    "q5": st.permutations(["a", "b", "c"]).flatmap(
        lambda o: st.integers(0, 3).map(lambda n: o[:n])
    ),
    "n": st.integers(0, 150),
    "d": st.floats(-1000, 1000).map(lambda value: round(value, 2)),
    "t": st.text(alphabet="aĐờ \n\u202e", max_size=30),
    "day": DAYS,
    "s": st.sampled_from(["co", "khong"]),
    "z": st.sampled_from(["co", "khong"]),
}
DOCUMENTS = st.fixed_dictionaries({}, optional=RIGHT)
ANY_VALUE = st.one_of(
    st.sampled_from(CODES),
    st.lists(st.sampled_from(CODES), max_size=4).map(tuple),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.text(max_size=10),
    DAYS,
)
ANY_ANSWERS = st.dictionaries(st.sampled_from([*NAMES, "gone", "q4.r9"]), ANY_VALUE).map(Answers)
ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*CODES, "r1"]), inner, max_size=2),
    ),
    max_leaves=5,
)


def of_document(document: dict[str, Any]) -> Answers:
    return read_json(MADE, document)[0]


def codes(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return sorted((problem.code, problem.where) for problem in problems)


@given(ANY_ANSWERS)
def test_nothing_raises_for_any_answers(answers):
    validate(MADE, answers)
    canonical(finish(MADE, answers))
    screens(MADE, answers, live=True)
    pipe(" ".join(f"{{{name}}}" for name in NAMES), MADE, answers)
    group_tags(MADE, answers)


@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, *NAMES, "q4.r9", "x"]), st.lists(st.text(max_size=8), max_size=3)
    )
)
def test_any_form_is_read(fields):
    answers, problems = read_form(MADE, fields)
    assert set(answers) <= set(NAMES)
    assert all(problem.detail for problem in (*problems, *validate(MADE, answers)))


@given(st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=5)), ANY_JSON))
def test_any_json_is_read(document):
    answers, problems = read_json(MADE, document)
    assert set(answers) <= set(NAMES)
    assert all(problem.detail for problem in problems)


@given(ANY_ANSWERS)
def test_an_answer_off_the_path_never_survives(answers):
    shown = visible_items(MADE, answers)
    allowed = {name for one in shown for name in blueprint_of(MADE).by_id[one].answer_names}
    finished = finish(MADE, answers)
    assert set(finished) <= allowed
    assert "nua" not in finished or "n" in finished


@given(ANY_ANSWERS)
def test_finishing_again_changes_nothing(answers):
    once = finish(MADE, answers)
    twice = finish(MADE, once)
    assert canonical(once) == canonical(twice)
    assert visible_items(MADE, once) == visible_items(MADE, answers)


@given(DOCUMENTS)
def test_what_is_valid_stays_valid_when_finished(document):
    answers = of_document(document)
    if not validate(MADE, answers):
        assert validate(MADE, finish(MADE, answers)) == ()


@given(DOCUMENTS)
def test_finished_answers_survive_json(document):
    finished = finish(MADE, of_document(document))
    stored = json.loads(json.dumps(finished.to_json()))
    assert Answers.from_json(stored) == finished
    again, problems = read_json(MADE, stored)
    assert problems == ()
    assert finish(MADE, again) == finished


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_canonical_does_not_depend_on_the_order_given(document, random):
    shuffled = dict(random.sample(sorted(document.items()), len(document)))
    if "q3" in shuffled:
        shuffled["q3"] = random.sample(shuffled["q3"], len(shuffled["q3"]))
    first, second = of_document(document), of_document(shuffled)
    assert canonical(finish(MADE, first)) == canonical(finish(MADE, second))
    assert codes(validate(MADE, first)) == codes(validate(MADE, second))


def as_form(document: dict[str, Any]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in document.items():
        if name == "q5":
            fields.update({f"q5.{code}": [str(rank)] for rank, code in enumerate(value, start=1)})
        elif isinstance(value, dict):
            fields.update({f"{name}.{row}": [code] for row, code in value.items()})
        elif isinstance(value, list):
            fields[name] = value
        else:
            fields[name] = [f"{value:.2f}" if isinstance(value, float) else str(value)]
    return fields


@given(DOCUMENTS)
def test_form_and_json_agree(document):
    from_form, form_problems = read_form(MADE, as_form(document))
    from_json, json_problems = read_json(MADE, document)
    assert form_problems == json_problems == ()
    assert from_form == from_json


@given(ANY_ANSWERS)
def test_screens_without_script_hold_the_path_and_nothing_else(answers):
    made = screens(MADE, answers, live=False)
    on_screens = [item_id for screen in made for item_id in screen.item_ids]
    assert on_screens == [one for one in visible_items(MADE, answers) if one != "nua"]
    assert not any(screen.conditions for screen in made)


@given(DOCUMENTS.map(of_document), DOCUMENTS.map(of_document), st.booleans())
def test_filling_in_screen_after_screen_follows_the_path(answers, earlier_try, live):
    """Answer as a phone does, gone back to the start: each screen anew, hidden items unknown."""
    shown: list[str] = []
    sent: dict[str, Any] = dict(earlier_try)
    final = finish(MADE, answers)
    by_id = blueprint_of(MADE).by_id
    while len(made := screens(MADE, Answers(sent), live=live)) > (number := done(shown, made)):
        known: dict[str, Any] = {}
        for item_id in made[number].item_ids:
            names = by_id[item_id].answer_names
            sent = {name: value for name, value in sent.items() if name not in names}
            condition = made[number].conditions.get(item_id)
            if condition is None or is_true(condition, known.get):
                shown.append(item_id)
                known |= {name: final[name] for name in names if name in final}
        sent |= known
    assert shown == [one for one in visible_items(MADE, answers) if one != "nua"]


def done(shown: list[str], made: tuple[Screen, ...]) -> int:
    return sum(1 for screen in made if set(screen.item_ids) & set(shown))
