"""Flask-Security's datastore over our services: it finds accounts, and `commit` saves changes."""

from collections.abc import Callable

from flask import g
from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from flask_security.datastore import UserDatastore

from survey_app.extensions import get_context
from survey_app.services.accounts.account import (
    AccountRecord,
    find_account,
    find_account_by_id,
    find_account_by_passkey,
    find_account_by_uniquifier,
    save_account,
)
from survey_app.services.context import Actor, Context
from survey_app.web.auth.account import Account, AccountKey, NoRole

Finder = Callable[[Context, object], AccountRecord | None]
FINDERS: dict[str, Finder] = {
    "username": find_account,  # type: ignore[dict-item]  # each takes its own key's type
    "id": find_account_by_id,  # type: ignore[dict-item]  # as above
    "fs_uniquifier": find_account_by_uniquifier,  # type: ignore[dict-item]  # as above
}


class AccountDatastore(UserDatastore):
    """Accounts of people; there are no roles here, grants are looked up by our own side.

    Changes wait in the request's `g` until `commit`, so one datastore serves all threads.
    """

    def __init__(self) -> None:
        super().__init__(Account, NoRole, AccountKey)

    def find_user(self, case_insensitive: bool = False, **kwargs: object) -> Account | None:
        """The account of one of the keys; names are always compared without case."""
        del case_insensitive
        ((key, value),) = kwargs.items()
        record = FINDERS[key](get_context(), value)
        return Account(record) if record else None

    def find_role(self, role: str) -> RoleMixin | None:
        """No role: permissions are not Flask-Security's here."""
        del role
        return None

    def find_webauthn(self, credential_id: bytes) -> AccountKey | None:
        """The passkey of an id, with the account that it opens behind `user_id`."""
        record = find_account_by_passkey(get_context(), credential_id)
        keys = (
            [key for key in record.passkeys if key.credential_id == credential_id] if record else []
        )
        return AccountKey.of(keys[0], record.person_id) if record and keys else None

    def create_webauthn(self, user: UserMixin, **kwargs: object) -> None:  # type: ignore[override]  # by name
        """Add a passkey to an account."""
        key = AccountKey(
            **kwargs,  # type: ignore[arg-type]  # the names that Flask-Security passes
            lastuse_datetime=get_context().clock(),
            user_id=user.id,
        )
        user.webauthn.append(key)
        self.put(user)

    def put(self, model: UserMixin | WebAuthnMixin) -> UserMixin | WebAuthnMixin:
        """Note that an account was changed; `commit` saves it."""
        if isinstance(model, Account):
            waiting = g.setdefault("changed_accounts", [])
            if model not in waiting:
                waiting.append(model)
        return model

    def delete(self, model: object) -> None:
        """Nothing is deleted on its own: a passkey goes by leaving its account's list."""

    def commit(self) -> None:
        """Save what was put, each account in its own transaction; the person acts themselves.

        Raises Refusal `account_changed` when somebody else changed the same meanwhile.
        """
        for account in g.pop("changed_accounts", []):
            context = get_context().acting(Actor("staff", account.id))
            live = g.get("staff_session")
            account.kept = save_account(
                context,
                account.kept,
                account.record(),
                keep_session=live.session_id if live else None,
            )
            account.fs_uniquifier = account.kept.uniquifier
