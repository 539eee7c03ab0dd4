"""The fieldwork pages in a browser: phone and desk, with and without scripts, by keyboard."""

# ruff: noqa: PLC0415 - unit tests load none of the application

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Phone, sign_in
from tests.support.site import LIBRARY, Site
from tests.support.staff import make_person, make_staff

pytestmark = pytest.mark.xdist_group("e2e")
MakePhone = Callable[..., Phone]
COMMUNES = ("03466", "03472", "03478", "03503", "03508", "03529", "03388", "03408")


@pytest.fixture(scope="module")
def survey(live_site: Site) -> tuple[int, list[str]]:
    """The shipped survey in some communes of its province, with simulated answers."""
    from survey_app.demo.crowd import simulate
    from survey_app.demo.habits import read_habits
    from survey_app.services.answering.collectors import open_page
    from survey_app.services.answering.quality_flags_recent import RecentSheets
    from survey_app.services.answering.submit_response import Submission, submit
    from survey_app.services.collecting.make_collector import NewCollector, make_collector

    path = LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml"
    first = live_site.publish(path, unit=COMMUNES[0])
    page = open_page(live_site.context, first)
    assert page is not None
    codes = [first]
    for unit in COMMUNES[1:]:
        new = NewCollector(page.survey_id, unit_code=unit, issued=120, tags={"xa_phuong": unit})
        codes.append(make_collector(live_site.context, new))
    live_site.context.recent = RecentSheets(0)
    for number, sheet in enumerate(
        simulate(page.questionnaire, read_habits(page.questionnaire.id))
    ):
        if number == 240:
            break
        code = codes[min(number % 11, len(codes) - 2)]
        submit(live_site.context, Submission(uuid4(), code, "vi", sheet.answers))
    live_site.context.recent = RecentSheets()
    make_person(live_site.context, ("collaborator", COMMUNES[-1]), name="Vàng A Sình")
    return page.survey_id, codes


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_every_page_fits_and_is_accessible(
    make_phone: MakePhone, live_site: Site, survey: tuple[int, list[str]], width: int, script: bool
) -> None:
    phone = make_phone(width=width, script=script)
    sign_in(phone, make_staff(live_site, "officer", "12"))
    for name in ("", "/coverage", "/reminders"):
        phone.open(f"/staff/surveys/{survey[0]}/fieldwork{name}")
        kind = "js" if script else "nojs"
        picture = f"fieldwork{name.replace('/', '-')}-{width}-{kind}"
        if script:
            phone.audit(picture)
        else:
            phone.picture(picture)
            assert phone.page.locator("h1").count() == 1


def test_dark_pages_are_accessible(
    make_phone: MakePhone, live_site: Site, survey: tuple[int, list[str]]
) -> None:
    phone = make_phone(width=360, color_scheme="dark")
    sign_in(phone, make_staff(live_site, "viewer", "12"))
    phone.open(f"/staff/surveys/{survey[0]}/fieldwork")
    phone.audit("fieldwork-360-dark")


def test_the_board_moves_by_itself(
    make_phone: MakePhone, live_site: Site, survey: tuple[int, list[str]]
) -> None:
    from questionnaires.engine import read_json
    from survey_app.services.answering.collectors import open_page
    from survey_app.services.answering.submit_response import Kind, Submission, submit

    phone = make_phone(width=1280)
    sign_in(phone, make_staff(live_site, "viewer", "12"))
    page = phone.page
    page.clock.install()
    phone.open(f"/staff/surveys/{survey[0]}/fieldwork")
    row = page.get_by_role("row").filter(has_text="Phường Tân Phong").locator("td").first
    expect(row).to_have_text("0")
    found = open_page(live_site.context, survey[1][-1])
    assert found is not None
    document = {"xa": "03408", "doi_tuong": "nong_dan", "q1": "khong", "q11": "4"}
    answers, _ = read_json(found.questionnaire, document)
    result = submit(live_site.context, Submission(uuid4(), survey[1][-1], "vi", answers))
    assert result.kind is Kind.STORED
    page.locator("#board-stop").focus()
    page.clock.run_for(16_000)
    expect(row).to_have_text("1")
    expect(page.locator("#board-stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#board[hx-get]")).to_have_count(0)
    expect(page.get_by_role("link", name="Cập nhật lại")).to_be_visible()


def test_a_reminder_by_keyboard_alone(
    make_phone: MakePhone, live_site: Site, survey: tuple[int, list[str]]
) -> None:
    phone = make_phone(width=360)
    sign_in(phone, make_staff(live_site, "officer", "12"))
    phone.open(f"/staff/surveys/{survey[0]}/fieldwork/reminders")
    card = phone.page.locator("#u03408")
    card.get_by_role("button", name="Đã nhắc hôm nay").focus()
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#u03408")).to_contain_text("Nhắc lần cuối ngày")
    phone.audit("fieldwork-reminders-done-360")
    phone.page.get_by_role("button", name="Hoàn tác").press("Enter")
    expect(phone.page.locator("#u03408")).not_to_contain_text("Nhắc lần cuối")
