"""The results pages: who sees what, in every state, and what is refused."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import event

from tests.support.staff import Staff, make_staff

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.support.client import Page
    from tests.support.site import Site

LAI_CHAU, BUM_NUA, MUONG_MO, SIN_HO = "12", "03466", "03472", "03478"
MEN, WOMEN = {"q1": "nam", "q2": "gia", "q3": "1"}, {"q1": "nu", "q2": "tre", "q3": "3"}
OLD_WOMEN, YOUNG_MEN = {"q1": "nu", "q2": "gia", "q3": "2"}, {"q1": "nam", "q2": "tre", "q3": "3"}


@pytest.fixture
def results_site(site: Site) -> Site:
    """A site with units whose readers wait until the figures are there."""
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415

    ensure_units(site.context)
    site.context.results.wait_s = 60
    return site


def publish(site: Site, design: str, *units: str | None) -> tuple[int, list[str]]:
    """A survey of a design with a collector in each unit: (id, codes)."""
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415
    from survey_app.services.collecting.make_collector import NewCollector, make_collector  # noqa: PLC0415

    first = site.publish_design(design, unit=units[0] if units else None)  # type: ignore[arg-type]  # as publish
    page = open_page(site.context, first)
    assert page is not None
    more = [
        make_collector(site.context, NewCollector(page.survey_id, unit_code=unit))
        for unit in units[1:]
    ]
    return page.survey_id, [first, *more]


def answer(
    site: Site, code: str, count: int, answers: Mapping[str, object], mode: str = "qr"
) -> None:
    from questionnaires.engine import Answers  # noqa: PLC0415
    from survey_app.services.answering.submit_response import Kind, Submission, submit  # noqa: PLC0415

    for _ in range(count):
        sheet = Submission(uuid4(), code, "vi", Answers.from_json(dict(answers)), mode=mode)
        assert submit(site.context, sheet).kind is Kind.STORED


def fill(site: Site, codes: list[str]) -> None:
    """Both sexes and ages in every unit, 60 people each."""
    for code in codes:
        for answers in (MEN, WOMEN, OLD_WOMEN, YOUNG_MEN):
            answer(site, code, 15, answers)


def results(survey_id: int, rest: str = "") -> str:
    return f"/staff/surveys/{survey_id}/results{rest}"


def read_csv(staff: Staff, address: str) -> list[dict[str, str]]:
    reply = staff.flask.get(address)
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=")
    return list(csv.DictReader(StringIO(reply.get_data().decode("utf-8-sig"), newline="")))


def text_of(page: Page) -> str:
    return " ".join(page.text.split())


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (0, "Chưa có phiếu nào nên chưa có kết quả"),
        (1, "Đã nhận 1 phiếu; bảng số liệu đầu tiên hiện khi đủ 10 phiếu"),
        (9, "Cần thêm 1 phiếu nữa"),
        (10, "Bảng số liệu tính trên 10 phiếu"),
        (30, "Bảng số liệu tính trên 30 phiếu"),
    ],
)
def test_every_number_of_sheets_has_its_page(results_site: Site, answers: int, said: str) -> None:
    survey_id, (code,) = publish(results_site, "single-choice")
    answer(results_site, code, answers, {"q1": "co"})
    staff = make_staff(results_site, "viewer")
    page = staff.get(results(survey_id))
    assert page.status == 200
    assert said in text_of(page)
    assert staff.get(results(survey_id, "/q1")).status == 200
    assert staff.get(results(survey_id, "/q1/screen")).status == 200


def test_figures_appear_from_thirty_on_and_say_before_how_many_are_missing(
    results_site: Site,
) -> None:
    survey_id, (code,) = publish(results_site, "single-choice")
    staff = make_staff(results_site, "viewer")
    answer(results_site, code, 10, {"q1": "co"})
    answer(results_site, code, 10, {"q1": "chua"})
    early = text_of(staff.get(results(survey_id, "/q1")))
    assert "cần thêm 10 phiếu" in early
    assert "50,00 %" not in early
    answer(results_site, code, 20, {"q1": "co"})
    late = text_of(staff.get(results(survey_id, "/q1")))
    assert "75,00 %" in late


def test_nine_more_answers_move_nothing_the_tenth_does(results_site: Site) -> None:
    survey_id, (code,) = publish(results_site, "single-choice")
    staff = make_staff(results_site, "viewer")
    for choice in ("co", "chua"):
        answer(results_site, code, 20, {"q1": choice})
    before = text_of(staff.get(results(survey_id, "/q1")))
    answer(results_site, code, 9, {"q1": "co"})
    between = text_of(staff.get(results(survey_id, "/q1")))
    assert "còn 1 phiếu nữa thì cập nhật" in between
    assert "50,00 %" in before
    assert "50,00 %" in between
    answer(results_site, code, 1, {"q1": "co"})
    assert "60,00 %" in text_of(staff.get(results(survey_id, "/q1")))


def test_a_refused_weighting_is_said_on_top(results_site: Site) -> None:
    survey_id, (code,) = publish(results_site, "group-weights")
    answer(results_site, code, 40, WOMEN)
    page = text_of(make_staff(results_site, "viewer").get(results(survey_id)))
    assert "Số liệu CHƯA gia quyền" in page
    assert "Số liệu đã gia quyền" not in page


def test_weighted_and_unweighted_stand_side_by_side_by_group(results_site: Site) -> None:
    survey_id, codes = publish(results_site, "group-weights", BUM_NUA)
    fill(results_site, codes * 2)
    staff = make_staff(results_site, "viewer")
    total = text_of(staff.get(results(survey_id, "/q3")))
    assert "Chưa gia quyền" in total
    assert "Đã gia quyền" in total
    page = staff.get(results(survey_id, "/q3?by=gioi"))
    assert "chữ nhỏ bên dưới là chưa gia quyền" in text_of(page)
    heads = ["".join(e.itertext()).strip() for e in page.all("th") if e.get("scope") == "row"]
    assert heads == ["Tất cả", "Nam", "Nữ"]
    assert page.all("small")


@pytest.mark.parametrize(
    "query",
    [
        "by=gioi&unit=03466",
        "by=gioi%2Bunit",
        "by=collector",
        "by=%3Cscript%3Ealert(1)%3C/script%3E",
        "unit=03466&mode=qr",
        "cut=by:kenh%2Btuoi",
    ],
)
def test_a_table_outside_the_declared_set_is_refused_with_its_reason(
    results_site: Site, query: str
) -> None:
    survey_id, codes = publish(results_site, "group-weights", BUM_NUA, MUONG_MO)
    fill(results_site, codes)
    page = make_staff(results_site, "officer").get(results(survey_id, f"/q3?{query}"))
    assert page.status == 422
    assert "Chỉ hiện những bảng đã định trước" in text_of(page)
    assert "Giới tính" in text_of(page)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/q3?unit=99999",
        "/q3?unit=%00",
        "/..%2f..%2fetc",
        "/q3/screen/x",
        "/as-file/exe",
        "/as-file/csv?item=nothing",
        "/two-waves?with=999999",
        "/two-waves?with=2147483648",
    ],
)
def test_what_is_not_there_is_not_found(results_site: Site, path: str) -> None:
    survey_id, codes = publish(results_site, "group-weights", BUM_NUA, MUONG_MO)
    fill(results_site, codes)
    assert make_staff(results_site, "officer").get(results(survey_id, path)).status == 404


def test_foreign_surveys_are_not_found_on_any_address(results_site: Site) -> None:
    survey_id, codes = publish(results_site, "group-weights", BUM_NUA)
    fill(results_site, codes)
    stranger = make_staff(results_site, "officer", SIN_HO)
    for path in ("", "/q3", "/q3/figures", "/q3/screen", "/two-waves", "/as-file/csv"):
        assert stranger.get(results(survey_id, path)).status == 404


def test_a_commune_sees_the_total_and_its_own_column_only(results_site: Site) -> None:
    survey_id, codes = publish(results_site, "group-weights", BUM_NUA, MUONG_MO, SIN_HO)
    fill(results_site, codes)
    staff = make_staff(results_site, "officer", MUONG_MO)
    page = staff.get(results(survey_id, "/q3?by=unit"))
    heads = ["".join(e.itertext()).strip() for e in page.all("th") if e.get("scope") == "row"]
    assert heads == ["Tất cả", "Xã Mường Mô"]
    assert "Bum Nưa" not in page.text
    assert staff.get(results(survey_id, f"/q3?unit={BUM_NUA}")).status == 404
    assert "Mường Mô" in staff.get(results(survey_id, f"/q3?unit={MUONG_MO}")).text
    rows = read_csv(staff, results(survey_id, "/as-file/csv"))
    units = {row["Mã mức"] for row in rows if row["Chia theo nhóm"] == "Đơn vị"}
    assert units == {MUONG_MO}
    everywhere = make_staff(results_site, "officer", LAI_CHAU)
    rows = read_csv(everywhere, results(survey_id, "/as-file/csv"))
    units = {row["Mã mức"] for row in rows if row["Chia theo nhóm"] == "Đơn vị"}
    assert units == {BUM_NUA, MUONG_MO, SIN_HO}


def test_files_hold_what_the_page_shows_and_are_audited(results_site: Site) -> None:
    survey_id, codes = publish(results_site, "group-weights", BUM_NUA, MUONG_MO)
    fill(results_site, codes)
    staff = make_staff(results_site, "collaborator")
    rows = read_csv(staff, results(survey_id, "/as-file/csv?item=q3&by=gioi"))
    assert {row["Mã mức"] for row in rows} == {"nam", "nu"}
    page = staff.get(results(survey_id, "/q3?by=gioi"))
    for row in rows:
        share = f"{float(row['Tỷ lệ đã gia quyền']):.2f}".replace(".", ",")
        assert f"{share} %" in page.text
    reply = staff.flask.get(results(survey_id, "/as-file/xlsx?item=q3&by=gioi"))
    book = openpyxl.load_workbook(BytesIO(reply.get_data()))
    assert book.sheetnames == ["Số liệu", "Phương pháp"]
    method = {row[0]: row[1] for row in book["Phương pháp"].iter_rows(values_only=True)}
    assert method["Số người trong bảng"] == "120"
    assert method["Gia quyền"] == "rake"
    assert audited(results_site) == [f"survey:{survey_id}"] * 2


def audited(site: Site) -> list[str]:
    from sqlalchemy import select  # noqa: PLC0415

    from survey_app.store.models import AuditEvent  # noqa: PLC0415

    with site.context.database.session() as session:
        query = select(AuditEvent).where(AuditEvent.action == "results.exported")
        return [event.target for event in session.scalars(query.order_by(AuditEvent.id))]


def test_a_viewer_reads_but_takes_no_file(results_site: Site) -> None:
    survey_id, codes = publish(results_site, "single-choice")
    answer(results_site, codes[0], 40, {"q1": "co"})
    viewer = make_staff(results_site, "viewer")
    assert "as-file" not in viewer.get(results(survey_id, "/q1")).text
    assert viewer.get(results(survey_id, "/as-file/csv")).status == 403
    assert audited(results_site) == []


def test_an_item_that_nobody_answered_inside_the_base_says_so(results_site: Site) -> None:
    survey_id, (code,) = publish(results_site, "single-choice")
    answer(results_site, code, 40, {"q1": "kb"})
    page = text_of(make_staff(results_site, "viewer").get(results(survey_id, "/q1")))
    assert "không có người trả lời" in page


def test_forty_one_communes_fit_a_page(results_site: Site) -> None:
    communes = list_communes(results_site, 41)
    survey_id, codes = publish(results_site, "group-weights", *communes)
    for code in codes[:3]:
        fill(results_site, [code])
    for code in codes[3:]:
        answer(results_site, code, 1, MEN)
    page = make_staff(results_site, "officer").get(results(survey_id, "/q3?by=unit"))
    heads = [e for e in page.all("th") if e.get("scope") == "row"]
    assert len(heads) == 1 + 41
    assert len(page.all("option")) > 41


def list_communes(site: Site, count: int) -> list[str]:
    from sqlalchemy import select  # noqa: PLC0415

    from survey_app.store.models import Unit  # noqa: PLC0415

    with site.context.database.session() as session:
        query = select(Unit.code).where(Unit.parent_code.is_not(None), Unit.valid_to.is_(None))
        return list(session.scalars(query.order_by(Unit.code).limit(count)))


def test_hand_entered_sheets_make_a_table_by_mode(results_site: Site) -> None:
    survey_id, (code,) = publish(results_site, "single-choice")
    answer(results_site, code, 30, {"q1": "co"})
    answer(results_site, code, 30, {"q1": "chua"})
    answer(results_site, code, 20, {"q1": "co"}, mode="paper")
    answer(results_site, code, 20, {"q1": "chua"}, mode="paper")
    staff = make_staff(results_site, "viewer")
    page = staff.get(results(survey_id, "/q1?mode=paper"))
    assert "Phiếu giấy" in text_of(page)
    assert "50,00 %" in text_of(page)
    assert staff.get(results(survey_id, "/q1?mode=invited")).status == 404


def test_two_waves_are_compared_and_a_stranger_is_not(results_site: Site) -> None:
    first, (old,) = publish(results_site, "followed-question")
    second, (new,) = publish(results_site, "followed-question")
    for code, good in ((old, 40), (new, 90)):
        answer(results_site, code, good, {"q1": "tot", "q2": "1"})
        answer(results_site, code, 110 - good, {"q1": "xau", "q2": "1"})
    staff = make_staff(results_site, "viewer")
    page = text_of(staff.get(results(second, f"/two-waves?with={first}")))
    assert "+45,46" in page
    assert "tăng" in page
    assert "Câu không theo dõi" not in page
    assert staff.get(results(second, f"/two-waves?with={second}")).status == 422
    other, _ = publish(results_site, "single-choice")
    assert "không có câu hỏi theo dõi chung" in text_of(
        staff.get(results(second, f"/two-waves?with={other}"))
    )


def test_a_followed_question_is_shown_by_period(results_site: Site) -> None:
    survey_id, (code,) = publish(results_site, "followed-question")
    answer(results_site, code, 40, {"q1": "tot", "q2": "1"})
    page = make_staff(results_site, "viewer").get(results(survey_id, "/q1?by=date"))
    assert page.status == 200
    assert "Kỳ" in text_of(page)
    assert "29/06/2026" in text_of(page)


def test_a_long_computation_is_announced_and_the_state_before_shown(results_site: Site) -> None:
    survey_id, (code,) = publish(results_site, "single-choice")
    staff = make_staff(results_site, "viewer")
    for choice in ("co", "chua"):
        answer(results_site, code, 20, {"q1": choice})
    kept = results_site.context.results
    kept.wait_s = 0
    page = staff.get(results(survey_id))
    assert "Đang tính số liệu của 40 phiếu" in text_of(page)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.html
    kept.wait_s = 60
    assert "50,00 %" in text_of(staff.get(results(survey_id, "/q1")))
    answer(results_site, code, 10, {"q1": "co"})
    kept.wait_s = 0
    between = text_of(staff.get(results(survey_id, "/q1")))
    assert "đây là số liệu của bước trước" in between
    assert "50,00 %" in between
    kept.wait_s = 60
    assert "60,00 %" in text_of(staff.get(results(survey_id, "/q1")))


def test_hostile_texts_stay_texts_on_every_way_out(results_site: Site) -> None:
    survey_id, (code,) = publish(results_site, "hostile-strings")
    for choice, step in (("a", "1"), ("b", "2")):
        answer(results_site, code, 40, {"q1": choice, "q4": step})
    staff = make_staff(results_site, "officer")
    for path in ("", "/q1", "/q4?by=nhom", "/q4/screen"):
        page = staff.get(results(survey_id, path))
        assert page.status == 200
        assert "<script>alert" not in page.html
        assert "<b>" not in page.html
    figures = staff.flask.get(results(survey_id, "/q4/figures?by=nhom")).get_data(as_text=True)
    assert "<script>" not in figures
    rows = read_csv(staff, results(survey_id, "/as-file/csv"))
    values = [value for row in rows for value in row.values()]
    assert '\'=HYPERLINK("http://x.example","bấm")' in values
    assert not [value for value in values if value.startswith(("=", "+", "@"))]
    reply = staff.flask.get(results(survey_id, "/as-file/xlsx"))
    book = openpyxl.load_workbook(BytesIO(reply.get_data()))
    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_the_screen_steps_with_links_and_keys(results_site: Site) -> None:
    survey_id, codes = publish(results_site, "group-weights", BUM_NUA)
    fill(results_site, codes)
    page = make_staff(results_site, "viewer").get(results(survey_id, "/q2/screen"))
    links = {e.get("rel"): e for e in page.all("a") if e.get("rel")}
    assert links["prev"].get("href") == results(survey_id, "/q1/screen")
    assert links["next"].get("href") == results(survey_id, "/q3/screen")
    assert (links["prev"].get("accesskey"), links["next"].get("accesskey")) == ("p", "n")


def test_queries_do_not_grow_with_collectors_and_questions(results_site: Site) -> None:
    small, (code,) = publish(results_site, "single-choice")
    large, codes = publish(results_site, "group-weights", *list_communes(results_site, 20))
    answer(results_site, code, 30, {"q1": "co"})
    fill(results_site, codes[:2])
    staff = make_staff(results_site, "officer")
    counts = {}
    for survey_id in (small, large):
        staff.get(results(survey_id))
        with counting(results_site) as statements:
            assert staff.get(results(survey_id)).status == 200
        counts[survey_id] = len(statements)
    assert counts[small] == counts[large]
    assert counts[large] < 25


@contextmanager
def counting(site: Site) -> Iterator[list[str]]:
    """The SELECTs that both databases run."""
    found: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            found.append(statement)

    engines = list(site.context.database.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def test_the_english_page_writes_english_numbers(results_site: Site) -> None:
    survey_id, codes = publish(results_site, "group-weights", BUM_NUA)
    fill(results_site, codes * 2)
    staff = make_staff(results_site, "viewer")
    staff.post("/staff/language", [("language", "en"), ("back", results(survey_id))])
    page = text_of(staff.get(results(survey_id, "/q3?by=gioi")))
    assert "Tables of 120 sheets" in page
    assert "All people" in page
    assert "60.00 %" in page
