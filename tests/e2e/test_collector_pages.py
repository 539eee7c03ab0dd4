"""The collectors' pages in a browser: phone and desk, with and without scripts, by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survey_app.services.collecting.bulk import NewCollectors, make_collectors
from survey_app.services.collecting.retire import retire_collector
from survey_app.services.collecting.rotate import rotate_collector
from survey_app.services.jobs.work import run_job
from tests.e2e.conftest import Phone
from tests.e2e.gestures import held, tabs_until
from tests.integration.services.collecting import LAI_CHAU, commune_survey
from tests.support.site import Site
from tests.support.staff import make_staff

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]


@pytest.fixture
def survey_id(live_site: Site) -> int:
    return commune_survey(live_site.context)


def signed_in(make_phone: MakePhone, site: Site, **options: object) -> Phone:
    """A browser with the cookie of an officer."""
    staff = make_staff(site, "officer")
    phone = make_phone(**options)
    cookies = [
        {"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/staff"}
        for cookie in staff.flask._cookies.values()
    ]
    phone.page.context.add_cookies(cookies)  # type: ignore[arg-type]  # a cookie each
    return phone


@pytest.mark.parametrize(("width", "script"), [(360, True), (1280, True), (360, False)])
def test_every_page_of_the_room(
    make_phone: MakePhone, live_site: Site, survey_id: int, width: int, script: bool
) -> None:
    room = f"/staff/surveys/{survey_id}/collectors"
    names = f"{width}-{'script' if script else 'plain'}"
    phone = signed_in(make_phone, live_site, width=width, script=script)
    phone.open(room)
    look(phone, f"collectors-empty-{names}", script)
    page = phone.open(f"{room}/new?province={LAI_CHAU}")
    look(phone, f"collectors-new-{names}", script)
    page.get_by_role("button", name="Tạo cho cả 38 xã, phường").click()
    page.get_by_text("Đã tạo 38 mã QR").wait_for()
    made = make_collectors(live_site.context, NewCollectors(survey_id, LAI_CHAU, "zalo"))
    first, second, *_ = made.codes.values()
    rotate_collector(live_site.context, first)
    retire_collector(live_site.context, second)
    phone.open(room)
    look(phone, f"collectors-list-{names}", script)
    phone.open(f"{room}/{first}")
    look(phone, f"collectors-rotated-{names}", script)
    phone.open(f"{room}/{second}")
    look(phone, f"collectors-retired-{names}", script)
    phone.open(f"{room}/{second}/edit")
    look(phone, f"collectors-edit-{names}", script)
    phone.open(f"{room}/issued")
    look(phone, f"collectors-issued-{names}", script)


def look(phone: Phone, name: str, script: bool) -> None:
    """Keep a picture; hold the page to axe where a script may run."""
    if script:
        phone.audit(name)
    else:
        phone.picture(name)


def test_the_file_comes_with_and_without_a_script(
    make_phone: MakePhone, live_site: Site, survey_id: int
) -> None:
    make_collectors(live_site.context, NewCollectors(survey_id, LAI_CHAU))
    for script in (True, False):
        phone = signed_in(make_phone, live_site, script=script)
        page = phone.open(f"/staff/surveys/{survey_id}/collectors?q=tan+phong")
        with held(page, "**/staff/jobs/*"):  # the page that moves stands still
            page.get_by_role("button", name="In thông báo").click()
            page.get_by_text("đang chờ đến lượt").wait_for()
            look(phone, f"collectors-job-{script}", script)
        run_job(live_site.context, int(page.url.rsplit("/", 1)[1]))
        page.get_by_role("link", name="Tải tệp PDF").wait_for()
        look(phone, f"collectors-job-done-{script}", script)
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải tệp PDF").click()
        assert download.value.suggested_filename == f"thong-bao-{survey_id}.pdf"


def test_a_code_is_retired_and_put_back_by_keyboard(
    make_phone: MakePhone, live_site: Site, survey_id: int
) -> None:
    made = make_collectors(live_site.context, NewCollectors(survey_id, LAI_CHAU))
    code = next(iter(made.codes.values()))
    phone = signed_in(make_phone, live_site, width=1280)
    page = phone.open(f"/staff/surveys/{survey_id}/collectors/{code}")
    tabs_until(page, "[data-copy]")
    tabs_until(page, "summary")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    phone.audit("collectors-question")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("không nhận thêm phiếu.").first.wait_for()
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_text("lại nhận phiếu").wait_for()


def test_the_dark_page_keeps_its_symbol_on_white(
    make_phone: MakePhone, live_site: Site, survey_id: int
) -> None:
    made = make_collectors(live_site.context, NewCollectors(survey_id, LAI_CHAU))
    phone = signed_in(make_phone, live_site, color_scheme="dark")
    phone.open(f"/staff/surveys/{survey_id}/collectors/{next(iter(made.codes.values()))}")
    phone.audit("collectors-page-dark")
