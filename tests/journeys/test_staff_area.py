"""What every staff page shares: who may come in, form tokens, languages, headers."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support.site import Site
from tests.support.staff import Staff, make_person, make_staff


def test_a_stranger_is_led_to_the_sign_in_and_gets_back_from_there(site: Site) -> None:
    reply = site.app.test_client().get("/staff/nowhere?page=2")
    assert reply.status_code == 303
    assert reply.headers["Location"] == "/staff/login?next=/staff/nowhere%3Fpage%3D2"


def test_an_address_that_leads_nowhere_says_so(site: Site) -> None:
    page = make_staff(site, "viewer").get("/staff/nowhere")
    assert page.status == 404
    assert page.heading == "Không có trang này"


def test_a_form_without_the_sessions_token_changes_nothing(site: Site) -> None:
    staff = make_staff(site, "officer")
    for token in ("", "forged", make_staff(site, "officer").token()):
        page = staff.post("/staff/language", [("language", "en")], token=token)
        assert page.status == 400
        assert page.language == "vi"


def test_the_language_switch_leads_back_and_nowhere_else(site: Site) -> None:
    staff = make_staff(site, "viewer")
    page = staff.post("/staff/language", [("language", "en"), ("back", "/staff/nowhere?a=1")])
    assert page.language == "en"
    assert page.heading == "There is no such page"
    for back in ("//evil.example/staff/", "https://evil.example", "/s/ABCDEF", "/staff/\\evil"):
        reply = staff.send("/staff/language", [("language", "vi"), ("back", back)])
        assert reply.headers["Location"] == "/staff/"


def test_a_person_who_left_is_signed_out_at_the_next_request(site: Site) -> None:
    from survey_app.store.models import Person  # noqa: PLC0415 - unit tests load no application

    staff = make_staff(site, "officer", "22")
    assert staff.get("/staff/nowhere").status == 404
    with site.context.database.session(write=True) as session:
        person = session.get(Person, staff.person_id)
        assert person is not None
        person.is_active = False
        session.commit()
    assert staff.flask.get("/staff/nowhere").status_code == 303


def test_the_cookie_stays_with_the_staff(site: Site) -> None:
    staff = make_staff(site, "viewer")
    reply = staff.send("/staff/language", [("language", "en")])
    cookie = reply.headers["Set-Cookie"]
    assert "Path=/staff" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    code = site.publish_design("single-choice")
    assert site.client.get(f"/s/{code}").status == 200  # the client refuses a cookie there


def test_an_ended_grant_gives_nothing(site: Site) -> None:
    yesterday = site.clock().date() - timedelta(days=1)
    person_id = make_person(
        site.context, ("officer", "22"), valid_to=max(yesterday, date(2026, 1, 1))
    )
    staff = Staff(site.app.test_client(), person_id)
    staff.sign_in(site.context)
    assert staff.get("/staff/nowhere").status == 404
