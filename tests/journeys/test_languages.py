"""The language of the questionnaire and of our own words."""

from tests.support.site import Site


def test_switch_offers_each_language_under_its_own_name(site: Site) -> None:
    path = f"/s/{site.publish_design('two-languages')}"
    page = site.client.get(path)
    assert page.language == "vi"
    links = {a.get("href"): (a.get("lang"), "".join(a.itertext())) for a in page.all("a")}
    assert links["?lang=en"] == ("en", "English")


def test_whole_walk_in_the_other_language_stores_the_same_codes(site: Site) -> None:
    path = f"/s/{site.publish_design('two-languages')}"
    english = f"{path}?lang=en"
    page = site.client.get(english)
    assert page.language == "en"
    assert "Do you agree to take part?" in page.text
    screen = site.client.agree(english)
    assert screen.language == "en"
    assert [b[2] for b in screen.buttons()][-1] == "Back"
    vietnamese = site.client.agree(path)
    assert screen.items == vietnamese.items
    assert [b[2] for b in vietnamese.buttons()][-1] == "Quay lại"


def test_problems_are_worded_in_the_readers_language(site: Site) -> None:
    path = f"/s/{site.publish_design('two-languages')}?lang=en"
    page = site.client.answer(path, site.client.agree(path), "next", {"q1": "unknown"})
    assert page.status == 422
    assert "Please look at this again" in page.text
    assert "Hãy" not in page.text


def test_unknown_language_falls_back_to_the_surveys_own(site: Site) -> None:
    path = f"/s/{site.publish_design('two-languages')}"
    for asked in ("xx", "../../etc", "EN", "", "vi%00"):
        assert site.client.get(f"{path}?lang={asked}").language == "vi"
