"""The words that go with a link."""

from datetime import UTC, datetime

from survey_app.services.collecting.lines import fold, state_of
from survey_app.services.collecting.share import Invitation, describe, share_text

WHOLE = Invitation(
    title="Ý kiến về chợ",
    conductor="Ủy ban nhân dân xã.",
    place="Xã Bum Nưa, tỉnh Lai Châu",
    closes_at=datetime(2026, 12, 15, 10, tzinfo=UTC),
    demonstration=True,
    language="vi",
)
BARE = Invitation("Ý kiến", "", "", None, demonstration=False, language="vi")


def test_a_text_says_where_who_and_until_when_and_ends_with_the_address() -> None:
    assert share_text(WHOLE, "https://ydan.example/s/K7M2QP").split("\n") == [
        "Ý kiến về chợ",
        (
            "BẢN TRÌNH DIỄN, không phải khảo sát thật. "
            "Kính mời người dân xã Bum Nưa, tỉnh Lai Châu "
            "cho ý kiến. Cơ quan thực hiện: Ủy ban nhân dân xã. "
            "Nhận phiếu đến 17:00 ngày 15/12/2026."
        ),
        "Trả lời tại: https://ydan.example/s/K7M2QP",
    ]


def test_what_is_not_known_is_not_said() -> None:
    assert describe(BARE) == "Kính mời ông, bà cho ý kiến."


def test_search_needs_no_diacritics() -> None:
    assert fold("Đắk Lắk, Sín Thầu") == "dak lak, sin thau"


def test_the_state_follows_from_two_columns() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    assert state_of(None, None) == "active"
    assert state_of("K7M2QP", None) == "rotated"
    assert state_of("K7M2QP", moment) == "retired"
