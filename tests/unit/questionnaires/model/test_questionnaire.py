import pytest
from pydantic import ValidationError

from questionnaires.engine import Answers, finish
from questionnaires.model import ITEM_TYPES, Choice, Questionnaire, text_mark
from tests.unit.questionnaires.building import document, item, questionnaire

LISTS = {"muc": [{"code": "1", "text": "Một"}, {"code": "2", "text": "Hai"}]}
ENGLISH = {
    "format": "ydan/1",
    "language": "en",
    "texts": {
        "title": {"source": text_mark("Phiếu thử"), "text": "Test form"},
        "consent.yes": {"source": "00000000", "text": "Yes"},
        "items.q1.text": {"source": "00000000", "text": "Question 1?"},
        "items.q1.choices.co": {"source": "00000000", "text": "Yes"},
        "items.q1.hint": {"source": "00000000", "text": ""},
        "lists.muc.1": {"source": "00000000", "text": "One"},
        "items.q4.rows.r1": {"source": "00000000", "text": "Row 1"},
        "items.q5.check.message": {"source": "00000000", "text": "Look again"},
        "groups.g.label": {"source": "00000000", "text": "Group"},
        "indicators.i.text": {"source": "00000000", "text": "Indicator"},
        "pages.p1.title": {"source": "00000000", "text": "no such text"},
        "items.gone.text": {"source": "00000000", "text": "no such item"},
    },
}


def bilingual() -> Questionnaire:
    return questionnaire(
        [item("q1", hint="Chọn một"), item("q2", "scale", choices="muc")],
        [
            item("q4", "grid", choices="muc"),
            item("q5", "integer", check={"expression": "q5 > 0", "message": "Xem lại"}),
        ],
        lists=LISTS,
        languages=["en", "hmn"],
        groups=[{"id": "g", "label": "Nhóm"}],
        indicators=[{"id": "i", "text": "Chỉ số", "item": "q2"}],
        translations={"en": ENGLISH},
    )


def test_items_are_found_by_id_with_their_page_and_choices():
    made = bilingual()
    assert [one.id for one in made.items] == ["q1", "q2", "q4", "q5"]
    assert made.item("q4").type == "grid"
    assert made.find_item("q9") is None
    assert made.page_of("q5").id == "p2"
    assert [choice.code for choice in made.choices_of(made.item("q2"))] == ["1", "2"]
    assert made.choices_of(made.item("q5")) == ()
    with pytest.raises(KeyError):
        made.item("q9")
    with pytest.raises(KeyError):
        made.page_of("q9")


def test_choices_of_an_absent_list_are_none():
    made = questionnaire(item("q1", choices="muc"))
    assert made.choices_of(made.item("q1")) == ()


@pytest.mark.parametrize("kind", ITEM_TYPES)
def test_every_item_type_survives_json(kind):
    keys = {"expression": "1 + 1"} if kind == "calculate" else {}
    made = questionnaire(item("q1", kind, **keys))
    assert Questionnaire.from_json(made.to_json()) == made
    assert made.item("q1").type == kind


def test_json_round_trip_keeps_content_and_hash():
    made = bilingual()
    again = Questionnaire.from_json(made.to_json())
    assert again == made
    assert again.content_hash == made.content_hash
    assert len(made.content_hash) == 64


def test_content_hash_changes_with_structure_texts_and_translations():
    made = bilingual()
    changed = [
        made.model_copy(update={"title": "Khác"}),
        made.model_copy(update={"translations": {}}),
        made.with_choices("q1", [Choice(code="x", text="X")]),
        made.model_copy(update={"pages": tuple(reversed(made.pages))}),
    ]
    assert len({made.content_hash, *(other.content_hash for other in changed)}) == 5


def test_content_hash_ignores_keys_written_at_their_default():
    plain = questionnaire(item("q1"))
    spelled = questionnaire(item("q1", required=False, order="fixed"), language="vi")
    assert plain.content_hash == spelled.content_hash


def test_in_language_replaces_texts_and_nothing_else():
    made = bilingual()
    english = made.in_language("en")
    assert (english.language, english.title, english.consent.yes) == ("en", "Test form", "Yes")
    assert english.item("q1").text == "Question 1?"
    assert english.item("q1").hint == "Chọn một"
    assert [choice.text for choice in english.choices_of(english.item("q1"))] == ["Yes", "Không"]
    assert english.lists["muc"][0].text == "One"
    assert english.item("q4").rows[0].text == "Row 1"
    assert english.item("q5").check.message == "Look again"
    assert english.groups[0].label == "Group"
    assert english.indicators[0].text == "Indicator"
    assert english.content_hash == made.content_hash
    assert set(english.texts) == set(made.texts)
    assert made.title == "Phiếu thử"


def test_in_language_is_made_once_and_leads_back():
    made = bilingual()
    english = made.in_language("en")
    assert made.in_language("en") is english
    assert english.in_language("en") is english
    assert english.in_language("vi") is made
    assert english.in_language("th") is english
    assert made.in_language("hmn") is made
    assert english.shown_languages == made.shown_languages == ("vi", "en")


def test_texts_are_listed_by_path_in_order():
    paths = list(bilingual().texts)
    assert paths == [
        *("title", "consent.text", "consent.yes", "consent.no", "lists.muc.1", "lists.muc.2"),
        *("groups.g.label", "items.q1.text", "items.q1.hint"),
        *("items.q1.choices.co", "items.q1.choices.khong", "items.q2.text", "items.q4.text"),
        *("items.q4.rows.r1", "items.q4.rows.r2", "items.q5.text", "items.q5.check.message"),
        "indicators.i.text",
    ]


def test_with_choices_freezes_units_into_a_version():
    made = questionnaire(item("xa", choices=None, choices_from="units:12"), item("q1"))
    frozen = made.with_choices("xa", [Choice(code="03388", text="Xã Một")])
    assert made.choices_of(made.item("xa")) == ()
    assert frozen.choices_of(frozen.item("xa"))[0].code == "03388"
    assert frozen.item("xa").choices_from == "units:12"
    assert frozen.item("q1") == made.item("q1")


def test_model_copy_forgets_what_was_worked_out():
    made = questionnaire(item("q1"), item("q2"))
    assert finish(made, Answers({"q2": "co"})) == {"q2": "co"}
    page = made.pages[0]
    shorter = made.model_copy(
        update={"pages": (page.model_copy(update={"items": page.items[:1]}),)}
    )
    assert [one.id for one in shorter.items] == ["q1"]
    assert finish(shorter, Answers({"q2": "co"})) == {}
    assert shorter.content_hash != made.content_hash


def test_questionnaire_is_frozen():
    with pytest.raises(ValidationError):
        questionnaire(item("q1")).title = "Khác"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "ydan/2"},
        {"unknown": 1},
        {"title": ""},
        {"pages": []},
        {"id": "Có dấu"},
        {"language": "tiếng Việt"},
        {"privacy": {"k_min": 0}},
        {"privacy": {"mode": "secret"}},
        {"stop": {"close_at": "2026-12-15T17:00:00"}},
        {"demonstration": "yes"},
        {"demonstration": 1},
        {"weighting": {"targets": [{"group": "g", "universe": "u", "year": 2019, "source": "s"}]}},
        {"weighting": {"trim": [0, 3]}},
        {"lists": {"muc": []}},
    ],
)
def test_model_refuses_a_bad_document(change):
    with pytest.raises(ValidationError):
        Questionnaire.model_validate(document(item("q1"), **change))


@pytest.mark.parametrize(
    "bad",
    [
        item("Q1"),
        item("q1", rows=[]),
        item("q1", "text", choices=[]),
        item("q1", "slider"),
        item("q1", "multiple", max=0),
        item("q1", "decimal", min="nan"),
        item("q1", "text", max_length=20_000),
        item("q1", choices=[{"code": "a b", "text": "x"}]),
        item("q1", choices=[{"code": "a.b", "text": "x"}]),
        item("q1", choices=[{"code": "", "text": "x"}]),
        item("q1", choices=[{"code": 1, "text": "x"}]),
        item("q1", choices=[{"code": "a", "text": "x", "missing": "on"}]),
        item("q1", choices_from="https://example.org"),
        item("q1", "note", required=True),
    ],
)
def test_model_refuses_a_bad_item(bad):
    with pytest.raises(ValidationError):
        questionnaire(bad)


def test_target_takes_counts_or_shares():
    target = {"group": "g", "universe": "u", "year": 2019, "source": "s", "shares": {"nam": 0.5}}
    made = questionnaire(item("q1"), weighting={"targets": [target]})
    assert made.weighting.targets[0].shares == {"nam": 0.5}
    both = {**target, "counts": {"nam": 10}}
    with pytest.raises(ValidationError):
        questionnaire(item("q1"), weighting={"targets": [both]})
