import pytest

from questionnaires.checks.claims import check_claims
from questionnaires.model import TranslatedText, Translation
from tests.unit.questionnaires.checks.draft import Q1, draft, found


@pytest.mark.parametrize(
    "text", ["Phiếu ẩn danh.", "PHIẾU ẨN DANH", "Khảo sát khuyết danh", "An anonymous form"]
)
def test_refuses_the_word_anonymous_on_an_open_form(text: str) -> None:
    assert found(check_claims, draft(Q1, f'intro: "{text}"')) == [("anonymous_claim", "intro")]


@pytest.mark.parametrize(
    "text", ["Không hỏi tên.", "Phiếu này không ẩn danh.", "This form is not anonymous."]
)
def test_accepts_what_is_true(text: str) -> None:
    assert found(check_claims, draft(Q1, f'intro: "{text}"')) == []


def test_accepts_the_word_in_the_anonymous_mode() -> None:
    anonymous = "privacy: {mode: anonymous}\nsample: {type: invited}\nintro: Phiếu ẩn danh."
    assert found(check_claims, draft(Q1, anonymous)) == []


def test_reads_translations_too() -> None:
    entry = TranslatedText(source="00000000", text="Your answers are anonymous.")
    english = Translation(format="ydan/1", language="en", texts={"intro": entry})
    questionnaire = draft(Q1).model_copy(update={"translations": {"en": english}})
    assert found(check_claims, questionnaire) == [
        ("anonymous_claim", "translations.en.texts.intro")
    ]
