from pathlib import Path

import pytest

from survey_app.config import Settings, SettingsError, load_settings

SECRET = "q7Zp-0vNn3_tests-only-kX81LmRw5sYd2"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*(f"YDAN_{field.upper()}" for field in Settings.model_fields), "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("YDAN_DATA", str(tmp_path))
    monkeypatch.setenv("YDAN_SECRET_KEY", SECRET)


def test_the_secret_is_all_that_is_needed(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.data == tmp_path
    assert settings.database_url == f"sqlite:///{tmp_path}/default.sqlite3"
    assert settings.box_url == f"sqlite:///{tmp_path}/box.sqlite3"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.snapshots == tmp_path / "snapshots"


def test_the_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("YDAN_SECRET_KEY")
    (tmp_path / "settings.env").write_text(
        f"# khóa bí mật\nYDAN_SECRET_KEY={SECRET}x\nYDAN_PORT=9000\nYDAN_HOST=0.0.0.0\n", "utf-8"
    )
    monkeypatch.setenv("YDAN_PORT", "9100")
    settings = load_settings()
    assert settings.secret_key == f"{SECRET}x"
    assert (settings.port, settings.host) == (9100, "0.0.0.0")
    assert settings.public_url == "http://127.0.0.1:9100"


def test_port_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    assert load_settings().port == 8123


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "",
        "short",
        "x" * 64,
        "abab" * 16,
        "changeme-changeme-changeme-changeme-123456",
        "YDAN-secret-0123456789-0123456789-abcdef",
    ],
)
def test_a_missing_short_or_guessable_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, secret: str | None
) -> None:
    if secret is None:
        monkeypatch.delenv("YDAN_SECRET_KEY")
    else:
        monkeypatch.setenv("YDAN_SECRET_KEY", secret)
    with pytest.raises(SettingsError, match=r"^YDAN_SECRET_KEY") as refusal:
        load_settings()
    assert not secret or secret not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YDAN_DATABASE_URL", "mysql://localhost/ydan"),
        ("YDAN_DATABASE_URL", "not an address"),
        ("YDAN_BOX_URL", "sqlite://"),
        ("YDAN_BOX_URL", "sqlite:///:memory:"),
        ("YDAN_BOX_URL", "postgresql+asyncpg://host/box"),
        ("YDAN_PUBLIC_URL", "khaosat.example.vn"),
        ("YDAN_PUBLIC_URL", "ftp://khaosat.example.vn"),
        ("YDAN_PUBLIC_URL", "https://khaosat.example.vn/path"),
        ("YDAN_PUBLIC_URL", "https://khaosat.example.vn?x=1"),
        ("YDAN_PUBLIC_URL", "https://user@khaosat.example.vn"),
        ("YDAN_PUBLIC_URL", "http://host:99999"),
        ("YDAN_PUBLIC_URL", "http://[::1"),
        ("YDAN_PORT", "0"),
        ("YDAN_PORT", "eighty"),
        ("YDAN_THREADS", "0"),
        ("YDAN_THREADS", "100000"),
    ],
)
def test_a_hostile_setting_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name}"):
        load_settings()


def test_one_database_for_both_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YDAN_DATABASE_URL", "postgresql://host/ydan")
    monkeypatch.setenv("YDAN_BOX_URL", "postgres://host/ydan")
    with pytest.raises(SettingsError, match=r"^YDAN_BOX_URL"):
        load_settings()


def test_every_error_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YDAN_SECRET_KEY", "short")
    monkeypatch.setenv("YDAN_PORT", "x")
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert [line.split()[0] for line in str(refusal.value).splitlines()] == [
        "YDAN_SECRET_KEY",
        "YDAN_PORT",
    ]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_bytes(b"YDAN_HOST=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"settings\.env"):
        load_settings()


def test_nothing_secret_shows_in_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YDAN_DATABASE_URL", "postgresql://ydan:verysecret@host/ydan")
    settings = load_settings()
    assert settings.database_url == "postgresql+psycopg://ydan:verysecret@host/ydan"
    assert SECRET not in repr(settings)
    assert "verysecret" not in repr(settings)


def test_the_public_address_has_no_trailing_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YDAN_PUBLIC_URL", "https://ykien.vn/")
    assert load_settings().public_url == "https://ykien.vn"
