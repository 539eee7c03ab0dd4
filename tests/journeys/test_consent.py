"""The first page: what is asked, of whom, and the free choice to say no."""

import pytest

from tests.support.site import LIBRARY, Site


def test_first_page_offers_two_equal_buttons_and_nothing_ticked(site: Site) -> None:
    page = site.client.get(f"/s/{site.publish_design('single-choice')}")
    assert page.status == 200
    assert page.heading == "Câu chọn một"
    assert [b[:2] for b in page.buttons()] == [("consent", "yes"), ("consent", "no")]
    buttons = page.all("button")
    assert buttons[0].get("class") == buttons[1].get("class")
    assert page.field("consent") == ""


def test_first_page_says_who_asks_and_how_answers_are_kept(site: Site) -> None:
    page = site.client.get(f"/s/{site.publish_design('single-choice')}")
    for words in ("Đơn vị thử nghiệm", "0213 000 0000", "Thử phần mềm", "dưới 10 người", "giữ kín"):
        assert words in page.text
    assert "ẩn danh" not in page.text.lower()


def test_first_page_names_the_place_of_the_collector(site: Site) -> None:
    from survey_app.services.import_units import ensure_units  # noqa: PLC0415 - app tests only

    ensure_units(site.context)
    code = site.publish(LIBRARY / "nam-bat-2026-07" / "questionnaire.yaml", unit="03466")
    assert "Xã Bum Nưa" in site.client.get(f"/s/{code}").text


def test_no_thanks_stores_nothing_and_offers_a_new_start(site: Site) -> None:
    path = f"/s/{site.publish_design('single-choice')}"
    page = site.client.press(path, site.client.get(path), ("consent", "no"))
    assert page.status == 200
    assert "Không có gì được lưu lại" in page.text
    assert f"{path}?lang=vi" in [a.get("href") for a in page.all("a")]
    assert site.stored() == []


def test_no_thanks_needs_neither_id_nor_token(site: Site) -> None:
    path = f"/s/{site.publish_design('single-choice')}"
    assert site.client.post(path, [("consent", "no"), ("q1", "co")]).status == 200
    assert site.stored() == []


@pytest.mark.parametrize("pairs", [[], [("consent", "")], [("consent", "yes"), ("consent", "no")]])
def test_answers_without_a_clear_yes_are_refused_and_kept(
    site: Site, pairs: list[tuple[str, str]]
) -> None:
    path = f"/s/{site.publish_design('single-choice')}"
    first = site.client.get(path)
    kept = [p for p in first.fields() if p[0] in {"submission_id", "csrf_token"}]
    page = site.client.post(path, [*kept, *pairs, ("q1", "co"), ("action", "send")])
    assert page.status == 422
    assert "Xin chọn đồng ý hay không tham gia" in page.text
    assert site.stored() == []
    screen = site.client.press(path, page, ("consent", "yes"))
    assert screen.sent("q1") == ["co"]


def test_demonstration_is_marked_on_every_page(site: Site, tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = (LIBRARY / "nam-bat-2026-07" / "questionnaire.yaml").read_text(encoding="utf-8")
    text = text.replace("language: vi\n", "language: vi\ndemonstration: true\n", 1)
    path = tmp_path / "questionnaire.yaml"
    path.write_text(text, encoding="utf-8")
    address = f"/s/{site.publish(path)}"
    for page in (site.client.get(address), site.client.agree(address)):
        assert "Bản trình diễn" in page.text
