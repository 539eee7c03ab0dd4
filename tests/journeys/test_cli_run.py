"""`make run`: secrets once, data kept, addresses printed, a clean end."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from benchmarks.servers import free_port
from survey_app.cli import run
from survey_app.cli.first_settings import ensure_secret
from survey_app.config import PROJECT, Settings, SettingsError, load_settings
from survey_app.services.context import Context
from survey_app.services.surveys.list_surveys import list_surveys
from survey_app.store.database import Database
from tests.integration.services.conftest import SECRET


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting but the data folder; what the starter sets is undone after the test."""
    for name in list(os.environ):
        if name.startswith("YDAN_") or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.setenv("YDAN_PUBLIC_URL", "")
    monkeypatch.setenv("YDAN_DATA", str(tmp_path / "var"))


def test_the_secret_is_made_once_and_for_this_user_only(tmp_path: Path) -> None:
    file = ensure_secret()
    assert file == tmp_path / "var" / "settings.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = load_settings().secret_key
    assert ensure_secret() is None
    assert load_settings().secret_key == first
    assert len(first) >= 32


def test_a_secret_of_the_environment_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YDAN_SECRET_KEY", SECRET)
    assert ensure_secret() is None
    assert not (tmp_path / "var").exists()


def test_settings_that_are_there_are_kept_beside_the_secret(tmp_path: Path) -> None:
    file = tmp_path / "var" / "settings.env"
    file.parent.mkdir()
    file.write_text("YDAN_PUBLIC_URL=https://ydan.example")
    ensure_secret()
    settings = load_settings()
    assert settings.public_url == "https://ydan.example"
    assert len(settings.secret_key) >= 32


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("YDAN_DATA", str(tmp_path / "file" / "var"))
    with pytest.raises(SettingsError, match="YDAN_DATA"):
        ensure_secret()


def test_the_network_address_is_the_public_one_unless_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YDAN_HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "8642")
    monkeypatch.setattr(run, "lan_address", lambda: "192.168.7.7")
    assert run.prepare_settings().public_url == "http://192.168.7.7:8642"
    assert os.environ["YDAN_PUBLIC_URL"] == "http://192.168.7.7:8642"
    monkeypatch.setenv("YDAN_PUBLIC_URL", "https://ydan.example")
    assert run.prepare_settings().public_url == "https://ydan.example"


def test_on_this_machine_the_public_address_stays_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "8642")
    assert run.prepare_settings().public_url == "http://127.0.0.1:8642"


def test_a_taken_port_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        assert run.main([]) == 1
    assert "PORT" in capsys.readouterr().err


def test_the_demonstration_is_loaded_once_and_its_addresses_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = run.prepare_settings()
    run.prepare_data(settings, is_demo=True)
    first = capsys.readouterr().out
    code = re.search(r"http://127\.0\.0\.1:8000/s/(\w{6})", first)
    assert code is not None
    assert "█" in first
    briefing = settings.data / run.BRIEFING
    assert str(briefing) in first
    link = re.search(r"http://127\.0\.0\.1:8000/staff/invitation/[\w-]{43}\n", first)
    assert link is not None
    assert "SỐ LIỆU TRÌNH DIỄN" in briefing.read_text(encoding="utf-8")
    before = lines(settings)
    assert [accepted for _, accepted in before] == [1200, 0]
    run.prepare_data(settings, is_demo=True)
    again = capsys.readouterr().out
    assert code.group() in again
    assert "/staff/invitation/" in again, "nobody has signed in yet"
    assert link.group() not in again, "the first link has been replaced"
    assert lines(settings) == before


def lines(settings: Settings) -> list[tuple[tuple[str, ...], int]]:
    """(collectors, accepted) of every survey."""
    with closing(Context(Database(settings.database_url, settings.box_url), settings)) as context:
        return [(line.collectors, line.accepted) for line in list_surveys(context)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`python -m survey_app.cli.run` on a free port, answering."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "survey_app.cli.run"],
        cwd=PROJECT,
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            wait_for(port, process)
            yield process, port
        finally:
            process.kill()


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/s/NOBODY", timeout=5):
                return
        except HTTPError as error:
            error.close()
            return  # it answers: nobody has this code
        except OSError:  # nobody listens yet, or it is slow
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def test_it_serves_and_ends_cleanly_while_another_shell_lists(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    process, _ = server
    flask = Path(sys.executable).with_name("flask")
    listed = subprocess.run(
        [flask, "survey", "list"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (listed.returncode, listed.stderr) == (0, "")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    assert "Traceback" not in output


def test_flask_without_a_secret_names_the_setting(tmp_path: Path) -> None:
    flask = Path(sys.executable).with_name("flask")
    refused = subprocess.run(
        [flask, "survey", "list"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "YDAN_SECRET_KEY" in refused.stderr
    assert "Traceback" not in refused.stderr
    ensure_secret()
    unmigrated = subprocess.run(
        [flask, "survey", "list"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert unmigrated.returncode == 1
    assert "YDAN_DATABASE_URL" in unmigrated.stderr
    assert "Traceback" not in unmigrated.stderr
