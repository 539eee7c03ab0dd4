"""Login names: one kept form however they are typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.services.accounts.login_name import check_login, is_login, normal_login
from survey_app.services.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  HOA ", "hoa"),
        ("Lo\u0300.Thi\u0323", "lò.thị"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ĐẠT@xa.phongtho", "đạt@xa.phongtho"),
    ],
)
def test_name_is_kept_composed_and_without_case(typed: str, kept: str) -> None:
    assert check_login(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a b", ".ab", "ab.", "a\0b", "a/b", "<b>", "_ab", "n" * 81, "\u200bab", "😀😀"],
)
def test_name_that_nobody_can_type_again_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="bad_login"):
        check_login(typed)


@given(st.text(max_size=90))
def test_kept_form_is_stable(typed: str) -> None:
    kept = normal_login(typed)
    assert normal_login(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert normal_login(typed.upper().lower()) == normal_login(typed.upper())
    if is_login(kept):
        assert check_login(typed) == kept
