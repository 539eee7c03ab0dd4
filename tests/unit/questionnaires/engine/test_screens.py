from questionnaires.engine import Answers, Screen, screens
from tests.unit.questionnaires.building import item, questionnaire

COMMUNE = questionnaire(
    [item("gioi"), item("q1")],
    [
        item("q2", show_if="q1 == 'co'"),
        item("q3", show_if="q2 == 'co' and gioi == 'co'"),
        item("q4"),
        item("q5", show_if="q4 == 'co' or q1 == 'khong'"),
        item("q6", "note"),
    ],
)


def shapes(made, answers, *, live):
    return [
        (s.page_id, s.item_ids, s.first_of_page) for s in screens(made, Answers(answers), live=live)
    ]


def test_without_script_a_page_is_parted_before_an_item_that_depends_on_it():
    assert shapes(COMMUNE, {"q1": "co"}, live=False) == [
        ("p1", ("gioi", "q1"), True),
        ("p2", ("q2",), True),
        ("p2", ("q4",), False),
        ("p2", ("q6",), False),
    ]
    everything = {"gioi": "co", "q1": "co", "q2": "co", "q4": "co"}
    assert shapes(COMMUNE, everything, live=False) == [
        ("p1", ("gioi", "q1"), True),
        ("p2", ("q2",), True),
        ("p2", ("q3", "q4"), False),
        ("p2", ("q5", "q6"), False),
    ]


def test_a_screen_without_items_is_left_out_and_the_next_is_the_first():
    assert shapes(COMMUNE, {"q1": "khong"}, live=False) == [
        ("p1", ("gioi", "q1"), True),
        ("p2", ("q4",), True),
        ("p2", ("q5", "q6"), False),
    ]


def test_live_page_holds_dependent_items_with_earlier_answers_put_in():
    made = screens(COMMUNE, Answers({"gioi": "co", "q1": "co", "q2": "khong"}), live=True)
    assert made[1] == Screen(
        "p2",
        ("q2", "q3", "q4", "q5", "q6"),
        True,
        {
            "q3": [
                "and",
                ["==", ["name", "q2"], ["text", "co"]],
                ["==", ["text", "co"], ["text", "co"]],
            ],
            "q5": [
                "or",
                ["==", ["name", "q4"], ["text", "co"]],
                ["==", ["text", "co"], ["text", "khong"]],
            ],
        },
    )


def test_live_page_leaves_out_what_can_never_be_shown_and_frees_what_always_is():
    second = screens(COMMUNE, Answers({"gioi": "khong", "q1": "khong"}), live=True)[1]
    assert second.item_ids == ("q4", "q5", "q6")
    assert second.conditions == {}


def test_live_page_leaves_out_items_that_wait_for_an_earlier_page():
    second = screens(COMMUNE, Answers({}), live=True)[1]
    assert second.item_ids == ("q4", "q5", "q6")
    assert second.conditions == {
        "q5": ["or", ["==", ["name", "q4"], ["text", "co"]], ["==", ["unknown"], ["text", "khong"]]]
    }


def test_a_text_that_repeats_an_answer_starts_a_new_screen_in_both_modes():
    made = questionnaire(item("q1"), item("q2", text="Vì sao {q1}?"), item("q3", hint="{gone}"))
    expected = [("p1", ("q1",), True), ("p1", ("q2", "q3"), False)]
    assert shapes(made, {}, live=False) == expected
    assert shapes(made, {}, live=True) == expected


def test_a_condition_on_a_calculation_starts_a_new_screen_in_both_modes():
    made = questionnaire(
        item("nam", "integer"),
        item("tuoi", "calculate", expression="2026 - nam"),
        item("gap_doi", "calculate", expression="tuoi * 2"),
        item("q1"),
        item("q2", show_if="gap_doi > 36"),
    )
    expected = [("p1", ("nam", "q1"), True), ("p1", ("q2",), False)]
    assert shapes(made, {"nam": 1990}, live=False) == expected
    assert shapes(made, {"nam": 1990}, live=True) == expected
    assert shapes(made, {}, live=True) == [("p1", ("nam", "q1"), True)]


def test_a_calculation_from_earlier_pages_parts_nothing():
    made = questionnaire(
        [item("nam", "integer")],
        [
            item("tuoi", "calculate", expression="2026 - nam"),
            item("q1"),
            item("q2", show_if="tuoi > 18 and q1 == 'co'"),
        ],
    )
    (_, second) = screens(made, Answers({"nam": 1990}), live=True)
    assert second.item_ids == ("q1", "q2")
    assert [
        screen.item_ids for screen in screens(made, Answers({"nam": 1990, "q1": "co"}), live=False)
    ] == [
        ("nam",),
        ("q1",),
        ("q2",),
    ]


def test_a_page_of_calculations_alone_is_no_screen():
    made = questionnaire([item("q1")], [item("x", "calculate", expression="1")])
    assert shapes(made, {}, live=False) == [("p1", ("q1",), True)]
