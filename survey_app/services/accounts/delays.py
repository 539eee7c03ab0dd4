"""Growing delays after wrong passwords and codes, the same for names that nobody has.

A name is known here by a keyed hash only. A browser that has signed in before carries a token of
its own and is counted apart: a stranger who keeps a name waiting does not keep its owner out. The
wait never grows beyond a minute and an hour of peace forgets it, so there is no lock.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.store.account_queries import find_delay, forget_delays
from survey_app.store.models import SignInDelay

FREE_FAILURES = 1
MOST_WAIT_S = 60
FORGOTTEN_AFTER = timedelta(hours=1)
TOLD = (3, 10, 30, 100, 300, 1000, 3000, 10_000)
"""The counts of failures that the audit log is told of: an attack must not flood the log."""


@dataclass(frozen=True, slots=True)
class Key:
    """Whose tries are counted together: a hash, and nothing that was typed."""

    hash: str


@dataclass(frozen=True, slots=True)
class Try:
    """A try that may be made (`wait_s` is 0), or that has to wait; `failures` count it already."""

    failures: int
    wait_s: int = 0


def delay_key(context: Context, subject: str, browser_token: str = "") -> Key:
    """The key of a login name (or `code:` and a person), apart for a browser that is known."""
    text = f"sign-in\0{subject}\0{browser_token}".encode("utf-8", "surrogatepass")
    return Key(hmac.digest(context.settings.secret_key.encode(), text, hashlib.sha256).hex())


def wait_of(failures: int) -> int:
    """Seconds from a failure to the next try: 0, 1, 2, 4 … at most 60."""
    if failures <= FREE_FAILURES:
        return 0
    doublings = min(failures - FREE_FAILURES - 1, MOST_WAIT_S.bit_length())
    return min(1 << doublings, MOST_WAIT_S)


def seconds_to_wait(context: Context, key: Key) -> int:
    """Whole seconds before the next try may be made; 0: now."""
    with context.database.unscoped.session() as session:
        row = find_delay(session, key.hash)
        return _left(row, context.clock()) if row else 0


def claim_try(context: Context, key: Key) -> Try:
    """Take the right to one try, or say how long to wait for it.

    A try counts as a failure from the start and is given back when it was right: a hundred guesses
    sent at the same moment are a hundred failures, not one.
    """
    try:
        return _claim(context, key)
    except IntegrityError:  # the first two failures of a name at the same moment
        return _claim(context, key)


def give_back(context: Context, key: Key) -> None:
    """The try was right: it is no failure after all."""
    with context.database.unscoped.session(write=True) as session:
        row = find_delay(session, key.hash)
        if row is not None and row.failures > 1:
            row.failures -= 1
        elif row is not None:
            session.delete(row)
        session.commit()


def tell_failure(context: Context, failures: int) -> None:
    """Let the audit log know of so many failures in a row, where that is news."""
    if failures in TOLD:
        with context.database.unscoped.session(write=True) as session:
            record(session, context, "sign_in.failed", "sign_in", in_a_row=failures)
            session.commit()


def forget_failures(context: Context, *keys: Key) -> int:
    """Delete the failures under these keys after a success: how many they were."""
    with context.database.unscoped.session(write=True) as session:
        count = sum(_forget(session, key) for key in keys)
        session.commit()
    return count


def _claim(context: Context, key: Key) -> Try:
    now = context.clock()
    with context.database.unscoped.session(write=True) as session:
        forget_delays(session, now - FORGOTTEN_AFTER)
        row = find_delay(session, key.hash)
        wait_s = _left(row, now) if row else 0
        if row is not None and wait_s:
            return Try(row.failures, wait_s)
        if row is None:
            row = SignInDelay(key_hash=key.hash, failures=0, failed_at=now)
            session.add(row)
        row.failures += 1
        row.failed_at = now
        failures = row.failures
        session.commit()
    return Try(failures)


def _left(row: SignInDelay, now: datetime) -> int:
    """Whole seconds that are left of a wait."""
    if _is_forgotten(row, now):
        return 0
    left = row.failed_at + timedelta(seconds=wait_of(row.failures)) - now
    return max(0, -(-left // timedelta(seconds=1)))


def _forget(session: Session, key: Key) -> int:
    row = find_delay(session, key.hash)
    if row is None:
        return 0
    session.delete(row)
    return row.failures


def _is_forgotten(row: SignInDelay, now: datetime) -> bool:
    return now - row.failed_at >= FORGOTTEN_AFTER
