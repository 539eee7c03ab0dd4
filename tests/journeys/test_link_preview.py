"""What a posted link shows: words and a picture below the public address, whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from survey_app.services.import_units import ensure_units
from tests.support.client import Page
from tests.support.site import LIBRARY, Site, make_site

if TYPE_CHECKING:
    from pathlib import Path

    from survey_app.store.database import Database

FIRST_WINDOW = 14_600
LIMIT = 60_000


def preview(page: Page) -> dict[str, str]:
    found = {e.get("property", ""): e.get("content", "") for e in page.all("meta")}
    return {name: text for name, text in found.items() if name.startswith("og:")}


@pytest.fixture
def code(site: Site) -> str:
    ensure_units(site.context)
    return site.publish(LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml", unit="03408")


def test_the_first_page_says_who_asks_whom_where_and_until_when(site: Site, code: str) -> None:
    words = preview(site.client.get(f"/S/{code.lower()}"))

    assert words["og:title"] == site.client.get(f"/s/{code}").heading
    for part in (
        "Kính mời người dân phường Tân Phong, tỉnh Lai Châu cho ý kiến.",
        "Cơ quan thực hiện: ",
        "Nhận phiếu đến 17:00 ngày 15/12/2026.",
    ):
        assert part in words["og:description"]
    base = site.context.settings.public_url
    assert words["og:url"] == f"{base}/s/{code}"
    assert words["og:image"] == f"{base}/s/{code}/card.png"


def test_the_host_header_changes_no_address(site: Site, code: str) -> None:
    page = site.client.get(f"/s/{code}", headers={"Host": "evil.example"})

    assert "evil" not in page.html


def test_the_public_address_stands_in_front(tmp_path: Path, sqlite_database: Database) -> None:
    site = make_site(tmp_path, public_url="https://ykien.example.vn")
    code = site.publish_design("single-choice")

    words = preview(site.client.get(f"/s/{code}"))

    assert words["og:image"] == f"https://ykien.example.vn/s/{code}/card.png"
    site.context.close()


def test_another_language_has_a_preview_of_its_own(site: Site) -> None:
    code = site.publish_design("two-languages")

    words = preview(site.client.get(f"/s/{code}?lang=en"))

    assert "You are invited to say what you think." in words["og:description"]
    assert words["og:image"].endswith("/card.png?lang=en")
    assert site.app.test_client().get(f"/s/{code}/card.png?lang=en").status_code == 200


def test_the_page_with_its_preview_fits_the_first_window(site: Site, code: str) -> None:
    headers = {"Accept-Encoding": "gzip"}
    reply = site.app.test_client().get(f"/s/{code}", headers=headers)

    sent = len(reply.data) + len(str(reply.headers)) + len("HTTP/1.1 200 OK\r\n")
    assert sent <= FIRST_WINDOW


def test_hostile_titles_stay_text(site: Site) -> None:
    code = site.publish_design("hostile-strings")

    page = site.client.get(f"/s/{code}")

    assert preview(page)["og:title"] == page.heading
    reply = site.app.test_client().get(f"/s/{code}/card.png")
    assert reply.status_code == 200


def test_screens_closed_and_retired_pages_have_no_preview(site: Site) -> None:
    code = site.publish_design("single-choice")
    assert preview(site.client.agree(f"/s/{code}")) == {}
    site.close(code)

    assert preview(site.client.get(f"/s/{code}")) == {}


def test_the_picture_is_small_and_cached(site: Site, code: str) -> None:
    reply = site.app.test_client().get(f"/s/{code}/card.png")

    assert reply.mimetype == "image/png"
    assert len(reply.data) <= LIMIT
    assert "max-age=3600" in reply.headers["Cache-Control"]
    assert "Set-Cookie" not in reply.headers
    with Image.open(BytesIO(reply.data)) as image:
        assert image.size == (1200, 630)


def test_a_picture_of_an_unknown_code_is_not_there(site: Site) -> None:
    for path in ("/s/ZZZZZZ/card.png", "/s/%00/card.png", "/s/../card.png"):
        assert site.app.test_client().get(path).status_code == 404


def test_a_moved_end_shows_in_the_next_preview(site: Site, code: str) -> None:
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415
    from survey_app.store.survey_queries import get_survey  # noqa: PLC0415

    page = open_page(site.context, code)
    assert page is not None
    with site.context.database.session(write=True) as session:
        get_survey(session, page.survey_id).close_at = datetime(2026, 12, 20, 3, tzinfo=UTC)
        session.commit()
    site.forget_pages()

    words = preview(site.client.get(f"/s/{code}"))

    assert "10:00 ngày 20/12/2026" in words["og:description"]
