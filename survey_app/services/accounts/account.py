"""Accounts as the sign-in reads and changes them: a record out, the changed record back in."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from secrets import token_hex

from sqlalchemy.orm import Session

from survey_app.services.accounts.login_name import is_login, normal_login
from survey_app.services.accounts.sessions import end_sessions_in
from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.store.account_queries import (
    find_by_uniquifier,
    find_passkey,
    list_passkeys,
)
from survey_app.store.models import Passkey, Person
from survey_app.store.person_queries import find_by_login, find_person


@dataclass(frozen=True, slots=True)
class PasskeyRecord:
    """A passkey: the public half and how it was last used."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    usage: str
    backup_state: bool
    device_type: str
    created_at: datetime
    last_used_at: datetime
    transports: tuple[str, ...] = ()
    extensions: str | None = None


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """What one person signs in with. Hashes and ciphertexts only, never a password or a secret."""

    person_id: int
    login: str
    name: str
    language: str
    is_active: bool
    uniquifier: str
    password_hash: str | None
    second_factor: str | None
    totp_secret: str | None
    totp_step: int | None
    recovery_codes: tuple[str, ...]
    passkey_handle: str | None
    passkeys: tuple[PasskeyRecord, ...] = ()

    @property
    def has_second_factor(self) -> bool:
        """Whether a code or a passkey is set up."""
        return self.second_factor is not None or bool(self.passkeys)


PERSON_FIELDS = (
    "password_hash",
    "second_factor",
    "totp_secret",
    "totp_step",
    "recovery_codes",
    "passkey_handle",
)
PASSKEY_FIELDS = tuple(field.name for field in fields(PasskeyRecord))
QUIET = {"totp_step", "passkey_handle", "second_factor"}
"""What changes along with something that is recorded."""


def find_account(context: Context, login: str) -> AccountRecord | None:
    """The account of a login name as typed, None when nobody has it."""
    name = normal_login(login)
    if not is_login(name):
        return None
    with context.database.unscoped.session() as session:
        return _record(session, find_by_login(session, name))


def find_account_by_id(context: Context, person_id: int) -> AccountRecord | None:
    """The account of a person's number."""
    with context.database.unscoped.session() as session:
        return _record(session, find_person(session, person_id))


def find_account_by_uniquifier(context: Context, uniquifier: str) -> AccountRecord | None:
    """The account that a signed thing of ours names; None since it was drawn anew."""
    with context.database.unscoped.session() as session:
        return _record(session, find_by_uniquifier(session, uniquifier))


def find_account_by_passkey(context: Context, credential_id: bytes) -> AccountRecord | None:
    """The account that a passkey opens."""
    with context.database.unscoped.session() as session:
        row = find_passkey(session, credential_id)
        return _record(session, find_person(session, row.person_id)) if row else None


def save_account(
    context: Context,
    before: AccountRecord,
    after: AccountRecord,
    *,
    keep_session: int | None = None,
) -> AccountRecord:
    """Store what a person changed of their own account, and record which fields it was.

    A new password signs every other browser out and draws the uniquifier anew; so it does when a
    second factor goes. Raises Refusal `account_changed` when what is changed here was changed
    meanwhile (a code used twice at once, a second window), `unknown_person` for one who is gone.
    """
    with context.database.unscoped.session(write=True) as session:
        person = find_person(session, after.person_id)
        if person is None or not person.is_active:
            raise Refusal("unknown_person", person=after.person_id)
        changed = _changed(before, after)
        if any(_stored(person, name) != getattr(before, name) for name in changed):
            raise Refusal("account_changed")
        for name in changed:
            value = getattr(after, name)
            setattr(person, name, list(value) if isinstance(value, tuple) else value)
        _save_passkeys(session, context, before, after)
        if "password_hash" in changed:
            person.password_set_at = context.clock()
        if "password_hash" in changed or _weaker(before, after):
            person.uniquifier = token_hex(32)
            end_sessions_in(session, context, person.id, except_id=keep_session)
        _tell(session, context, before, after)
        session.commit()
        return replace(after, uniquifier=person.uniquifier)


def _changed(before: AccountRecord, after: AccountRecord) -> list[str]:
    return [name for name in PERSON_FIELDS if getattr(before, name) != getattr(after, name)]


def _weaker(before: AccountRecord, after: AccountRecord) -> bool:
    """Whether something that opened the account opens it no longer."""
    lost = {key.credential_id for key in before.passkeys} - {
        key.credential_id for key in after.passkeys
    }
    return bool(lost) or (before.totp_secret is not None and after.totp_secret is None)


def _stored(person: Person, name: str) -> object:
    value = getattr(person, name)
    return tuple(value) if isinstance(value, list) else value


def _tell(session: Session, context: Context, before: AccountRecord, after: AccountRecord) -> None:
    target = f"person:{after.person_id}"
    for name in _changed(before, after):
        if name == "recovery_codes" and _is_code_used(before, after):
            left = len(after.recovery_codes)
            record(session, context, "account.recovery_code_used", target, left=left)
        elif name not in QUIET:
            gone = not getattr(after, name)
            action = "account.removed" if gone else "account.changed"
            record(session, context, action, target, field=name)


def _is_code_used(before: AccountRecord, after: AccountRecord) -> bool:
    """Whether one recovery code is gone and the second factor is not."""
    one_less = len(before.recovery_codes) - len(after.recovery_codes) == 1
    return one_less and after.has_second_factor


def _save_passkeys(
    session: Session, context: Context, before: AccountRecord, after: AccountRecord
) -> None:
    if before.passkeys == after.passkeys:
        return
    target = f"person:{after.person_id}"
    rows = {row.credential_id: row for row in list_passkeys(session, after.person_id)}
    wanted = {key.credential_id: key for key in after.passkeys}
    known = {key.credential_id: key for key in before.passkeys}
    for credential_id in known.keys() - wanted.keys():
        if credential_id in rows:
            session.delete(rows[credential_id])
            record(session, context, "account.removed", target, field="passkey")
    for credential_id, key in wanted.items():
        if credential_id not in known:
            _add_passkey(session, after.person_id, key)
            record(session, context, "account.changed", target, field="passkey")
        elif key != known[credential_id]:
            _change_passkey(rows.get(credential_id), known[credential_id], key)


def _add_passkey(session: Session, person_id: int, key: PasskeyRecord) -> None:
    if find_passkey(session, key.credential_id) is not None:
        raise Refusal("passkey_known")
    values = {name: getattr(key, name) for name in PASSKEY_FIELDS}
    session.add(Passkey(person_id=person_id, **{**values, "transports": list(key.transports)}))


def _change_passkey(row: Passkey | None, before: PasskeyRecord, after: PasskeyRecord) -> None:
    """After a use: the counter must still be the one that the use was checked against."""
    if row is None or row.sign_count != before.sign_count:
        raise Refusal("account_changed")
    row.sign_count = after.sign_count
    row.last_used_at = after.last_used_at
    row.backup_state = after.backup_state
    row.device_type = after.device_type


def _record(session: Session, person: Person | None) -> AccountRecord | None:
    if person is None:
        return None
    return AccountRecord(
        person_id=person.id,
        login=person.login,
        name=person.name,
        language=person.language,
        is_active=person.is_active,
        uniquifier=person.uniquifier,
        password_hash=person.password_hash,
        second_factor=person.second_factor,
        totp_secret=person.totp_secret,
        totp_step=person.totp_step,
        recovery_codes=tuple(person.recovery_codes),
        passkey_handle=person.passkey_handle,
        passkeys=tuple(_key(row) for row in list_passkeys(session, person.id)),
    )


def _key(row: Passkey) -> PasskeyRecord:
    values = {name: getattr(row, name) for name in PASSKEY_FIELDS}
    return PasskeyRecord(**{**values, "transports": tuple(row.transports)})
