"""How pages travel: small, compressed, kept by nobody, the same for everybody but a few fields."""

import gzip
from uuid import UUID

import pytest

from tests.support.client import read_page
from tests.support.site import LIBRARY, Site

FIRST_WINDOW = 14_600
SURVEYS = sorted(path.parent.name for path in LIBRARY.glob("*/questionnaire.yaml"))


def weigh(site: Site, path: str) -> int:
    """Bytes of a page with its headers, as sent compressed."""
    reply = site.client.flask.get(path, headers={"Accept-Encoding": "gzip, deflate"})
    return len(reply.get_data()) + len(str(reply.headers)) + len("HTTP/1.1 200 OK\r\n")


def authored_pages(site: Site, code: str, language: str) -> list[bytes]:
    """Every whole page of a survey, all its questions on it, compressed as the site does."""
    from questionnaires.engine import Answers, Screen  # noqa: PLC0415 - app tests only
    from survey_app.services.answering.collectors import open_page  # noqa: PLC0415
    from survey_app.web.public.screen_pages import ScreenPages, ScreenState  # noqa: PLC0415

    page = open_page(site.context, code)
    assert page is not None
    asked = page.questionnaire.in_language(language)
    made = []
    for authored in asked.pages:
        ids = tuple(item.id for item in authored.items if item.type != "calculate")
        screen = Screen(authored.id, ids, first_of_page=True)
        state = ScreenState(asked, page.version_hash, screen, 1, 9, False, 0, Answers())
        made.append(ScreenPages().screen(state).gzip(b"x" * 600))
    return made


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", SURVEYS)
def test_every_page_of_a_shipped_survey_fits_the_first_window(
    site: Site, name: str, language: str
) -> None:
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415 - app tests only

    ensure_units(site.context)
    code = site.publish(LIBRARY / name / "questionnaire.yaml")
    assert weigh(site, f"/s/{code}?lang={language}") < FIRST_WINDOW
    headers = len(str(site.client.get(f"/s/{code}").headers))
    sizes = [len(body) + headers for body in authored_pages(site, code, language)]
    assert max(sizes) < FIRST_WINDOW


def test_compressed_and_plain_are_the_same_page(site: Site) -> None:
    path = f"/s/{site.publish_design('single-choice')}"
    squeezed = site.client.flask.get(path, headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    plain = site.client.flask.get(path)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept-Encoding"
    one, two = gzip.decompress(squeezed.get_data()).decode(), plain.get_data().decode()
    cut = one.index('name="submission_id"')
    assert one[:cut] == two[:cut]
    assert one.endswith("</html>")


def test_every_visitor_gets_an_id_of_their_own(site: Site) -> None:
    path = f"/s/{site.publish_design('single-choice')}"
    ids = {site.client.get(path).field("submission_id") for _ in range(20)}
    assert len(ids) == 20
    assert all(UUID(value).version == 4 for value in ids)


def test_head_answers_without_a_body(site: Site) -> None:
    reply = site.client.flask.head(f"/s/{site.publish_design('single-choice')}")
    assert reply.status_code == 200
    assert reply.get_data() == b""


def test_only_https_addresses_promise_https(site: Site, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from tests.support.site import make_site  # noqa: PLC0415

    assert "Strict-Transport-Security" not in site.client.get("/s/ABCDEF").headers
    secure = make_site(tmp_path, public_url="https://ydan.example")
    assert "Strict-Transport-Security" in secure.client.get("/s/ABCDEF").headers
    secure.context.close()


def test_script_is_small_kept_and_named_by_its_content(site: Site) -> None:
    page = site.client.get(f"/s/{site.publish_design('single-choice')}")
    (script,) = page.all("script")
    assert script.get("defer") is not None
    reply = site.client.flask.get(str(script.get("src")))
    assert reply.mimetype == "text/javascript"
    assert "immutable" in reply.headers["Cache-Control"]
    assert len(reply.get_data()) <= 10_000
    assert b"localStorage" not in reply.get_data()
    assert b"eval(" not in reply.get_data()
    assert b"document.cookie" not in reply.get_data()


def test_qr_pictures_lead_to_the_public_address(site: Site) -> None:
    path = f"/s/{site.publish_design('single-choice')}"
    svg = site.client.flask.get(f"{path}/qr.svg", headers={"Host": "evil.example"})
    assert svg.mimetype == "image/svg+xml"
    assert f"HTTP://127.0.0.1:8000{path.upper()}" in svg.get_data(as_text=True)
    png = site.client.flask.get(f"{path.lower()}/qr.png")
    assert png.mimetype == "image/png"
    assert png.get_data().startswith(b"\x89PNG")
    assert svg.headers["X-Content-Type-Options"] == "nosniff"


def test_answers_of_one_are_never_on_the_page_of_another(site: Site) -> None:
    path = f"/s/{site.publish_design('many-pages')}"
    page = site.client.answer(path, site.client.agree(path), "next", {"q1": "b"})
    page = site.client.answer(path, page, "next", {"q2": ["a"]})
    page = site.client.answer(path, page, "next", {"q3": "x"})
    assert page.sent("q3") == ["x"]
    other = site.client.answer(path, site.client.agree(path), "next", {})
    other = site.client.answer(path, other, "next", {})
    assert other.sent("q3") == [""]


def test_page_read_helper_refuses_broken_pages(site: Site) -> None:
    reply = site.client.flask.get("/s/ABCDEF")
    reply.data = reply.get_data().replace(b"</main>", b'<a href="https://x.example">x</a></main>')
    with pytest.raises(AssertionError, match="leads elsewhere"):
        read_page(reply)
