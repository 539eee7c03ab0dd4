"""What a reviewer is pointed to: numbers, addresses, names; in hostile and long texts too."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.services.comments.mask_suggestions import MOST_SUGGESTIONS, Kind, suggest
from survey_app.services.comments.text import MASK, cover


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in suggest(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gọi 0912 345 678 nhé", [("phone", "0912 345 678")]),
        ("SĐT 0912.345.678.", [("phone", "0912.345.678")]),
        ("+84 912-345-678", [("phone", "+84 912-345-678")]),
        ("0213 3876 543", [("phone", "0213 3876 543")]),
        ("CCCD 012345678901", [("identity", "012345678901")]),
        ("cccd 0123 4567 8901", [("identity", "0123 4567 8901")]),
        ("CMND 045123456", [("identity", "045123456")]),
        ("thư về lan.nguyen+a@xa.gov.vn", [("email", "lan.nguyen+a@xa.gov.vn")]),
        ("nhà tôi ở số nhà 12A/3 tổ 4", [("address", "số nhà 12A/3")]),
        ("Ngõ 45 cạnh chợ", [("address", "Ngõ 45")]),
        ("bà Lò Thị Mai ở bản", [("name", "Lò Thị Mai")]),
        ("Ông Nam, anh Tuấn đều biết", [("name", "Nam"), ("name", "Tuấn")]),
        ("ông Giàng A Páo nói", [("name", "Giàng A Páo")]),
    ],
)
def test_suggests_what_may_tell_of_people(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Đường xấu, 12 năm chưa sửa",
        "đền bù 500.000.000 đồng",
        "hết 150 000 000 đ",
        "ông bà anh chị đều đồng ý",
        "Thưa Ông, Bà, đường hỏng",
        "năm 2026, 38 xã",
        "kinh phí 1234567",
        "banh 12",
    ],
)
def test_suggests_nothing_in_plain_words(text: str) -> None:
    assert found(text) == []


def test_covered_words_are_not_suggested_again() -> None:
    text = "bà Lò Thị Mai, 0912345678"
    once = cover(text, [one.span for one in suggest(text)])
    assert once == f"bà {MASK}, {MASK}"
    assert suggest(once) == ()


@given(st.text(alphabet="0123456789 .-+@aàôngbÔB\u202e\n/sốnhà", max_size=400))
def test_suggestions_lie_apart_inside_the_text(text: str) -> None:
    after = 0
    for one in suggest(text):
        assert after <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        after = one.end


@pytest.mark.parametrize(
    "piece",
    [
        "0",
        "0 ",
        "a@",
        "ông ",
        "ông A ",
        "số nhà ",
        "1.",
        "x.y@z.",
        "\u202e0",
        "<script>",
        "Ông Ông ",
    ],
)
def test_a_malicious_text_of_ten_thousand_characters_is_quick(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    begun = thread_time()
    assert len(suggest(text)) <= MOST_SUGGESTIONS
    assert thread_time() - begun < 1.0  # some thousandths; a pattern that goes back takes minutes


def test_kinds_are_all_reachable() -> None:
    text = "a@b.vn 012345678901 0912345678 số nhà 5 ông Nam"
    assert {one.kind for one in suggest(text)} == set(Kind)
