"""The carry: what was typed survives the way, and no change does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.web.public.carry import Carrier, Carry, CarryError

KEY = "k" * 40
PLACE = {"collector_code": "ABC234", "version_hash": "f" * 64}
FIELDS = st.dictionaries(st.text(max_size=9), st.lists(st.text(max_size=30)).map(tuple), max_size=5)


@given(fields=FIELDS, is_live=st.booleans(), items=st.lists(st.text(max_size=5)).map(tuple))
def test_carry_comes_back_as_it_went(
    fields: dict[str, tuple[str, ...]], is_live: bool, items: tuple[str, ...]
) -> None:
    carry = Carry(is_live, items, fields)
    assert Carrier(KEY).unpack(Carrier(KEY).pack(carry, **PLACE), **PLACE) == carry


def test_text_needs_no_escaping_in_html() -> None:
    packed = Carrier(KEY).pack(Carry(False, (), {"q": ("<\"'>&",)}), **PLACE)
    assert not set(packed) & set("<>\"'&")


def test_long_answers_are_compressed() -> None:
    packed = Carrier(KEY).pack(Carry(False, (), {"q": ("đường xấu " * 100,)}), **PLACE)
    assert len(packed) < 300


def test_nothing_to_carry_is_an_empty_field() -> None:
    assert Carrier(KEY).pack(Carry(), **PLACE) == ""
    assert Carrier(KEY).unpack("", **PLACE) == Carry()


@pytest.mark.parametrize(
    "place",
    [{**PLACE, "collector_code": "XYZ234"}, {**PLACE, "version_hash": "e" * 64}],
    ids=["collector", "version"],
)
def test_carry_of_elsewhere_is_refused(place: dict[str, str]) -> None:
    packed = Carrier(KEY).pack(Carry(True, ("q1",), {}), **PLACE)
    with pytest.raises(CarryError):
        Carrier(KEY).unpack(packed, **place)


@pytest.mark.parametrize("text", [".", "eyJsIjoxfQ.x", "đ", "a" * 5000, ".eJx.a", "\x00"])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CarryError):
        Carrier(KEY).unpack(text, **PLACE)
