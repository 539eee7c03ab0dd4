"""Long work: asked for once, bounded, taken up after a crash, fetched by who may, deleted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from survey_app.config import PROJECT
from survey_app.jobs.consumer import start_consumer
from survey_app.jobs.queue import enqueue
from survey_app.printing.many import NOTICES
from survey_app.services.collecting.bulk import NewCollectors, make_collectors
from survey_app.services.collecting.lines import Wanted
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.context import Context
from survey_app.services.jobs.ask import NewJob, ask_job, retry_job
from survey_app.services.jobs.folder import job_folder
from survey_app.services.jobs.kinds import KINDS, Kind
from survey_app.services.jobs.progress import get_job, get_result, list_jobs
from survey_app.services.jobs.task import JobFailedError, Task
from survey_app.services.jobs.work import clear_expired, run_job, take_up
from survey_app.services.notices.ask import ask_notices
from survey_app.services.permissions import Permission
from survey_app.services.refusal import Refusal
from survey_app.services.staff import context_for, load_staff
from survey_app.store.models import Job, RoleGrant
from tests.integration.services.collecting import (
    LAI_CHAU,
    SON_LA,
    TAN_PHONG,
    commune_survey,
    officer,
)
from tests.integration.services.conftest import Clock, run_design


@pytest.fixture
def survey_id(context: Context) -> int:
    return commune_survey(context)


@pytest.fixture
def desk(context: Context, survey_id: int) -> Context:
    """An officer of Lai Châu; two communes have a collector."""
    for unit in (TAN_PHONG, "03466"):
        make_collector(context, NewCollector(survey_id, unit))
    return officer(context, LAI_CHAU)


def state(context: Context, job_id: int) -> str:
    return get_job(context, job_id).state


def spoil(monkeypatch: pytest.MonkeyPatch, run: Callable[[Task], str]) -> None:
    monkeypatch.setitem(KINDS, "notices", replace(KINDS["notices"], run=run))  # type: ignore[arg-type]  # a dict


def test_notices_of_a_list_become_one_pdf(context: Context, desk: Context, survey_id: int) -> None:
    job_id = ask_notices(desk, survey_id, Wanted())
    assert state(desk, job_id) == "queued"

    run_job(context, job_id)

    view = get_job(desk, job_id)
    assert (view.state, view.done, view.total) == ("done", 2, 2)
    result = get_result(desk, job_id)
    reader = PdfReader(BytesIO(result.path.read_bytes()))
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert texts[0].startswith("Phường Tân Phong, tỉnh Lai Châu")
    assert texts[1].startswith("Xã Bum Nưa, tỉnh Lai Châu")
    assert reader.root_object["/Lang"] == "vi"
    assert result.path.parent.stat().st_mode & 0o077 == 0
    assert [job.id for job in list_jobs(desk, survey_id, kind="notices")] == [job_id]


def test_only_codes_in_use_are_printed(sqlite_context: Context) -> None:
    from survey_app.services.collecting.retire import retire_collector  # noqa: PLC0415

    survey_id = commune_survey(sqlite_context)
    code = make_collector(sqlite_context, NewCollector(survey_id, TAN_PHONG))
    retire_collector(sqlite_context, code)

    with pytest.raises(Refusal, match="no_notices"):
        ask_notices(officer(sqlite_context, LAI_CHAU), survey_id, Wanted())


def test_a_double_click_makes_one_job_and_a_third_file_has_to_wait(
    desk: Context, survey_id: int
) -> None:
    first = ask_notices(desk, survey_id, Wanted())

    assert ask_notices(desk, survey_id, Wanted()) == first
    ask_notices(desk, survey_id, Wanted(words="tan phong"))
    with pytest.raises(Refusal, match="too_many_jobs"):
        ask_notices(desk, survey_id, Wanted(words="bum nua"))


def test_nobody_else_sees_the_job(context: Context, desk: Context, survey_id: int) -> None:
    job_id = ask_notices(desk, survey_id, Wanted())
    run_job(context, job_id)
    colleague = officer(context, LAI_CHAU)
    leader = officer(context, None, "administrator")

    for other in (colleague, leader, context):
        for look in (get_job, get_result, retry_job):
            with pytest.raises(Refusal, match="unknown_job"):
                look(other, job_id)
    with pytest.raises(Refusal, match="nobody_asks"):
        ask_job(context, NewJob("notices", survey_id, {}, 1))


def test_a_grant_that_shrank_meanwhile_locks_the_file(context: Context, survey_id: int) -> None:
    for unit in (TAN_PHONG, SON_LA):
        make_collector(context, NewCollector(survey_id, unit))
    before = officer(context, None)
    job_id = ask_notices(before, survey_id, Wanted())
    run_job(context, job_id)
    assert get_result(before, job_id).path.is_file()
    with context.database.session(write=True) as session:
        session.query(RoleGrant).update({"unit_code": LAI_CHAU})
        session.commit()
    person_id = before.actor.person_id
    assert person_id is not None
    staff = load_staff(context, person_id)
    assert staff is not None
    after = context_for(context, staff, Permission.MANAGE_COLLECTORS)

    with pytest.raises(Refusal, match="unknown_job"):
        get_result(after, job_id)


def test_a_failure_is_said_and_can_be_tried_again(
    context: Context, desk: Context, survey_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(task: Task) -> str:
        task.tell(1)
        raise JobFailedError("printing_failed")

    def break_down(task: Task) -> str:
        raise RuntimeError(task.survey_id)

    job_id = ask_notices(desk, survey_id, Wanted())
    with pytest.raises(Refusal, match="job_is_running"):
        retry_job(desk, job_id)
    spoil(monkeypatch, fail)
    run_job(context, job_id)
    assert (state(desk, job_id), get_job(desk, job_id).error) == ("failed", "printing_failed")
    spoil(monkeypatch, break_down)
    retry_job(desk, job_id)
    run_job(context, job_id)
    assert get_job(desk, job_id).error == "fault"
    monkeypatch.undo()
    retry_job(desk, job_id)
    run_job(context, job_id)
    assert state(desk, job_id) == "done"


def test_a_job_runs_once_however_often_it_is_called(
    context: Context, desk: Context, survey_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    spoil(monkeypatch, lambda task: runs.append(task.survey_id) or "x.pdf")
    job_id = ask_notices(desk, survey_id, Wanted())

    for _ in range(3):
        run_job(context, job_id)
    run_job(context, 999_999)

    assert runs == [survey_id]


def test_a_silent_job_is_taken_up_and_the_old_attempt_stops(
    context: Context,
    desk: Context,
    survey_id: int,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def hang(task: Task) -> str:
        clock.now += timedelta(minutes=2)
        assert state(desk, job_id) == "interrupted"
        assert take_up(context) == [job_id]
        monkeypatch.undo()
        run_job(context, job_id)
        task.tell(1)
        raise AssertionError("the old attempt went on")

    job_id = ask_notices(desk, survey_id, Wanted())
    spoil(monkeypatch, hang)
    run_job(context, job_id)

    assert state(desk, job_id) == "done"


def test_what_is_interrupted_again_and_again_is_marked_as_failed(
    context: Context, desk: Context, survey_id: int, clock: Clock
) -> None:
    job_id = ask_notices(desk, survey_id, Wanted())
    for _ in range(3):
        with context.database.session(write=True) as session:
            from survey_app.store.job_queries import claim_job  # noqa: PLC0415

            claim_job(session, job_id, clock.now)
            session.commit()
        clock.now += timedelta(minutes=2)
        taken = take_up(context)

    assert taken == []
    assert (state(desk, job_id), get_job(desk, job_id).error) == ("failed", "interrupted")
    retry_job(desk, job_id)
    assert state(desk, job_id) == "queued"


def test_files_go_after_a_week(
    context: Context, desk: Context, survey_id: int, clock: Clock
) -> None:
    job_id = ask_notices(desk, survey_id, Wanted())
    run_job(context, job_id)
    folder = job_folder(context, job_id)
    clock.now += timedelta(days=6)
    assert clear_expired(context) == 0
    clock.now += timedelta(days=2)
    with pytest.raises(Refusal, match="unknown_job"):
        get_result(desk, job_id)

    assert clear_expired(context) == 1
    assert not folder.exists()
    with context.database.session() as session:
        assert session.get(Job, job_id) is None


def test_the_threads_of_a_server_do_what_is_queued(sqlite_context: Context) -> None:
    context = sqlite_context
    survey_id = commune_survey(context)
    make_collector(context, NewCollector(survey_id, TAN_PHONG))
    desk = officer(context, LAI_CHAU)
    forgotten = ask_notices(desk, survey_id, Wanted(words="tan"))
    consumer = start_consumer(context)
    job_id = ask_notices(desk, survey_id, Wanted())
    enqueue(desk, job_id)

    wait_until(lambda: {state(desk, job_id), state(desk, forgotten)} == {"done"})

    consumer.stop(graceful=True)


def wait_until(is_so: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


WORKER = """
import sys
from survey_app.config import load_settings
from survey_app.services.open_store import open_store
from survey_app.services.jobs.work import run_job
run_job(open_store(load_settings()), int(sys.argv[1]))
"""


def test_kill_9_in_the_middle_loses_nothing(
    sqlite_context: Context, tmp_path: Path, clock: Clock
) -> None:
    context = sqlite_context
    survey_id = commune_survey(context)
    make_collectors(context, NewCollectors(survey_id, None))
    desk = officer(context, None)
    job_id = ask_notices(desk, survey_id, Wanted(words="lam dong"))
    folder = job_folder(context, job_id)
    environ = {
        **os.environ,
        "YDAN_DATA": str(tmp_path),
        "YDAN_SECRET_KEY": context.settings.secret_key,
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-c", WORKER, str(job_id)]
    with subprocess.Popen(command, cwd=PROJECT, env=environ, start_new_session=True) as worker:
        wait_until(lambda: len(list(folder.glob("part-*.pdf"))) >= 2)
        os.killpg(worker.pid, signal.SIGKILL)
    kept = list(folder.glob("part-*.pdf"))
    assert state(desk, job_id) == "running"
    clock.now = datetime.now(UTC)  # the worker had the real time
    total = len(json.loads((folder / NOTICES).read_bytes()))

    assert take_up(context, is_start=True) == [job_id]
    run_job(context, job_id)

    assert state(desk, job_id) == "done"
    assert len(PdfReader(get_result(desk, job_id).path).pages) == total
    assert len(kept) >= 2, "nothing had been finished before the kill"
    assert not list(folder.glob("part-*"))


def test_a_design_without_places_prints_too(context: Context) -> None:
    survey_id, _ = run_design(context, "single-choice.yaml")
    desk = officer(context, None)
    job_id = ask_notices(desk, survey_id, Wanted())

    run_job(context, job_id)

    assert state(desk, job_id) == "done"


def test_every_kind_has_its_functions() -> None:
    assert all(isinstance(kind, Kind) for kind in KINDS.values())
