"""Officers make QR codes, count what they gave out, replace codes and take them out of use."""

from __future__ import annotations

import pytest

from survey_app.services.collecting.lines import Wanted, list_lines
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from tests.integration.services.collecting import LAI_CHAU, SON_LA, TAN_PHONG, commune_survey
from tests.support.client import Page
from tests.support.site import Site
from tests.support.staff import Staff, make_staff

HOSTILE = ["'", '"><script>alert(1)</script>', "../../etc", "%00", "\x00", "🙂" * 30, "=1+1"]


@pytest.fixture
def survey_id(site: Site) -> int:
    return commune_survey(site.context)


@pytest.fixture
def officer(site: Site, survey_id: int) -> Staff:
    return make_staff(site, "officer")


def room(survey_id: int) -> str:
    return f"/staff/surveys/{survey_id}/collectors"


def codes(site: Site, survey_id: int) -> dict[str, str | None]:
    lines = list_lines(site.context, survey_id, Wanted()).lines
    return {line.code: line.unit_code for line in lines}


def make_all(officer: Staff, survey_id: int, province: str = LAI_CHAU) -> Page:
    page = officer.get(f"{room(survey_id)}/new?province={province}")
    fields = dict(page.fields(next(_form(page, f"{room(survey_id)}/new", "post"))))
    fields.pop("csrf_token")
    return officer.post(f"{room(survey_id)}/all", list(fields.items()))


def _form(page: Page, action: str, method: str):  # type: ignore[no-untyped-def]  # an iterator of numbers
    for number, form in enumerate(page.all("form")):
        if form.get("action") == action and form.get("method") == method:
            yield number


def test_an_empty_list_says_what_to_do_and_bulk_fills_it(
    site: Site, officer: Staff, survey_id: int
) -> None:
    assert "chưa có mã QR nên chưa ai trả lời được" in officer.get(room(survey_id)).text

    page = make_all(officer, survey_id)

    assert "Đã tạo 38 mã QR." in page.text
    assert "Phường Tân Phong, tỉnh Lai Châu" in page.text
    again = make_all(officer, survey_id)
    assert "38 xã, phường đã có mã QR của kênh này" in again.text
    assert list_lines(site.context, survey_id, Wanted()).total == 38


def test_one_collector_with_label_and_number(site: Site, officer: Staff, survey_id: int) -> None:
    path = f"{room(survey_id)}/new"
    pairs = [("unit", TAN_PHONG), ("channel", "zalo"), ("label", "Nhóm tổ 3"), ("issued", "1.200")]

    page = officer.post(path, pairs)

    assert page.heading.startswith("Mã QR ")
    assert "Nhóm tổ 3" in page.text
    assert "1.200" in page.text
    assert "Phường Tân Phong, tỉnh Lai Châu" in page.text
    (area,) = page.all("textarea")
    text = "".join(area.itertext())
    assert "Kính mời người dân phường Tân Phong, tỉnh Lai Châu cho ý kiến." in text
    assert site.context.settings.public_url in text
    assert "<svg" in page.html


@pytest.mark.parametrize("issued", ["-1", "1e9", "99999999999999999999", "1,5", "mười", "١٢"])
def test_a_bad_number_is_named_and_nothing_typed_is_lost(
    officer: Staff, survey_id: int, issued: str
) -> None:
    pairs = [("unit", TAN_PHONG), ("channel", "poster"), ("label", "Chợ"), ("issued", issued)]

    page = officer.post(f"{room(survey_id)}/new", pairs)

    assert page.status == 422
    assert page.field("label") == "Chợ"
    assert page.field("issued") == issued
    assert "#issued" in [a.get("href") for a in page.all("a")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("channel", "loudspeaker"),
        ("unit", "99999"),
        ("unit", "' OR 1=1"),
        ("label", "x" * 201),
        ("tag.nowhere", "x"),
        ("tag.gioi", "x"),
        *(("unit", text) for text in HOSTILE),
        *(("tag.xa_phuong", text) for text in HOSTILE),
    ],
)
def test_hostile_fields_make_no_collector(
    site: Site, officer: Staff, survey_id: int, name: str, value: str
) -> None:
    pairs = [("unit", TAN_PHONG), ("channel", "poster"), (name, value)]

    page = officer.post(
        f"{room(survey_id)}/new", [p for p in pairs if p[0] != name or p[1] == value]
    )

    assert page.status in (404, 422)
    assert codes(site, survey_id) == {}


@pytest.mark.parametrize("province", ["", "99", TAN_PHONG, *HOSTILE])
def test_bulk_of_an_unknown_province_makes_nothing(
    site: Site, officer: Staff, survey_id: int, province: str
) -> None:
    pairs = [("province", province), ("channel", "poster")]

    page = officer.post(f"{room(survey_id)}/all", pairs)

    assert page.status == 422
    assert codes(site, survey_id) == {}


@pytest.mark.parametrize("query", ["?page=-1", "?page=99999999", "?q=%00&state=x", "?page=²"])
def test_the_list_bears_any_address(officer: Staff, survey_id: int, query: str) -> None:
    make_all(officer, survey_id)

    assert officer.get(room(survey_id) + query).status == 200


def test_search_without_diacritics_finds_the_commune(officer: Staff, survey_id: int) -> None:
    make_all(officer, survey_id)

    page = officer.get(f"{room(survey_id)}?q=tan+phong")

    assert [e.get("class") for e in page.all("a") if e.get("class") == "code"] == ["code"]
    assert "Không có mã QR nào phù hợp" in officer.get(f"{room(survey_id)}?q=zzz").text


def test_the_second_officer_sees_the_difference(site: Site, officer: Staff, survey_id: int) -> None:
    code = make_collector(site.context, NewCollector(survey_id, TAN_PHONG, label="Chợ"))
    address = f"{room(survey_id)}/{code}/edit"
    second = make_staff(site, "officer", LAI_CHAU)
    page = second.get(address)
    officer.press(officer.get(address), address, {"label": "Chợ trung tâm", "channel": "poster"})

    page = second.press(page, address, {"label": "Nhà văn hóa", "channel": "poster"})

    assert page.status == 422
    assert "Cán bộ khác vừa sửa mã QR này" in page.text
    assert "Chợ trung tâm" in page.text
    assert page.field("label") == "Nhà văn hóa"
    assert "Đã lưu thay đổi" in second.press(page, address).text
    assert list_lines(site.context, survey_id, Wanted()).lines[0].label == "Nhà văn hóa"


def test_rotate_asks_first_and_retire_can_be_undone(
    site: Site, officer: Staff, survey_id: int
) -> None:
    code = make_collector(site.context, NewCollector(survey_id, TAN_PHONG))
    address = f"{room(survey_id)}/{code}"
    page = officer.get(address)
    assert "Việc này không hoàn tác được" in page.text

    rotated = officer.press(page, f"{address}/rotate")

    assert rotated.heading != page.heading
    assert "Đã thay bằng mã mới" in officer.get(address).text
    retired = officer.press(officer.get(address), f"{address}/retire")
    assert "Ngừng dùng từ" in retired.text
    gone = site.client.get(f"/s/{code}")
    assert (gone.status, gone.heading) == (410, "Mã QR này không còn dùng nữa")
    officer.press(retired, f"{address}/restore")
    site.forget_pages()
    assert site.client.get(f"/s/{code}").status == 200


def test_a_retired_code_takes_no_answer_by_form_or_queue(
    site: Site, officer: Staff, survey_id: int
) -> None:
    code = site.publish_design("single-choice")
    page = site.client.agree(f"/s/{code}")
    number = site.context.clock and int(code_survey(site, code))
    officer.post(f"{room(number)}/{code}/retire")

    refused = site.client.answer(f"/s/{code}", page, "send", {"q1": "co"})

    assert (refused.status, refused.heading) == (410, "Mã QR này không còn dùng nữa")
    document = {
        "submission_id": "0b6c1d1e-7a74-4b0e-9a55-3f4f7a0e6a11",
        "collector": code,
        "language": "vi",
        "consent": True,
        "answers": {"q1": "co"},
    }
    reply = site.app.test_client().post("/api/v1/responses", json=document)
    assert reply.status_code == 410
    assert site.stored() == []


def code_survey(site: Site, code: str) -> int:
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415

    page = open_page(site.context, code)
    assert page is not None
    return page.survey_id


def test_foreign_codes_are_unknown_everywhere(site: Site, survey_id: int) -> None:
    foreign = make_collector(site.context, NewCollector(survey_id, SON_LA))
    mine = make_collector(site.context, NewCollector(survey_id, TAN_PHONG))
    officer = make_staff(site, "officer", LAI_CHAU)
    address = f"{room(survey_id)}/{foreign}"

    assert codes(site, survey_id).keys() == {foreign, mine}
    assert foreign not in officer.get(room(survey_id)).html
    for path in (address, f"{address}/edit", f"{address}/notice.pdf"):
        assert officer.get(path).status == 404
    for path in ("rotate", "retire", "restore", "edit"):
        pairs = [("channel", "poster"), ("version", "1")]
        assert officer.post(f"{address}/{path}", pairs).status == 404
    page = officer.post(f"{room(survey_id)}/issued/lines", [("lines", f"{foreign};5")])
    assert page.status == 422
    assert "không có mã QR đó" in page.text
    pairs = [("unit", SON_LA), ("channel", "poster")]
    assert officer.post(f"{room(survey_id)}/new", pairs).status == 404
    pairs = [("province", SON_LA), ("channel", "poster")]
    assert officer.post(f"{room(survey_id)}/all", pairs).status == 422
    assert codes(site, survey_id).keys() == {foreign, mine}


def test_a_code_of_another_survey_is_unknown_here(
    site: Site, officer: Staff, survey_id: int
) -> None:
    code = site.publish_design("single-choice")

    assert officer.get(f"{room(survey_id)}/{code}").status == 404
    assert officer.post(f"{room(survey_id)}/{code}/retire").status == 404


def test_numbers_typed_in_the_table(site: Site, officer: Staff, survey_id: int) -> None:
    make_all(officer, survey_id)
    first, second, *_ = codes(site, survey_id)
    page = officer.get(f"{room(survey_id)}/issued")
    action = f"{room(survey_id)}/issued?page=1"

    bad = officer.press(page, action, {f"n.{first}": "40", f"n.{second}": "-3"})

    assert bad.status == 422
    assert (bad.field(f"n.{first}"), bad.field(f"n.{second}")) == ("40", "-3")
    assert list_lines(site.context, survey_id, Wanted()).issued is None
    good = officer.press(bad, action, {f"n.{second}": "3"})
    assert "Đã lưu 2 số" in good.text
    assert list_lines(site.context, survey_id, Wanted()).issued == 43


def test_the_table_shows_what_the_other_officer_typed(
    site: Site, officer: Staff, survey_id: int
) -> None:
    code = make_collector(site.context, NewCollector(survey_id, TAN_PHONG))
    other = make_staff(site, "officer", LAI_CHAU)
    action = f"{room(survey_id)}/issued?page=1"
    page = officer.get(action)
    other.press(other.get(action), action, {f"n.{code}": "20"})

    late = officer.press(page, action, {f"n.{code}": "30"})

    assert late.status == 422
    assert "đang lưu: 20" in late.text
    assert late.field(f"n.{code}") == "30"
    assert "Đã lưu 1 số" in officer.press(late, action).text


def test_3321_pasted_lines_with_one_wrong_save_nothing_and_keep_the_text(
    site: Site, officer: Staff, survey_id: int
) -> None:
    officer.post(f"{room(survey_id)}/all", [("whole", "yes"), ("channel", "poster")])
    from survey_app.services.collecting.lines import all_lines  # noqa: PLC0415

    lines = [
        f"{line.code};{number}" for number, line in enumerate(all_lines(site.context, survey_id))
    ]
    assert len(lines) == 3321
    path = f"{room(survey_id)}/issued/lines"

    bad = officer.post(path, [("lines", "\n".join([*lines, "ZZZZZZ;1"]))])

    assert bad.status == 422
    assert "Dòng 3322" in bad.text
    assert bad.field("lines").strip().endswith("ZZZZZZ;1")
    assert list_lines(site.context, survey_id, Wanted()).issued is None
    good = officer.post(path, [("lines", "\n".join(lines))])
    assert "Đã lưu 3321 số" in good.text
    assert list_lines(site.context, survey_id, Wanted()).issued == sum(range(3321))


def test_viewers_look_and_change_nothing(site: Site, survey_id: int) -> None:
    code = make_collector(site.context, NewCollector(survey_id, TAN_PHONG))
    viewer = make_staff(site, "viewer", LAI_CHAU)
    address = f"{room(survey_id)}/{code}"

    assert "Thay mã mới" not in viewer.get(address).text
    assert "Tạo mã QR" not in viewer.get(room(survey_id)).text
    for path in (f"{address}/retire", f"{address}/rotate", f"{room(survey_id)}/all"):
        assert viewer.post(path).status == 403
    for path in (f"{address}/edit", f"{room(survey_id)}/new", f"{room(survey_id)}/issued"):
        assert viewer.get(path).status == 403


def test_the_notice_of_one_collector_is_a_pdf(site: Site, officer: Staff, survey_id: int) -> None:
    code = make_collector(site.context, NewCollector(survey_id, TAN_PHONG))

    reply = officer.flask.get(f"{room(survey_id)}/{code}/notice.pdf")

    assert reply.mimetype == "application/pdf"
    assert reply.data.startswith(b"%PDF")
