"""The marks that are typed for boxes ticked on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Choice, Questionnaire
from survey_app.services.sheets.entry_marks import entry_marks, is_blank, read_mark, read_marks


def questionnaire(codes: list[str], kind: str = "single") -> Questionnaire:
    choices = [Choice(code=code, text=f"Phương án {code}") for code in codes]
    return Questionnaire.model_validate(
        {
            "format": "ydan/1",
            "id": "thu",
            "title": "Thử",
            "consent": {"text": "a", "yes": "b", "no": "c"},
            "pages": [
                {
                    "id": "a",
                    "items": [
                        {"id": "q1", "type": kind, "text": "Câu hỏi", "choices": choices},
                    ],
                }
            ],
        }
    )


def marks_of(*codes: str) -> dict[str, str]:
    made = questionnaire(list(codes))
    return entry_marks(made, made.item("q1"))


@pytest.mark.parametrize(
    ("codes", "marks"),
    [
        (("1", "2", "3", "0"), ("1", "2", "3", "0")),
        (("a", "b", "c"), ("a", "b", "c")),
        (("nong_dan", "cong_nhan", "khac"), ("1", "2", "3")),
        (("1", "2", "khac"), ("1", "2", "3")),
        (("2", "1", "khac"), ("2", "1", "khac")),
        (("khac", "2", "1"), ("khac", "2", "1")),
    ],
    ids=["scale", "letters", "long", "in place", "clash", "clash at the end"],
)
def test_marks_are_short_and_tell_no_two_choices_apart_wrongly(
    codes: tuple[str, ...], marks: tuple[str, ...]
) -> None:
    assert tuple(marks_of(*codes).values()) == marks


CODES = st.lists(
    st.text(st.sampled_from("0123456789abxyz_+-"), min_size=1, max_size=4),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(CODES)
def test_every_mark_and_every_code_reads_as_its_own_choice(codes: list[str]) -> None:
    marks = marks_of(*codes)
    assert len(set(marks.values())) == len(codes)
    for code, mark in marks.items():
        assert read_mark(marks, mark) == code
        assert read_marks(marks, mark) == (code,)
        if code not in marks.values():
            assert read_mark(marks, code) == code


def test_unknown_marks_come_back_as_typed() -> None:
    marks = marks_of("co", "khong", "nho")
    assert read_mark(marks, "9") == "9"
    assert read_marks(marks, "1 9") == ("co", "9")


def test_case_is_the_same_where_it_tells_nothing_apart() -> None:
    assert read_mark(marks_of("a", "b"), "A") == "a"
    assert read_mark(marks_of("a", "A"), "a") == "a"
    assert read_mark(marks_of("xa", "Xa"), "XA") == "XA"


@pytest.mark.parametrize("typed", ["1 3", "1,3", "1;3", " 1 , 3 ", "13", "1/3"])
def test_several_marks_are_read_however_they_are_parted(typed: str) -> None:
    marks = marks_of("song", "chu", "tien")
    assert read_marks(marks, typed) == ("song", "tien")


def test_signs_are_not_parted_where_a_mark_has_two() -> None:
    marks = marks_of(*[f"viec{number}" for number in range(12)])
    assert read_marks(marks, "11") == ("viec10",)
    assert read_marks(marks, "1 1") == ("viec0", "viec0")


@pytest.mark.parametrize("typed", ["", "  ", "-", "–", " — "])
def test_a_dash_is_no_answer(typed: str) -> None:
    assert is_blank(typed)
