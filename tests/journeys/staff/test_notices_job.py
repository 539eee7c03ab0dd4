"""Many notices as one PDF: asked for, followed with and without a script, fetched, lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from survey_app.jobs.queue import make_queue
from survey_app.services.collecting.bulk import NewCollectors, make_collectors
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.collecting.retire import retire_collector
from survey_app.services.jobs.work import run_job
from survey_app.store.models import RoleGrant
from tests.integration.services.collecting import LAI_CHAU, SON_LA, TAN_PHONG, commune_survey
from tests.support.staff import Staff, make_staff

if TYPE_CHECKING:
    from tests.support.site import Site


@pytest.fixture
def survey_id(site: Site) -> int:
    survey_id = commune_survey(site.context)
    make_collector(site.context, NewCollector(survey_id, TAN_PHONG))
    return survey_id


@pytest.fixture
def officer(site: Site, survey_id: int) -> Staff:
    return make_staff(site, "officer", LAI_CHAU)


def ask(officer: Staff, survey_id: int, words: str = "") -> str:
    """Ask for the notices: the path of the job's page."""
    path = f"/staff/surveys/{survey_id}/collectors/notices"
    return officer.send(path, [("q", words)]).headers["Location"]


def number(path: str) -> int:
    return int(path.rsplit("/", 1)[1])


def test_from_asking_to_the_file(site: Site, officer: Staff, survey_id: int) -> None:
    path = ask(officer, survey_id)
    waiting = officer.get(path)
    assert "đang chờ đến lượt" in waiting.text
    assert 'http-equiv="refresh"' in waiting.html
    part = officer.flask.get(path, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in part
    assert f'hx-get="{path}"' in part
    assert len(make_queue(site.context.settings.data)) == 1
    assert officer.flask.get(f"{path}/file").status_code == 404

    run_job(site.context, number(path))

    done = officer.get(path)
    assert "Đã xong 1 trang" in done.text
    assert "refresh" not in done.html
    with officer.flask.get(f"{path}/file") as reply:
        assert reply.mimetype == "application/pdf"
        assert reply.data.startswith(b"%PDF")
        assert "no-store" in reply.headers["Cache-Control"]
    assert "đã xong" in officer.get(f"/staff/surveys/{survey_id}/collectors").text


def test_another_officer_finds_no_such_job(site: Site, officer: Staff, survey_id: int) -> None:
    path = ask(officer, survey_id)
    run_job(site.context, number(path))

    for role, unit in (("officer", LAI_CHAU), ("administrator", None), ("officer", SON_LA)):
        other = make_staff(site, role, unit)
        assert other.get(path).status == 404
        assert other.get(f"{path}/file").status == 404
        assert other.post(f"{path}/retry").status == 404


def test_a_grant_moved_between_asking_and_fetching(
    site: Site, officer: Staff, survey_id: int
) -> None:
    make_collector(site.context, NewCollector(survey_id, SON_LA))
    path = ask(officer, survey_id)
    run_job(site.context, number(path))
    with site.context.database.session(write=True) as session:
        session.query(RoleGrant).filter_by(person_id=officer.person_id).update(
            {"unit_code": SON_LA}
        )
        session.commit()

    assert officer.get(f"{path}/file").status == 404


def test_a_role_lost_meanwhile(site: Site, officer: Staff, survey_id: int) -> None:
    path = ask(officer, survey_id)
    run_job(site.context, number(path))
    with site.context.database.session(write=True) as session:
        session.query(RoleGrant).filter_by(person_id=officer.person_id).update({"role": "viewer"})
        session.commit()

    assert officer.flask.get(f"{path}/file").status_code == 403


def test_the_third_file_at_once_is_refused_kindly(
    site: Site, officer: Staff, survey_id: int
) -> None:
    make_collectors(site.context, NewCollectors(survey_id, LAI_CHAU, channel="zalo"))
    ask(officer, survey_id)
    ask(officer, survey_id, "bum nua")
    room = f"/staff/surveys/{survey_id}/collectors/notices"

    page = officer.post(room, [("q", "tan phong")])

    assert page.status == 422
    assert "xin chờ một tệp xong" in page.text


def test_a_failed_job_offers_another_try(site: Site, officer: Staff, survey_id: int) -> None:
    path = ask(officer, survey_id)
    with site.context.database.session(write=True) as session:
        from survey_app.store.models import Job  # noqa: PLC0415

        session.query(Job).update({"state": "failed", "error": "printing_failed"})
        session.commit()
    page = officer.get(path)
    assert "Không tạo được tệp" in page.text

    again = officer.press(page, f"{path}/retry")

    assert "đang chờ đến lượt" in again.text
    run_job(site.context, number(path))
    assert "Đã xong" in officer.get(path).text


def test_nothing_in_use_nothing_to_print(site: Site, officer: Staff, survey_id: int) -> None:
    page = officer.get(f"/staff/surveys/{survey_id}/collectors")
    (code,) = ["".join(a.itertext()) for a in page.all("a") if a.get("class") == "code"]
    retire_collector(site.context, code)

    page = officer.post(f"/staff/surveys/{survey_id}/collectors/notices")

    assert page.status == 422
    assert "không có thông báo để in" in page.text


@pytest.mark.parametrize("path", ["/staff/jobs/0", "/staff/jobs/99999", "/staff/jobs/-1"])
def test_unknown_jobs(officer: Staff, path: str) -> None:
    assert officer.get(path).status == 404
    assert officer.get(f"{path}/file").status == 404
