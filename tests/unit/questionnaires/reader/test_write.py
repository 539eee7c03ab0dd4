from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.characters import find_hidden
from questionnaires.model import Questionnaire, Translation
from questionnaires.reader import (
    read_questionnaire,
    read_text,
    read_translation,
    write_questionnaire,
    write_translation,
)
from tests.unit.questionnaires.building import document, item, questionnaire

ROOT = Path(__file__).parents[4]
SHIPPED = sorted((ROOT / "questionnaires" / "library").glob("*/questionnaire.yaml"))

TEXTS = (
    st.text(min_size=1, max_size=60)
    .filter(lambda text: not find_hidden(text))
    .map(lambda text: text.replace("\r", ""))
    .filter(bool)
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_questionnaires_are_written_and_read_the_same(path):
    made = read_questionnaire(path)
    assert read_text(write_questionnaire(made), "x") == made.model_copy(update={"translations": {}})
    assert Questionnaire.from_json(made.to_json()) == made


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_written_and_read_the_same(title, hint, choice):
    raw = document(
        item(
            "q1", hint=hint, choices=[{"code": "a", "text": choice}, {"code": "no", "text": hint}]
        ),
        title=title,
    )
    made = Questionnaire.model_validate(raw)
    once = read_text(write_questionnaire(made), "x")
    assert write_questionnaire(read_text(write_questionnaire(once), "x")) == write_questionnaire(
        once
    )
    if all(text.isascii() for text in (title, hint, choice)):
        assert once == made


def test_written_file_is_readable():
    made = questionnaire(
        item("q1", required=True, choices=[{"code": "no", "text": "Có, nhưng", "score": 2}]),
        item("q2", "decimal", min=0.5, show_if="q1 == 'no'"),
        title="Phiếu: thử",
        demonstration=True,
        weighting={
            "targets": [
                {
                    "group": "gioi",
                    "universe": "Toàn tỉnh",
                    "year": 2019,
                    "source": "Tổng điều tra",
                    "counts": {"nam": 233097, "012": 227099},
                }
            ]
        },
    )
    text = write_questionnaire(made)
    assert text.startswith('format: ydan/1\nid: thu\ntitle: "Phiếu: thử"\ndemonstration: true\n')
    assert '          - {code: "no", text: "Có, nhưng", score: 2}\n' in text
    assert (
        '      - {id: q2, type: decimal, text: "Câu q2?", show_if: "q1 == \'no\'", min: 0.5}\n'
        in text
    )
    assert '{nam: 233097, "012": 227099}' in text
    assert read_text(text, "x") == made


def test_long_and_nested_lists_are_written_line_by_line():
    codes = [f"phuong_an_{number}" for number in range(12)]
    made = questionnaire(
        item("q1", "scale", top_box=codes),
        tables={"pairs": [["gioi", "tuoi"], ["gioi", "dan_toc"]]},
    )
    text = write_questionnaire(made)
    assert "        top_box:\n          - phuong_an_0\n" in text
    assert "  pairs:\n    - [gioi, tuoi]\n" in text
    assert read_text(text, "x") == made


def test_translation_is_written_and_read_the_same(tmp_path):
    made = Translation.model_validate(
        {
            "format": "ydan/1",
            "language": "en",
            "texts": {"items.q1.choices.60+": {"source": "0a1b2c3d", "text": "60: and over\nyes"}},
        }
    )
    path = tmp_path / "en.yaml"
    path.write_text(write_translation(made), encoding="utf-8")
    assert read_translation(path, "en")[0] == made
