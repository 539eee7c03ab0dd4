"""Places are called as people call them."""

from survey_app.printing.places import begin_sentence, name_unit


def test_a_commune_is_named_with_its_kind() -> None:
    assert name_unit("phuong", "Tân Phong") == "phường Tân Phong"


def test_english_puts_the_kind_behind() -> None:
    assert name_unit("thanh_pho", "Đồng Nai", language="en") == "Đồng Nai city"


def test_a_language_without_catalogue_falls_back_to_vietnamese() -> None:
    assert name_unit("dac_khu", "Côn Đảo", language="hmn") == "đặc khu Côn Đảo"


def test_begin_sentence_raises_the_first_letter_only() -> None:
    assert begin_sentence("đặc khu Côn Đảo") == "Đặc khu Côn Đảo"
    assert begin_sentence("") == ""
