"""Many notices: the document between the two processes, and what is written whole."""

from datetime import datetime
from pathlib import Path

from survey_app.printing.many import _from_dict, _to_dict, write_whole
from survey_app.printing.notice import Notice, describe_notice

NOTICE = Notice(
    address="HTTPS://YDAN.EXAMPLE/S/K7M2QP",
    code="K7M2QP",
    title="Ý kiến",
    place="phường Giảng Võ, thành phố Hà Nội",
    label="Chợ" * 50,
    closes_at=datetime(2026, 12, 15, 17),  # noqa: DTZ001 - a wall clock, as it is printed
)


def test_a_notice_comes_back_as_it_went() -> None:
    assert _from_dict(_to_dict(NOTICE)) == NOTICE  # type: ignore[arg-type]  # its own fields


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    write_whole(path, b"one")
    write_whole(path, b"two")

    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_province_is_never_broken_and_a_label_stays_on_one_line() -> None:
    content = describe_notice(NOTICE)

    assert content["place"] == "Phường Giảng Võ, thành\u00a0phố\u00a0Hà\u00a0Nội"
    assert str(content["label"]).endswith("…")
    assert len(str(content["label"])) < 110
