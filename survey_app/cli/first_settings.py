"""The settings that an installation makes for itself, once: the secret key."""

import os
import secrets
from pathlib import Path

from survey_app.config import DEFAULT_DATA, SETTINGS_FILE, SettingsError

SECRET = "YDAN_SECRET_KEY"  # noqa: S105 - the name of the setting
HEAD = "# Made on the first start. Keep it secret and with the backups: receipts follow from it.\n"


def data_folder() -> Path:
    """The folder that `YDAN_DATA` names, or the project's `var`."""
    return Path(os.environ.get("YDAN_DATA") or DEFAULT_DATA).expanduser().resolve()


def ensure_secret() -> Path | None:
    """Write a random secret key where there is none, readable by this user only.

    Returns the file when it was written, None when a key was there (in the environment or in the
    file). Never changes a key. Raises SettingsError when the folder cannot be written.
    """
    if os.environ.get(SECRET):
        return None
    file = data_folder() / SETTINGS_FILE
    try:
        if file.exists() and _names_secret(file):
            return None
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _append(file, f"{SECRET}={secrets.token_urlsafe(48)}\n")
    except OSError as error:
        raise SettingsError(f"YDAN_DATA: cannot write {file}: {error.strerror}") from error
    return file


def _names_secret(file: Path) -> bool:
    names = (line.partition("=")[0] for line in file.read_text(encoding="utf-8").splitlines())
    return any(name.removeprefix("export ").strip() == SECRET for name in names)


def _append(file: Path, line: str) -> None:
    """Add a line on disk before anybody can use the key; a new file is closed to others."""
    is_new = not file.exists()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(HEAD + line if is_new else "\n" + line)
        stream.flush()
        os.fsync(stream.fileno())
    file.chmod(0o600)
