"""Every catalogue of printed matter says the same things."""

import pytest

from survey_app.printing.wording import NoticeWords, read_words


@pytest.mark.parametrize("language", ["vi", "en"])
def test_catalogue_is_complete(language: str) -> None:
    words, original = read_words(language), read_words("vi")
    assert set(words["notice"]) == set(NoticeWords.__annotations__)
    assert words["kinds"].keys() == original["kinds"].keys()
    assert words["notice"]["privacy"].keys() == {"confidential", "anonymous", "named"}
    assert len(words["notice"]["steps"]) == 3


def test_a_confidential_notice_never_promises_anonymity() -> None:
    text = read_words("vi")["notice"]["privacy"]["confidential"].lower()
    assert "ẩn danh" not in text
    assert "không ai biết" not in text
