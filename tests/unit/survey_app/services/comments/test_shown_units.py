"""The unit that a comment is shown under: never one where too few people answered."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from survey_app.services.comments.shown_units import shown_units

PARENTS = {"01001": "01", "01002": "01", "01003": "01", "02001": "02", "01": None, "02": None}


def test_large_units_keep_their_name() -> None:
    people = {"01001": 40, "01002": 10}
    assert shown_units(people, PARENTS, 10) == {"01001": "01001", "01002": "01002"}


def test_a_small_unit_goes_up_with_another_one() -> None:
    people = {"01001": 3, "01002": 20, "01003": 90}
    assert shown_units(people, PARENTS, 10) == {
        "01001": "01",
        "01002": "01",
        "01003": "01003",
    }


def test_small_units_that_are_enough_together_go_up_alone() -> None:
    people = {"01001": 6, "01002": 7, "01003": 90}
    assert shown_units(people, PARENTS, 10)["01003"] == "01003"


def test_a_small_unit_beside_answers_of_the_province_itself() -> None:
    people: dict[str | None, int] = {"01001": 4, "01": 30}
    assert shown_units(people, PARENTS, 10) == {"01001": "01", "01": "01"}


def test_what_is_too_few_for_a_province_stands_under_none() -> None:
    people: dict[str | None, int] = {"02001": 4, "01001": 40, "01002": 40, None: 20}
    assert shown_units(people, PARENTS, 10) == {
        "02001": None,
        "01001": "01001",
        "01002": "01002",
    }


def test_nobody_and_an_unknown_unit() -> None:
    assert shown_units({}, {}, 10) == {}
    assert shown_units({None: 12}, {}, 10) == {}
    assert shown_units({"99999": 12}, {}, 10) == {"99999": "99999"}


@given(
    st.dictionaries(st.sampled_from([*PARENTS, None]), st.integers(1, 30), max_size=7),
    st.integers(2, 12),
)
def test_no_label_stands_for_too_few_people(people: dict[str | None, int], minimum: int) -> None:
    shown = shown_units(people, PARENTS, minimum)
    standing: Counter[str | None] = Counter()
    for code, count in people.items():
        standing[shown[code] if code is not None else None] += count
    if sum(people.values()) >= minimum:
        assert all(count >= minimum for count in standing.values())
    else:
        assert set(standing) <= {None}
