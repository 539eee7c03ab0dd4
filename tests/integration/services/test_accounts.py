"""Accounts on both databases: sessions, links, delays, changes at the same time."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from survey_app.services.accounts.account import (
    AccountRecord,
    PasskeyRecord,
    find_account,
    find_account_by_id,
    find_account_by_passkey,
    find_account_by_uniquifier,
    save_account,
)
from survey_app.services.accounts.add_person import NewPerson, add_person, invite_first
from survey_app.services.accounts.delays import (
    Try,
    claim_try,
    delay_key,
    forget_failures,
    give_back,
    seconds_to_wait,
)
from survey_app.services.accounts.invitations import (
    accept_invitation,
    find_open_invitation,
    issue_invitation,
)
from survey_app.services.accounts.second_factor import must_have_second_factor
from survey_app.services.accounts.sessions import (
    LiveSession,
    SessionEnd,
    end_session,
    end_sessions,
    end_this_session,
    find_live_session,
    list_sessions,
    start_session,
)
from survey_app.services.permissions import Role
from survey_app.services.refusal import Refusal
from survey_app.services.staff import load_staff
from survey_app.store.models import AuditEvent, Invitation, Person, SignInDelay, StaffSession

if TYPE_CHECKING:
    from survey_app.services.context import Context
    from tests.integration.services.conftest import Clock

HASH = "$argon2id$v=19$m=64,t=2,p=1$c2FsdA$aGFzaA"


def join(context: Context, login: str = "hoa", role: Role = Role.VIEWER) -> AccountRecord:
    """A person who has used the link."""
    added = add_person(context, NewPerson(login, "Lò Thị Hoa", role))
    accept_invitation(context, added.token, HASH)
    account = find_account(context, login)
    assert account is not None
    return account


def key_of(account: AccountRecord, context: Context, number: int = 1) -> PasskeyRecord:
    now = context.clock()
    return PasskeyRecord(
        credential_id=bytes([number]) * 32, public_key=b"public", sign_count=1,
        name=f"{account.login} {number}", usage="first", backup_state=True,
        device_type="multi_device", created_at=now, last_used_at=now, transports=("internal",),
    )  # fmt: skip


def events(context: Context) -> list[tuple[str, dict[str, object]]]:
    with context.database.session() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.action, json.loads(row.details)) for row in rows]


def test_person_joins_with_a_grant_that_counts_today(context: Context) -> None:
    added = add_person(context, NewPerson(" Hoa ", "  Lò   Thị Hoa ", Role.OFFICER))
    staff = load_staff(context, added.person_id)
    assert staff is not None
    assert (staff.login, staff.name, staff.roles) == ("hoa", "Lò Thị Hoa", {Role.OFFICER})
    assert [action for action, _ in events(context)] == [
        "person.added", "grant.given", "invitation.issued",
    ]  # fmt: skip
    assert "Hoa" not in str(events(context))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (NewPerson("h", "Hoa", Role.VIEWER), "bad_login"),
        (NewPerson("hoa", "  ", Role.VIEWER), "bad_name"),
        (NewPerson("hoa", "a\0b", Role.VIEWER), "bad_name"),
        (NewPerson("hoa", "a" * 161, Role.VIEWER), "bad_name"),
        (NewPerson("HOA2", "Hoa", Role.VIEWER, unit_code="99999"), "unknown_unit"),
    ],
)
def test_person_who_cannot_join_leaves_nothing_behind(
    context: Context, wanted: NewPerson, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        add_person(context, wanted)
    assert events(context) == []
    with context.database.session() as session:
        assert session.scalars(select(Person)).all() == []


def test_login_name_is_given_once_however_it_is_typed(context: Context) -> None:
    join(context, "lò.hoa")
    with pytest.raises(Refusal, match="login_taken"):
        add_person(context, NewPerson("LO\u0300.Hoa", "Another", Role.VIEWER))


def test_session_is_found_by_its_token_only(context: Context, clock: Clock) -> None:
    account = join(context)
    token = start_session(context, account.person_id, browser="Chrome, Windows" * 20)
    live = find_live_session(context, token)
    assert isinstance(live, LiveSession)
    assert (live.person_id, len(live.browser)) == (account.person_id, 80)
    for other in ("", token[:-1], token + "A", "A" * 43, token.swapcase(), "\0" * 43):
        assert find_live_session(context, other) is SessionEnd.UNKNOWN
    with context.database.session() as session:
        (row,) = session.scalars(select(StaffSession))
        assert token not in row.token_hash


def test_use_puts_the_idle_limit_off_until_the_absolute_one(context: Context, clock: Clock) -> None:
    token = start_session(context, join(context).person_id)
    for _ in range(24):
        clock.now += timedelta(minutes=29)
        assert isinstance(find_live_session(context, token), LiveSession)
    clock.now += timedelta(minutes=30)
    assert find_live_session(context, token) is SessionEnd.TOO_OLD
    fresh = start_session(context, join(context, "dao").person_id)
    clock.now += timedelta(minutes=30)
    assert find_live_session(context, fresh) is SessionEnd.IDLE


def test_ending_is_for_ones_own_sessions(context: Context) -> None:
    mine, other = join(context), join(context, "dao")
    tokens = [start_session(context, mine.person_id) for _ in range(3)]
    theirs = start_session(context, other.person_id)
    (their_session,) = list_sessions(context, other.person_id)
    with pytest.raises(Refusal, match="unknown_session"):
        end_session(context, mine.person_id, their_session.session_id)
    here = find_live_session(context, tokens[0])
    assert isinstance(here, LiveSession)
    assert end_sessions(context, mine.person_id, except_id=here.session_id) == 2
    assert [find_live_session(context, token) for token in tokens[1:]] == [SessionEnd.ENDED] * 2
    assert isinstance(find_live_session(context, theirs), LiveSession)
    end_this_session(context, tokens[0])
    end_this_session(context, tokens[0])
    end_this_session(context, "unknown")
    assert list_sessions(context, mine.person_id) == []
    assert [action for action, _ in events(context)].count("session.ended") == 1


def test_old_sessions_are_forgotten_after_thirty_days(context: Context, clock: Clock) -> None:
    account = join(context)
    start_session(context, account.person_id)
    clock.now += timedelta(days=31)
    start_session(context, account.person_id)
    with context.database.session() as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1


def test_who_has_left_gets_no_session(context: Context) -> None:
    account = join(context)
    with context.database.session(write=True) as session:
        person = session.get(Person, account.person_id)
        assert person is not None
        person.is_active = False
        session.commit()
    for number in (account.person_id, 999):
        with pytest.raises(Refusal, match="unknown_person"):
            start_session(context, number)


def test_link_is_kept_as_a_hash_and_ends_with_the_next_one(context: Context, clock: Clock) -> None:
    added = add_person(context, NewPerson("hoa", "Hoa", Role.VIEWER))
    assert find_open_invitation(context, added.token).login == "hoa"
    with context.database.session(write=True) as session:
        person = session.get(Person, added.person_id)
        assert person is not None
        newer = issue_invitation(session, context, person)
        session.commit()
    with pytest.raises(Refusal, match="invitation_used"):
        accept_invitation(context, added.token, HASH)
    accept_invitation(context, newer, HASH)
    with pytest.raises(Refusal, match="invitation_used"):
        accept_invitation(context, newer, "$other")
    assert find_account(context, "hoa") is not None
    with context.database.session() as session:
        kept = [row.token_hash for row in session.scalars(select(Invitation))]
    assert newer not in kept
    clock.now += timedelta(days=7)
    late = add_person(context, NewPerson("dao", "Đào", Role.VIEWER))
    clock.now += timedelta(days=7)
    with pytest.raises(Refusal, match="invitation_expired"):
        accept_invitation(context, late.token, HASH)


def test_first_link_is_made_anew_until_somebody_has_a_password(context: Context) -> None:
    first = invite_first(context, "quantri", "Quản trị")
    second = invite_first(context, "quantri", "Quản trị")
    assert first is not None
    assert second is not None
    with pytest.raises(Refusal, match="invitation_used"):
        find_open_invitation(context, first)
    accept_invitation(context, second, HASH)
    assert invite_first(context, "quantri", "Quản trị") is None


def test_delays_count_names_apart_and_forget_with_success_and_time(
    context: Context, clock: Clock
) -> None:
    key, known = delay_key(context, "hoa"), delay_key(context, "hoa", "token of a browser")
    other = delay_key(context, "hoa\0token of a browser")
    assert len({key.hash, known.hash, other.hash}) == 3
    assert "hoa" not in key.hash
    for number in range(1, 5):
        clock.now += timedelta(minutes=1)
        assert claim_try(context, key) == Try(number)
    assert (seconds_to_wait(context, key), seconds_to_wait(context, known)) == (4, 0)
    clock.now += timedelta(seconds=3, milliseconds=1)
    assert seconds_to_wait(context, key) == 1
    assert forget_failures(context, key, known) == 4
    assert seconds_to_wait(context, key) == 0
    claim_try(context, key)
    clock.now += timedelta(hours=1, seconds=1)
    claim_try(context, known)
    with context.database.session() as session:
        assert len(session.scalars(select(SignInDelay)).all()) == 1, "the old one is deleted"


def test_guesses_at_the_same_moment_all_count(context: Context) -> None:
    key = delay_key(context, "hoa")
    with ThreadPoolExecutor(8) as pool:
        tries = list(pool.map(lambda _: claim_try(context, key), range(24)))
    allowed = [one for one in tries if not one.wait_s]
    assert len(allowed) == 2, "the first is free, the second waits for nothing yet"
    give_back(context, key)
    assert seconds_to_wait(context, key) == 0
    give_back(context, key)
    assert claim_try(context, key) == Try(1)


def test_change_is_stored_told_and_never_says_what(context: Context) -> None:
    account = join(context)
    token = start_session(context, account.person_id)
    after = replace(account, second_factor="authenticator", totp_secret="{cipher}", totp_step=7)
    saved = save_account(context, account, replace(after, recovery_codes=("c1", "c2")))
    assert isinstance(find_live_session(context, token), LiveSession)
    assert find_account_by_uniquifier(context, saved.uniquifier) == saved
    gone = replace(saved, second_factor=None, totp_secret=None, recovery_codes=())
    save_account(context, saved, gone)
    assert find_live_session(context, token) is SessionEnd.ENDED, "the account opens more easily"
    assert find_account_by_uniquifier(context, saved.uniquifier) is None
    told = [pair for pair in events(context) if pair[0].startswith("account.")]
    assert told == [
        ("account.changed", {"field": "totp_secret"}),
        ("account.changed", {"field": "recovery_codes"}),
        ("account.removed", {"field": "totp_secret"}),
        ("account.removed", {"field": "recovery_codes"}),
    ]


def test_one_code_in_two_windows_counts_once(context: Context) -> None:
    first = join(context)
    codes = replace(first, second_factor="authenticator", recovery_codes=("c1", "c2", "c3"))
    before = save_account(context, first, codes)
    used = replace(before, recovery_codes=("c2", "c3"))
    save_account(context, before, used)
    with pytest.raises(Refusal, match="account_changed"):
        save_account(context, before, used)
    stepped = replace(used, totp_step=100)
    save_account(context, used, stepped)
    with pytest.raises(Refusal, match="account_changed"):
        save_account(context, used, replace(used, totp_step=101))
    assert ("account.recovery_code_used", {"left": 2}) in events(context)


def test_passkeys_are_added_used_and_removed(context: Context) -> None:
    account = join(context)
    key = key_of(account, context)
    kept = save_account(context, account, replace(account, passkeys=(key,), passkey_handle="h"))
    assert find_account_by_passkey(context, key.credential_id) == kept
    assert find_account_by_passkey(context, b"other") is None
    used = replace(kept, passkeys=(replace(key, sign_count=2),))
    save_account(context, kept, used)
    with pytest.raises(Refusal, match="account_changed"):
        save_account(context, kept, used)
    other = join(context, "dao")
    with pytest.raises(Refusal, match="passkey_known"):
        save_account(context, other, replace(other, passkeys=(key,)))
    save_account(context, used, replace(used, passkeys=()))
    assert find_account_by_passkey(context, key.credential_id) is None


def test_roles_say_who_must_have_a_second_factor(context: Context) -> None:
    wanted = {Role.ADMINISTRATOR: True, Role.OFFICER: True, Role.COLLABORATOR: False}
    for role, is_wanted in wanted.items():
        person_id = join(context, role.value, role).person_id
        assert must_have_second_factor(context, person_id) is is_wanted
    assert not must_have_second_factor(context, 999)
    assert find_account_by_id(context, 999) is None
