import pytest

from questionnaires.engine import Answers, group_tags, validate, visible_items
from questionnaires.library import library_path, list_flash_questionnaires, list_questionnaires
from questionnaires.model import Questionnaire
from questionnaires.reader import read_questionnaire

SATISFACTION = "hai-long-dvc-ntm-2026"
PULSE = "nam-bat-2026-07"
FLASH = ("nhanh-biet-chu-truong", "nhanh-dong-tinh")


def shipped(name: str) -> Questionnaire:
    return read_questionnaire(library_path(name))


def test_lists_the_shipped_questionnaires_by_their_ids() -> None:
    assert list_questionnaires() == (SATISFACTION, PULSE, *FLASH)
    assert list_flash_questionnaires() == FLASH
    assert [shipped(name).id for name in list_questionnaires()] == list(list_questionnaires())


def test_has_no_path_for_an_unknown_questionnaire() -> None:
    with pytest.raises(KeyError):
        library_path("../draft")


@pytest.mark.parametrize("name", [SATISFACTION, PULSE, *FLASH])
def test_asks_for_consent_with_what_the_law_wants_told(name: str) -> None:
    questionnaire = shipped(name)
    assert all([questionnaire.conductor, questionnaire.contact, questionnaire.purpose])
    for told in ("Dữ liệu gồm", "được giữ nhiều nhất", "quyền", "rút", "xóa", "khiếu nại", "16"):
        assert told in questionnaire.consent.text
    assert questionnaire.privacy.mode == "confidential"
    assert questionnaire.privacy.k_min == 10


@pytest.mark.parametrize("name", [SATISFACTION, PULSE, *FLASH])
def test_never_calls_itself_anonymous(name: str) -> None:
    questionnaire = shipped(name)
    for language in questionnaire.shown_languages:
        words = " ".join(questionnaire.in_language(language).texts.values()).casefold()
        assert "ẩn danh" not in words
        assert "anonym" not in words


def test_the_satisfaction_survey_has_its_groups_targets_and_stop() -> None:
    questionnaire = shipped(SATISFACTION)
    assert [group.id for group in questionnaire.groups] == [
        "xa_phuong",
        "doi_tuong",
        "gioi",
        "nhom_tuoi",
        "dan_toc",
    ]
    assert questionnaire.weighting is not None
    targets = {target.group: target for target in questionnaire.weighting.targets}
    assert (targets["gioi"].year, sum(targets["gioi"].counts.values())) == (2019, 460_196)
    assert (targets["dan_toc"].year, sum(targets["dan_toc"].counts.values())) == (2009, 370_502)
    assert questionnaire.weighting.trim == (0.3, 3.0)
    assert questionnaire.stop.close_after == 10_000
    assert questionnaire.stop.close_at is not None


def test_the_satisfaction_survey_speaks_english_in_full() -> None:
    questionnaire = shipped(SATISFACTION)
    english = questionnaire.in_language("en")
    assert questionnaire.shown_languages == ("vi", "en")
    assert english.texts.keys() == questionnaire.texts.keys()
    kept = {path for path, text in english.texts.items() if text == questionnaire.texts[path]}
    assert kept == {
        *(f"items.dan_toc.choices.{code}" for code in ("thai", "dao", "ha_nhi", "giay", "la_hu")),
        "items.q14.choices.facebook",
    }


def test_paperwork_is_asked_about_only_if_there_was_some() -> None:
    questionnaire = shipped(SATISFACTION)
    without = visible_items(questionnaire, Answers({"q1": "khong", "q7": "khong", "q11": "5"}))
    online = Answers({"q1": "co", "q5": "nho_online", "q7": "nghe", "q11": "2"})
    assert {"q2", "q3", "q4", "q5", "q6", "q9", "q10", "q12"}.isdisjoint(without)
    assert visible_items(questionnaire, online) == tuple(item.id for item in questionnaire.items)


def test_the_groups_are_fed_by_the_first_page() -> None:
    answers = Answers({"doi_tuong": "khac", "gioi": "kdk", "tuoi": "60+", "dan_toc": "la_hu"})
    assert group_tags(shipped(SATISFACTION), answers) == {
        "doi_tuong": "khac",
        "gioi": "kdk",
        "nhom_tuoi": "60+",
        "dan_toc": "la_hu",
    }


def test_the_pulse_has_six_pages_and_follows_its_questions_over_the_months() -> None:
    questionnaire = shipped(PULSE)
    assert [[item.id for item in page.items] for page in questionnaire.pages] == [
        [f"p{number}"] for number in range(1, 7)
    ]
    followed = [item.id for item in questionnaire.items if getattr(item, "trend", False)]
    assert followed == ["p1", "p2", "p3", "p4", "p5"]


def test_the_pulse_asks_about_solutions_only_of_those_who_worry() -> None:
    questionnaire = shipped(PULSE)
    worried = Answers({"p2": ("gia_ca", "hoc")})
    carefree = Answers({"p2": ("khong",)})
    assert "p3" in visible_items(questionnaire, worried)
    assert "p3" not in visible_items(questionnaire, carefree)
    assert validate(questionnaire, carefree) == ()


@pytest.mark.parametrize("name", FLASH)
def test_a_flash_template_takes_a_minute_and_can_be_opened_as_it_is(name: str) -> None:
    questionnaire = shipped(name)
    assert len(questionnaire.items) <= 3
    assert len(questionnaire.pages) == 1
    assert "minh họa" not in " ".join(questionnaire.texts.values())
    assert not questionnaire.demonstration
    assert any(getattr(item, "trend", False) for item in questionnaire.items)


def test_the_awareness_template_asks_for_the_source_of_those_who_know() -> None:
    questionnaire = shipped(FLASH[0])
    assert visible_items(questionnaire, Answers({"da_biet": "chua"})) == ("da_biet",)
    assert "nghe_tu" in visible_items(questionnaire, Answers({"da_biet": "co"}))
