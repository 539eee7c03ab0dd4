"""`flask people …` and `flask data check` as an operator types them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.access import load_units
from tests.support.staff import make_person

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.support.site import Site


@pytest.fixture(autouse=True)
def units(site: Site, tmp_path: Path) -> None:
    load_units(site, tmp_path)


def run(site: Site, *arguments: str) -> Result:
    return site.app.test_cli_runner().invoke(args=list(arguments))


def test_roles_are_given_listed_and_ended_by_their_number(site: Site) -> None:
    link = run(site, "people", "add", "chi.hoa", "--name", "Lò Thị Hoa", "--role", "viewer",
               "--unit", "12")  # fmt: skip
    assert link.output.startswith("http://127.0.0.1:8000/staff/invitation/")
    given = run(site, "people", "grant", "chi.hoa", "--role", "officer", "--unit", "03408",
                "--to", "31/12/2026", "--group", "Phụ nữ")  # fmt: skip
    number = given.output.strip()
    assert number.isdigit()
    listed = run(site, "people", "list").output
    assert "chi.hoa" in listed
    assert "Phường Tân Phong, tỉnh Lai Châu, 01/07/2026 - 31/12/2026" in listed
    ended = run(site, "people", "end", "chi.hoa", number)
    assert (ended.exit_code, "Đã thu hồi vai trò" in ended.output) == (0, True)
    again = run(site, "people", "end", "chi.hoa", number)
    assert again.exit_code == 1
    assert "đã hết hạn" in again.output


def test_a_new_link_and_a_reset(site: Site) -> None:
    first = run(site, "people", "add", "chi.hoa", "--name", "Hoa", "--role", "viewer").output
    second = run(site, "people", "invite", "chi.hoa").output
    assert first != second
    third = run(site, "people", "invite", "chi.hoa", "--reset").output
    assert third.startswith("http://127.0.0.1:8000/staff/invitation/")


def test_what_is_wrong_is_one_line(site: Site) -> None:
    for arguments in (
        ("people", "grant", "khong.co", "--role", "viewer"),
        ("people", "invite", "khong.co"),
        ("people", "end", "khong.co", "1"),
    ):
        refused = run(site, *arguments)
        assert refused.exit_code == 1
        assert "Không có ai dùng tên đăng nhập khong.co" in refused.output
    make_person(site.context, ("viewer", "12"), name="Lò Hoa")
    wrong = run(site, "people", "grant", "chi.hoa", "--role", "viewer", "--from", "31/02/2026")
    assert wrong.exit_code == 2
    assert run(site, "people", "list", "--unit", "14").output.startswith("Chưa có ai")


def test_the_check_prints_a_line_each_and_names_the_first_broken_event(site: Site) -> None:
    run(site, "people", "add", "chi.hoa", "--name", "Hoa", "--role", "viewer")
    good = run(site, "data", "check")
    assert good.exit_code == 0, good.output
    assert "chuỗi còn nguyên vẹn, 3 sự kiện" in good.output
    assert len(good.output.splitlines()) == 7
    with site.context.database.default.execution_options(ydan_write=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_kept")
        connection.exec_driver_sql("UPDATE audit_event SET actor = 'x' WHERE id = 2")
    broken = run(site, "data", "check")
    assert broken.exit_code == 1
    assert "HỎNG: Nhật ký: sự kiện số 2 đã bị sửa sau khi ghi" in broken.output
