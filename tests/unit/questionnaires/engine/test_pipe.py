import pytest

from questionnaires.engine import Answers, pipe, piped_items
from tests.unit.questionnaires.building import LETTERS, item, questionnaire

MADE = questionnaire(
    item("q1"),
    item("q2", choices=[{"code": "k", "text": "Khác", "other": True}, *LETTERS]),
    item("q3", "multiple"),
    item("q4", "grid"),
    item("q5", "ranking"),
    item("n", "integer"),
    item("d", "decimal"),
    item("t", "text"),
    item("day", "date"),
    item("c", "calculate", expression="n / 2"),
    item("off", show_if="q1 == 'khong'"),
)
ANSWERS = Answers(
    {
        "q1": "co",
        "q2": "k",
        "q2.other": "thợ {q1} <b>",
        "q3": ("a", "c"),
        "q4.r1": "b",
        "q5": ("c", "a"),
        "n": 5,
        "d": 1.5,
        "t": "Đường",
        "day": "2026-07-01",
        "off": "co",
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Không có gì", "Không có gì"),
        ("Vì sao {q1}?", "Vì sao Có?"),
        ("{q2}", "thợ {q1} <b>"),
        ("{q2.other}", "thợ {q1} <b>"),
        ("{q3} và {q5}", "A, C và C, A"),
        ("{q4.r1}/{q4.r2}", "B/…"),
        ("{n} {d} {c}", "5 1,5 2,5"),
        ("{t} {day}", "Đường 1/7/2026"),
        ("{off}", "…"),
        (
            "{gone} {q4} {q1.other} {Q1} { q1 } {} {{q1}}",
            "{gone} {q4} {q1.other} {Q1} { q1 } {} {Có}",
        ),
    ],
)
def test_pipe_puts_answers_into_texts(text, expected):
    assert pipe(text, MADE, ANSWERS) == expected


def test_pipe_marks_what_is_unanswered():
    assert pipe("{q1} {q3} {n}", MADE, Answers()) == "… … …"


def test_pipe_speaks_the_language_of_the_questionnaire():
    english = MADE.model_copy(update={"language": "en"})
    assert pipe("{d} {day}", english, ANSWERS) == "1.5 2026-07-01"


def test_piped_items_lists_the_items_of_a_text():
    assert piped_items("{q1} {q4.r1} {q1} { x }") == {"q1", "q4"}
    assert piped_items("không") == frozenset()
