"""Passwords: what makes a good one, and checking one with the same work whoever is asked for."""

import threading
import time
from collections.abc import Callable

from flask import current_app
from flask_security import PasswordUtil, hash_password, verify_password
from flask_security.proxies import _security
from flask_security.utils import get_message

from survey_app.services.comments.text import fold
from survey_app.web.auth.account import Account

SHORTEST = 10
LONGEST = 256
MOST_HASHED = 2048
FEWEST_CHARACTERS = 5
AT_ONCE = 2
DUMMY = "ydan_dummy_hash"
GUESSES_PER_S = 20.0
MOST_BURST = 100.0
COMMON = ("matkhau", "password", "12345678", "qwerty", "abcdef", "vietnam", "iloveyou", "dulieu")
"""Beginnings of passwords that every list of guesses starts with."""


class PasswordRules(PasswordUtil):
    """Long, not of a few characters, not the login name, not what everybody takes."""

    def validate(
        self, password: str, is_register: bool, **kwargs: object
    ) -> tuple[list[str] | None, str]:
        """The complaints (None for a good one) and the password as it is hashed."""
        complaints, normal = super().validate(password, is_register, **kwargs)
        if complaints:
            return complaints, normal
        if len(normal) > LONGEST or is_simple(normal, str(kwargs.get("login", ""))):
            return [get_message("PASSWORD_TOO_SIMPLE")[0]], normal
        return None, normal


def is_simple(password: str, login: str) -> bool:
    """Whether a password is among the first that somebody would try."""
    folded = _signs(password)
    is_common = any(folded.startswith(word) for word in COMMON)
    has_name = len(login) > 3 and _signs(login) in folded
    return len(set(password.casefold())) < FEWEST_CHARACTERS or is_common or has_name


def _signs(text: str) -> str:
    """Letters and digits without marks and case: `Mật-Khẩu` is `matkhau`."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


class GuessLimit:
    """How many passwords this process checks: a bucket that refills, and few at the same time.

    It keeps a flood of guesses from taking the processor that citizens' answers need.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._left = MOST_BURST
        self._at = now()
        self.slots = threading.BoundedSemaphore(AT_ONCE)

    def take(self) -> bool:
        """Take one check out of the bucket; False when it is empty."""
        with self._lock:
            at = self._now()
            self._left = min(MOST_BURST, self._left + (at - self._at) * GUESSES_PER_S)
            self._at = at
            if self._left < 1:
                return False
            self._left -= 1
            return True


def is_password(account: Account | None, typed: str) -> bool:
    """Whether this is the account's password; without an account the same work, and False."""
    limit: GuessLimit = current_app.extensions["ydan_guesses"]
    kept = account.password if account and account.active else None
    normal = _security.password_util.normalize(typed[: LONGEST + 1])[:MOST_HASHED]
    nobody = dummy_hash()
    with limit.slots:
        is_right = verify_password(normal, kept or nobody)
    return is_right and kept is not None


def dummy_hash() -> str:
    """The hash that stands in for the password of nobody; made once, at the first sign-in."""
    if DUMMY not in current_app.extensions:
        current_app.extensions[DUMMY] = hash_password("nobody has this password")
    kept: str = current_app.extensions[DUMMY]
    return kept
