"""The life of a survey as its officer walks through it, in every state, with hostile input."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING

import pytest

from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.import_units import ensure_units
from survey_app.services.surveys.list_surveys import list_surveys
from survey_app.services.surveys.settings import read_settings
from tests.support.client import read_page
from tests.support.site import DESIGNS, LIBRARY
from tests.support.staff import make_staff

if TYPE_CHECKING:
    from tests.support.client import Page
    from tests.support.site import Site
    from tests.support.staff import Staff

GOOD = (DESIGNS / "single-choice.yaml").read_bytes()
PULSE = LIBRARY / "nam-bat-2026-07" / "questionnaire.yaml"
SURVEYS = "/staff/surveys"


@pytest.fixture
def officer(site: Site) -> Staff:
    """An officer of the whole installation."""
    return make_staff(site, "officer")


def upload(staff: Staff, *files: tuple[str, bytes], wave_of: str = "") -> Page:
    """Choose files as a browser does; the first is the main file."""
    sent = [(io.BytesIO(content), name) for name, content in files]
    data: dict[str, object] = {
        "csrf_token": staff.token(),
        "main": sent[:1],
        "sidecars": sent[1:],
        "wave_of": wave_of,
    }
    return read_page(staff.flask.post(f"{SURVEYS}/new/file", data=data), is_staff=True)


def states(site: Site) -> list[str]:
    return [line.state for line in list_surveys(site.context)]


def draft(site: Site) -> int:
    """A draft survey of the monthly pulse, its first collector made."""
    site.publish(PULSE, is_open=False)
    return list_surveys(site.context)[-1].id


def test_the_first_page_says_what_to_do_and_leads_there(site: Site, officer: Staff) -> None:
    page = officer.get("/staff/")
    assert page.heading == "Cuộc khảo sát"
    assert "Chưa có cuộc khảo sát nào" in page.text
    page = officer.get(f"{SURVEYS}/new")
    made = officer.press(page, f"{SURVEYS}/new/library", {"questionnaire": "nam-bat-2026-07"})
    assert made.heading == "Ý kiến nhanh tháng 7 năm 2026"
    assert "Đã lưu thành bản nháp" in made.text
    assert "khoảng" in made.text
    assert "Xem thử" in made.text
    assert states(site) == ["draft"]


def test_from_draft_to_open_to_closed_to_open_again(site: Site, officer: Staff) -> None:
    survey = draft(site)
    base = f"{SURVEYS}/{survey}"
    page = officer.press(officer.get(base), f"{base}/open")
    assert "đang nhận phiếu" in page.text
    page = officer.press(page, f"{base}/close")
    assert "không nhận thêm phiếu" in page.text
    page = officer.press(officer.get(f"{base}/reopen"), f"{base}/reopen", {"reason": "   "})
    assert page.status == 422
    assert "Ghi lý do mở lại" in page.text
    reason = "Xã Sin Suối Hồ mất mạng hai ngày"
    page = officer.press(page, f"{base}/reopen", {"reason": reason})
    assert reason in page.text
    assert states(site) == ["open"]


def test_a_day_that_is_over_needs_a_later_one_to_open_again(site: Site, officer: Staff) -> None:
    site.publish(DESIGNS / "close-at.yaml")
    base = f"{SURVEYS}/1"
    assert "đã tự kết thúc" in officer.get(base).text
    form = officer.get(f"{base}/reopen")
    page = officer.press(form, f"{base}/reopen", {"reason": "Gia hạn theo công văn"})
    assert page.status == 422
    assert "ngày đóng muộn hơn" in page.text
    later = {"reason": "Gia hạn theo công văn", "close_day": "31/12/2026"}
    assert "Gia hạn theo công văn" in officer.press(page, f"{base}/reopen", later).text
    assert "còn 183 ngày" in officer.get(SURVEYS).text


def test_opening_twice_says_so_and_changes_nothing(site: Site, officer: Staff) -> None:
    base = f"{SURVEYS}/{draft(site)}"
    page = officer.get(base)
    officer.press(page, f"{base}/open")
    again = officer.press(page, f"{base}/open")
    assert again.status == 422
    assert "đã mở rồi" in again.text
    assert states(site) == ["open"]


@pytest.mark.parametrize("path", ["", "/settings", "/reopen", "/copy", "/wave", "/preview",
                                  "/preview/page", "/questionnaire", "/flash"])  # fmt: skip
@pytest.mark.parametrize("number", ["99", "0", "9" * 18, "9" * 30])
def test_a_survey_that_is_not_there_is_not_found(officer: Staff, path: str, number: str) -> None:
    assert officer.flask.get(f"{SURVEYS}/{number}{path}").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["q=%00%FF", "page=-1", "page=9999999999999999999", "page=x", "stage=hong", "q=" + "x" * 3000],
)
def test_a_search_that_nobody_typed_is_answered(site: Site, officer: Staff, query: str) -> None:
    draft(site)
    assert officer.get(f"{SURVEYS}?{query}").status == 200


def test_the_list_is_searched_and_turned_over(site: Site, officer: Staff) -> None:
    for _ in range(27):
        site.publish(DESIGNS / "single-choice.yaml")
    page = officer.get(f"{SURVEYS}?q=mot+lua+chon")
    rows = [e for e in page.all("tr") if e.get("class") is None][1:]
    page = officer.get(SURVEYS)
    assert "Trang 1/2" in page.text
    (following,) = [a for a in page.all("a") if a.get("rel") == "next"]
    page = officer.get(unescape(str(following.get("href"))))
    assert "Trang 2/2" in page.text
    assert len(page.all("tr")) == 3
    assert len(rows) in (0, 25)
    page = officer.get(f"{SURVEYS}?q=khong-co-ten-nay")
    assert "Không có cuộc khảo sát nào khớp" in page.text


def test_a_good_file_is_checked_shown_and_saved_once_asked(site: Site, officer: Staff) -> None:
    page = upload(officer, ("phieu.yaml", GOOD))
    assert page.status == 200
    assert "Có thể lưu" in page.text
    assert states(site) == []
    page = officer.press(page, f"{SURVEYS}/new/save")
    assert states(site) == ["draft"]
    again = upload(officer, ("phieu.yaml", GOOD))
    assert "đã được dùng ở cuộc khảo sát số 1" in again.text


def test_a_file_with_errors_shows_each_line_and_saves_nothing(site: Site, officer: Staff) -> None:
    broken = GOOD.replace(b"type: single", b"type: singel").replace(b"k_min: 10", b"k_min: x")
    page = upload(officer, ("phieu.yaml", broken))
    assert page.status == 422
    assert "phieu.yaml:" in page.text
    assert "k_min: x, time_grain" in page.text
    assert "“singel”" in page.text
    assert not page.field("checked")
    assert states(site) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", b""),
        ("a.yaml", "title: Tiếng Việt".encode("utf-16")),
        ("a.yaml", b"a: &x [1]\nb: *x\npages: []\n"),
        ("a.yaml", b"pages: " + b"[" * 3000),
        ("a.zip", b"PK\x03\x04 hong"),
        ("<script>alert(1)</script>.yaml", b"x: [\n"),
        ("../../etc/passwd.yaml", b"title: \xe2\x80\xae\npages: []\n"),
        ("", b"x"),
    ],
)
def test_a_hostile_file_is_a_report(site: Site, officer: Staff, name: str, content: bytes) -> None:
    page = upload(officer, (name, content))
    assert page.status == 422
    assert not page.all("script")[2:], "a script from a file name"
    assert states(site) == []


def test_twenty_megabytes_get_a_clear_page(site: Site, officer: Staff) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="main"; filename="a.yaml"\r\n\r\n'
    reply = officer.flask.post(
        f"{SURVEYS}/new/file",
        data=head + b"x" * 20_000_000 + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    page = read_page(reply, is_staff=True)
    assert page.status == 413
    assert "lớn" in page.heading
    assert states(site) == []


def test_the_checked_file_of_one_person_is_no_use_to_another(site: Site, officer: Staff) -> None:
    checked = upload(officer, ("phieu.yaml", GOOD)).field("checked")
    other = make_staff(site, "officer")
    for text in (checked, checked[:-2], "", "x.y.z", checked.swapcase()):
        assert other.post(f"{SURVEYS}/new/save", [("checked", text)]).status == 422
    assert states(site) == []


def test_a_wave_warns_of_followed_questions_that_changed(site: Site, officer: Staff) -> None:
    survey = draft(site)
    text = PULSE.read_text(encoding="utf-8")
    changed = text.replace("{code: kho, text: Khó trả lời, missing: true}", "{code: k, text: Khó}")
    page = upload(officer, ("moi.yaml", changed.encode()), wave_of=str(survey))
    assert "không còn so sánh được" in page.text
    assert "kho" in page.text
    page = officer.press(page, f"{SURVEYS}/new/save")
    assert "Các đợt" in page.text
    page = officer.get(f"{SURVEYS}/{survey}/wave")
    made = officer.press(page, f"{SURVEYS}/{survey}/wave", {"title": "Ý kiến nhanh tháng 8"})
    assert made.heading == "Ý kiến nhanh tháng 8"


def test_a_copy_is_named_and_bad_names_are_refused(site: Site, officer: Staff) -> None:
    survey = draft(site)
    base = f"{SURVEYS}/{survey}"
    page = officer.get(f"{base}/copy")
    assert officer.press(page, f"{base}/copy", {"title": "Bản của xã"}).heading == "Bản của xã"
    for title in ("a\u202eb", "x" * 201):
        assert officer.press(page, f"{base}/copy", {"title": title}).status == 422
    assert states(site) == ["draft", "draft"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"close_day": "2026-02-31"}, "Ngày này không có thật"),
        ({"close_day": "31/02/2026"}, "Ngày này không có thật"),
        ({"close_day": "hôm nay"}, "Ngày này không có thật"),
        ({"close_day": "2020-01-01"}, "đã qua"),
        ({"close_time": "25:00", "close_day": "31/12/2026"}, "Giờ này không có thật"),
        ({"close_time": "09:00"}, "Ghi cả ngày đóng"),
        ({"close_after": "9" * 40}, "Ghi một số nguyên"),
        ({"close_after": "-3"}, "Ghi một số nguyên"),
        ({"close_after": "١٢"}, "Ghi một số nguyên"),
        ({"close_after": "0"}, "từ 1 đến"),
        ({"title": ""}, "Hãy đặt tên"),
    ],
)
def test_a_wrong_setting_is_named_beside_its_field_and_what_was_typed_stays(
    site: Site, officer: Staff, fields: dict[str, str], words: str
) -> None:
    base = f"{SURVEYS}/{draft(site)}"
    page = officer.press(officer.get(f"{base}/settings"), f"{base}/settings", fields)
    assert page.status == 422
    assert words in page.text
    for name, value in fields.items():
        assert page.field(name) == value


@pytest.mark.parametrize("title", ["a\u202eb", "a\x00b", "a\x1bb", "a\ufffeb"])
def test_signs_that_cannot_be_seen_are_named_and_taken_out(
    site: Site, officer: Staff, title: str
) -> None:
    base = f"{SURVEYS}/{draft(site)}"
    page = officer.press(officer.get(f"{base}/settings"), f"{base}/settings", {"title": title})
    assert page.status == 422
    assert "không nhìn thấy" in page.text
    assert page.field("title") == "ab"


def test_limits_are_typed_the_vietnamese_way(site: Site, officer: Staff) -> None:
    survey = draft(site)
    base = f"{SURVEYS}/{survey}"
    typed = {"close_day": "31/12/2026", "close_time": "17h30", "close_after": "1.000"}
    page = officer.press(officer.get(f"{base}/settings"), f"{base}/settings", typed)
    assert "31/12/2026 17:30" in page.text
    stop = read_settings(site.context, survey).settings.stop
    assert stop.close_at == datetime(2026, 12, 31, 10, 30, tzinfo=UTC)
    assert stop.close_after == 1000


def test_a_new_name_is_undone_with_a_button(site: Site, officer: Staff) -> None:
    base = f"{SURVEYS}/{draft(site)}"
    page = officer.press(
        officer.get(f"{base}/settings"), f"{base}/settings", {"title": "Khác & lạ"}
    )
    assert page.heading == "Khác & lạ"
    (undo,) = [str(f.get("action")) for f in page.all("form") if "/rename?" in str(f.get("action"))]
    page = officer.press(page, undo)
    assert page.heading == "Ý kiến nhanh tháng 7 năm 2026"
    assert officer.post(f"{base}/rename?title=a%E2%80%AEb").status == 422


def test_two_officers_see_both_versions_and_lose_nothing(site: Site, officer: Staff) -> None:
    survey = draft(site)
    base = f"{SURVEYS}/{survey}"
    second = make_staff(site, "officer")
    mine = second.get(f"{base}/settings")
    theirs = {"title": "Tên của người đầu", "close_after": "300"}
    officer.press(officer.get(f"{base}/settings"), f"{base}/settings", theirs)
    typed = {"title": "Tên của người sau", "close_day": "01/12/2026"}
    page = second.press(mine, f"{base}/settings", typed)
    assert page.status == 409
    for text in ("Tên của người đầu", "Tên của người sau", "300", "01/12/2026"):
        assert text in page.text
    choice = {"use.title": "theirs", "use.close_day": "mine", "use.close_after": "theirs"}
    page = second.press(page, f"{base}/settings", choice)
    assert page.status == 200
    settings = read_settings(site.context, survey).settings
    assert (settings.title, settings.stop.close_after) == ("Tên của người đầu", 300)
    assert settings.stop.close_at == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def test_put_away_undone_and_deleted(site: Site, officer: Staff) -> None:
    survey = draft(site)
    base = f"{SURVEYS}/{survey}"
    page = officer.press(officer.get(base), f"{base}/archive")
    assert page.status == 200
    page = officer.press(page, f"{base}/restore")
    assert "trở lại danh sách" in page.text
    page = officer.press(page, f"{base}/delete")
    assert states(site) == []
    assert officer.flask.get(base).status_code == 404


def test_a_flash_survey_is_open_after_three_clicks(site: Site, officer: Staff) -> None:
    page = officer.get(SURVEYS)
    assert "/staff/flash" in [a.get("href") for a in page.all("a")]
    page = officer.get("/staff/flash")
    chosen = {"template": "nhanh-dong-tinh", "subject": "Thu phí rác mới"}
    page = officer.press(page, "/staff/flash", chosen)
    assert states(site) == ["open"]
    (picture,) = page.all("img")
    address = str(picture.get("src"))
    assert site.app.test_client().get(address).mimetype == "image/svg+xml"
    citizen = site.client.get(address.removesuffix("/qr.svg"))
    assert citizen.heading.endswith(": Thu phí rác mới")


@pytest.mark.parametrize("fields", [{"template": "khong-co"}, {"subject": "a\u202eb"},
                                    {"subject": "x" * 400}, {"unit": "99999"}])  # fmt: skip
def test_a_flash_survey_with_made_up_fields_opens_nothing_foreign(
    site: Site, officer: Staff, fields: dict[str, str]
) -> None:
    pairs = {"template": "nhanh-dong-tinh", "subject": "", **fields}
    page = officer.post("/staff/flash", list(pairs.items()))
    if "unit" in fields:
        assert page.status == 200, "the unit is the person's own, whatever was sent"
    else:
        assert page.status in (404, 422)
        assert states(site) == []


@pytest.mark.parametrize("role", ["viewer", "collaborator"])
def test_who_may_only_look_sees_no_button_and_can_press_none(site: Site, role: str) -> None:
    survey = draft(site)
    base = f"{SURVEYS}/{survey}"
    staff = make_staff(site, role)
    page = staff.get(base)
    changing = [form.get("action") for form in page.all("form") if base in str(form.get("action"))]
    assert changing == []
    for path in ("open", "close", "archive", "restore", "delete", "settings", "reopen", "wave"):
        assert staff.post(f"{base}/{path}", [("reason", "vì sao không")]).status == 403
    assert states(site) == ["draft"]


def test_a_survey_of_another_unit_is_unknown(site: Site) -> None:
    ensure_units(site.context)
    owner = make_staff(site, "officer", "12")
    page = owner.get(f"{SURVEYS}/new")
    owner.press(page, f"{SURVEYS}/new/library", {"questionnaire": "nam-bat-2026-07"})
    foreign = make_staff(site, "officer", "01")
    base = f"{SURVEYS}/1"
    for path in ("", "/settings", "/preview/page", "/wave", "/questionnaire"):
        assert foreign.flask.get(f"{base}{path}").status_code == 404
    for path in ("open", "close", "archive", "delete", "copy", "wave", "reopen", "settings"):
        pairs = [("title", "Chiếm"), ("reason", "chiếm lấy"), ("version", "1")]
        assert foreign.post(f"{base}/{path}", pairs).status == 404
    assert "Chưa có cuộc khảo sát nào" in foreign.get(SURVEYS).text
    assert states(site) == ["draft"]


def test_a_unit_with_a_collector_reads_what_it_may_not_change(site: Site) -> None:
    ensure_units(site.context)
    owner = make_staff(site, "officer", "12")
    owner.press(owner.get("/staff/flash"), "/staff/flash")
    make_collector(site.context, NewCollector(1, unit_code="03388"))
    local = make_staff(site, "officer", "03388")
    page = local.get(f"{SURVEYS}/1")
    assert page.status == 200
    assert f"{SURVEYS}/1/close" not in page.html
    assert local.post(f"{SURVEYS}/1/close").status == 404
    assert states(site) == ["open"]
