"""Comments cleaned, folded and covered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.services.comments.text import MASK, clean, cover, find_phrase, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường liên bản XẤU quá", "duong lien ban xau qua"),
        ("đ Đ", "d d"),
        ("Thủ  tục\n rườm rà", "thu tuc ruom ra"),
        ("ươn ƯƠN", "uon uon"),
        ("thuỷ thủy", "thuy thuy"),
        ("", ""),
        ("ﬁle", "file"),
        ("𝑨", "a"),
    ],
)
def test_fold_drops_diacritics_case_and_gaps(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=300))
def test_fold_of_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_clean_removes_what_reorders_or_hides() -> None:
    assert clean("a\u202eb\u2066c\u200bd\x00e\ufffef") == "abcdef"
    assert clean("một\r\nhai\rba") == "một\nhai\nba"
    assert clean("a\n\n\n\n\nb") == "a\n\nb"
    assert clean("  x \n ") == "x"
    assert clean("e\u0302\u0301") == clean("e\u200b\u0302\u0301") == "ế"


@given(st.text(max_size=500))
def test_clean_is_stable_and_holds_no_control(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not {"\u202e", "\u2066", "\x00", "\r"} & set(once)


def test_cover_replaces_each_stretch_once() -> None:
    assert cover("gọi Lan số 0912", [(4, 7), (11, 15)]) == f"gọi {MASK} số {MASK}"
    assert cover("abcdef", [(0, 3), (2, 4)]) == f"{MASK}ef"
    assert cover("abc", []) == "abc"
    assert cover("😀 Lan", [(2, 5)]) == f"😀 {MASK}"


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 1), (0, 99)])
def test_cover_refuses_a_stretch_outside(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no part"):
        cover("abc", [span])


@given(
    st.text(max_size=80), st.lists(st.tuples(st.integers(0, 79), st.integers(1, 80)), max_size=8)
)
def test_cover_leaves_nothing_of_what_was_covered(text: str, wanted: list[tuple[int, int]]) -> None:
    spans = [(a, b) for a, b in wanted if a < b <= len(text)]
    gone = {place for a, b in spans for place in range(a, b)}
    kept = "".join(c for place, c in enumerate(text) if place not in gone)
    assert cover(text, spans).replace(MASK, "") == kept.replace(MASK, "")


def test_find_phrase_ignores_case_and_finds_all() -> None:
    assert find_phrase("Lan và lan và LAN", "lan") == ((0, 3), (7, 10), (14, 17))
    assert find_phrase("abc", "  ") == ()
    assert find_phrase("abc", "x") == ()
    assert find_phrase("İ lan Lan", "lan") == ((2, 5),)
