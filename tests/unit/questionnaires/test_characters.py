import pytest

from questionnaires.characters import find_hidden, tidy


@pytest.mark.parametrize(
    "text", ["", "Đường xấu\n\tlắm", "👨‍👩‍👧 🇻🇳", "ꞏ Hmoob", "ດີ", "a\u00a0b\u200d", "\u2028"]
)
def test_find_hidden_lets_ordinary_text_pass(text):
    assert find_hidden(text) is None


@pytest.mark.parametrize(
    "character",
    [
        *("\x00", "\x07", "\x0b", "\r", "\x1b", "\x7f", "\x85", "\u061c", "\u200e", "\u202e"),
        *("\u2066", "\ufeff", "\ufffe", "\uffff", "\ufdd0", "\ud800", "\udfff", "\U000e0041"),
    ],
)
def test_find_hidden_names_what_hides(character):
    assert find_hidden(f"a{character}b") == f"U+{ord(character):04X}"


def test_tidy_gives_nfc_plain_newlines_and_no_blank_ends():
    assert tidy("  Đường\r\nxấu\r ") == "Đường\nxấu"
    assert tidy(" a\r\nb ") == "a\nb"
    assert tidy(" \u00a0\n") == ""
