"""The settings: environment variables `YDAN_*`, or the same lines in `<YDAN_DATA>/settings.env`.

Every one of them is described in docs/operate.md. The environment wins over the file.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_DATA = PROJECT / "var"
SETTINGS_FILE = "settings.env"

SECRET_LENGTH = 32
KNOWN_SECRETS = ("changeme", "change-me", "change_me", "secret", "default", "example", "ydan")
"""A secret that begins with one of these stands in somebody's documentation."""

STAFF_ROLES = ("administrator", "officer", "collaborator", "viewer")
THREADS_SQLITE = 16
THREADS_POSTGRESQL = 8

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class SettingsError(Exception):
    """A setting is missing or unsafe; the message names it and says what to do."""


def sqlite_url(data: Path, name: str) -> str:
    """The address of an embedded database: `<data>/<name>.sqlite3`."""
    return f"sqlite:///{data / f'{name}.sqlite3'}"


def usual_threads(box_url: str) -> int:
    """Threads that answer fastest (docs/performance/0001): on SQLite they fill a commit group, on
    PostgreSQL more of them than cores only wait for one another."""
    return THREADS_SQLITE if box_url.startswith("sqlite") else THREADS_POSTGRESQL


def normal_url(address: str) -> str:
    """A database address with the driver this project uses; ValueError says what is wrong.

    Example: `postgresql://host/ydan` becomes `postgresql+psycopg://host/ydan`.
    """
    try:
        url = make_url(address.strip())
    except ArgumentError as error:
        raise ValueError("is no database address, write postgresql://… or sqlite:///…") from error
    if url.drivername not in DRIVERS:
        raise ValueError("must be a postgresql:// or sqlite:/// address")
    if url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:"):
        raise ValueError("names no file: a database in memory forgets every answer")
    return url.set(drivername=DRIVERS[url.drivername]).render_as_string(hide_password=False)


class Settings(BaseSettings):
    """What an installation can decide. Paths are absolute, addresses carry no trailing slash."""

    model_config = SettingsConfigDict(
        env_prefix="YDAN_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        validate_default=True,
    )

    data: Path = DEFAULT_DATA
    """Folder of the embedded databases, the keys and the snapshots."""
    secret_key: Annotated[str, Field(repr=False)]
    """Signs form tokens, carried answers and receipts; at least 32 characters."""
    host: str = "127.0.0.1"
    port: int = Field(
        default=8000, ge=1, le=65535, validation_alias=AliasChoices("YDAN_PORT", "PORT")
    )
    public_url: str = Field(default_factory=lambda known: f"http://127.0.0.1:{known['port']}")
    """Base of every QR and link; the Host header of a request is never used."""
    database_url: str = Field(
        default_factory=lambda known: sqlite_url(known["data"], "default"), repr=False
    )
    box_url: str = Field(default_factory=lambda known: sqlite_url(known["data"], "box"), repr=False)
    threads: int = Field(
        default_factory=lambda known: usual_threads(known["box_url"]), ge=1, le=256
    )
    """Threads of each server process, hence connections of a PostgreSQL pool."""
    second_factor: str = "administrator,officer"
    """Roles that must sign in with a second factor, separated by commas; `none` for no role."""
    staff_idle_minutes: int = Field(default=30, ge=5, le=480)
    """A signed-in browser that asks for nothing this long is signed out."""
    staff_session_hours: int = Field(default=12, ge=1, le=72)
    """A sign-in lasts at most this long, however busy."""

    @field_validator("data")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("secret_key")
    @classmethod
    def _secret(cls, value: str) -> str:
        if len(value) < SECRET_LENGTH:
            raise ValueError(f"needs at least {SECRET_LENGTH} characters")
        if len(set(value)) < 8 or value.lower().startswith(KNOWN_SECRETS):
            raise ValueError("can be guessed: draw it at random")
        return value

    @field_validator("public_url")
    @classmethod
    def _public(cls, value: str) -> str:
        parts = urlsplit(value.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError("needs the form https://name or http://name:port")
        if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("takes no path, query or user: every address begins right behind it")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("second_factor")
    @classmethod
    def _roles(cls, value: str) -> str:
        names = [name.strip() for name in value.split(",") if name.strip()]
        if names == ["none"]:
            return ""
        unknown = [name for name in names if name not in STAFF_ROLES]
        if unknown:
            raise ValueError(f"takes {', '.join(STAFF_ROLES)} or none, not {', '.join(unknown)}")
        return ",".join(names)

    @field_validator("database_url", "box_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return normal_url(value)

    @model_validator(mode="after")
    def _two_databases(self) -> "Settings":
        if make_url(self.database_url) == make_url(self.box_url):
            raise ValueError("YDAN_BOX_URL must name another database than YDAN_DATABASE_URL")
        return self

    @property
    def second_factor_roles(self) -> frozenset[str]:
        """The roles that must have a second factor."""
        return frozenset(self.second_factor.split(",")) - {""}

    @property
    def idle_limit(self) -> timedelta:
        """How long a signed-in browser may rest."""
        return timedelta(minutes=self.staff_idle_minutes)

    @property
    def session_limit(self) -> timedelta:
        """How long a signed-in browser stays so at most."""
        return timedelta(hours=self.staff_session_hours)

    @property
    def snapshots(self) -> Path:
        """Folder of the columns that the extract keeps; can be deleted, is made again."""
        return self.data / "snapshots"


def load_settings() -> Settings:
    """Read the settings of this process; SettingsError names every variable that is wrong."""
    folder = Path(os.environ.get("YDAN_DATA") or DEFAULT_DATA).expanduser()
    file = folder / SETTINGS_FILE
    try:
        return Settings(_env_file=file, _env_file_encoding="utf-8")
    except ValidationError as error:
        raise SettingsError("\n".join(_lines(error, file))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read as UTF-8 text: {error}") from None


def _lines(error: ValidationError, file: Path) -> list[str]:
    lines = []
    for found in error.errors():
        if found["type"] == "default_factory_not_called":
            continue  # follows from another line
        name = str(found["loc"][0]).upper() if found["loc"] else ""
        if name and not name.startswith(("YDAN_", "PORT")):
            name = f"YDAN_{name}"
        message = found["msg"].removeprefix("Value error, ")
        if found["type"] == "missing":
            message = f"is not set: put {name}=… into the environment or into {file}"
        lines.append(f"{name} {message}".strip())
    return lines
