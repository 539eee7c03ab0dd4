"""Who was asked, in words."""

import pytest

from questionnaires.library import library_path
from questionnaires.reader import read_questionnaire
from survey_app.services.sheets.say_condition import say_condition
from tests.designs import design_path

FORM = read_questionnaire(design_path("comments"))
GENERAL = "một phần người trả lời, theo điều kiện của phiếu hỏi"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (None, ""),
        ("has(q2, 'song')", "những người chọn “Sóng yếu” ở câu “Gặp khó khăn nào?”"),
        ("not has(q2, 'song')", "những người không chọn “Sóng yếu” ở câu “Gặp khó khăn nào?”"),
        ("q1 == 'nu'", "những người trả lời “Nữ” ở câu “Giới tính?”"),
        ("q1 != 'nu'", "những người trả lời khác “Nữ” ở câu “Giới tính?”"),
        ("q1 in ['nam', 'nu']", "những người trả lời “Nam” hoặc “Nữ” ở câu “Giới tính?”"),
        ("q1 not in ['nam']", "những người không trả lời “Nam” ở câu “Giới tính?”"),
        ("count(q2) > 1", "những người chọn số phương án > 1 ở câu “Gặp khó khăn nào?”"),
        (
            "q1 == 'nu' and q1 != 'nam'",
            "những người trả lời “Nữ” ở câu “Giới tính?” và trả lời khác “Nam” ở câu “Giới tính?”",
        ),
        ("len(q3) > 2", GENERAL),
        ("not (q1 == 'nu')", GENERAL),
        ("q1 == 'nu' or len(q3) > 2", GENERAL),
        ("q1 ==", GENERAL),
        ("q9 == 'x'", "những người trả lời “x” ở câu “q9”"),
    ],
)
def test_a_condition_is_said(condition: str | None, words: str) -> None:
    assert say_condition(FORM, condition) == words


def test_every_condition_of_the_library_has_words_of_its_own() -> None:
    for name in ("hai-long-dvc-ntm-2026", "nam-bat-2026-07"):
        questionnaire = read_questionnaire(library_path(name))
        conditions = [getattr(item, "show_if", None) for item in questionnaire.items]
        said = [say_condition(questionnaire, one) for one in conditions if one]
        assert said
        assert GENERAL not in said
        assert all(len(text) < 250 for text in said)
