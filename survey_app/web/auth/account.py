"""An account as Flask-Security handles it: its attribute names over our record."""

from dataclasses import replace
from datetime import datetime
from typing import Self

from flask_security import RoleMixin, UserMixin, WebAuthnMixin

from survey_app.services.accounts.account import AccountRecord, PasskeyRecord


class NoRole(RoleMixin):
    """Flask-Security wants a model of roles; ours are grants with a unit and a term."""


class AccountKey(WebAuthnMixin):
    """A passkey with the attributes that Flask-Security sets."""

    def __init__(  # noqa: PLR0913 - the columns that Flask-Security passes by name
        self,
        *,
        credential_id: bytes,
        public_key: bytes,
        name: str,
        sign_count: int,
        usage: str,
        device_type: str,
        backup_state: bool,
        lastuse_datetime: datetime,
        transports: list[str] | None = None,
        extensions: str | None = None,
        created_at: datetime | None = None,
        user_id: int = 0,
    ) -> None:
        self.credential_id = credential_id
        self.public_key = public_key
        self.name = name
        self.sign_count = sign_count
        self.usage = usage
        self.device_type = device_type
        self.backup_state = backup_state
        self.lastuse_datetime = lastuse_datetime
        self.transports = transports
        self.extensions = extensions
        self.created_at = created_at or lastuse_datetime
        self.user_id = user_id

    @classmethod
    def of(cls, key: PasskeyRecord, person_id: int) -> Self:
        """The passkey of a record."""
        return cls(
            credential_id=key.credential_id,
            public_key=key.public_key,
            name=key.name,
            sign_count=key.sign_count,
            usage=key.usage,
            device_type=key.device_type,
            backup_state=key.backup_state,
            lastuse_datetime=key.last_used_at,
            transports=list(key.transports),
            extensions=key.extensions,
            created_at=key.created_at,
            user_id=person_id,
        )

    def record(self) -> PasskeyRecord:
        """The record of this passkey as it is now."""
        return PasskeyRecord(
            credential_id=self.credential_id,
            public_key=self.public_key,
            sign_count=self.sign_count,
            name=self.name,
            usage=self.usage,
            backup_state=self.backup_state,
            device_type=self.device_type,
            created_at=self.created_at,
            last_used_at=self.lastuse_datetime,
            transports=tuple(self.transports or ()),
            extensions=self.extensions,
        )


class Account(UserMixin):
    """A person's account; changed through the datastore, stored by its `commit`."""

    fs_uniquifier = ""
    fs_webauthn_user_handle = ""
    username: str
    mf_recovery_codes: list[str]
    webauthn: list[AccountKey]  # type: ignore[assignment]  # a list of ours

    def __init__(self, record: AccountRecord) -> None:
        self.kept = record
        self.id = record.person_id
        self.username = record.login
        self.name = record.name
        self.active = record.is_active
        self.password = record.password_hash
        self.fs_uniquifier = record.uniquifier
        self.fs_webauthn_user_handle = record.passkey_handle or ""
        self.tf_primary_method = record.second_factor
        self.tf_totp_secret = record.totp_secret
        self.tf_phone_number = None
        self.totp_step = record.totp_step
        self.mf_recovery_codes = list(record.recovery_codes)
        self.webauthn = [AccountKey.of(key, record.person_id) for key in record.passkeys]
        self.roles = []

    @property
    def has_totp(self) -> bool:
        """Whether codes of an authenticator are set up."""
        return self.tf_primary_method is not None and self.tf_totp_secret is not None

    @property
    def has_second_factor(self) -> bool:
        """Whether a code or a passkey is set up."""
        return self.has_totp or bool(self.webauthn)

    def record(self) -> AccountRecord:
        """The record of this account as it is now."""
        return replace(
            self.kept,
            password_hash=self.password,
            second_factor=self.tf_primary_method,
            totp_secret=self.tf_totp_secret,
            totp_step=self.totp_step,
            recovery_codes=tuple(self.mf_recovery_codes),
            passkey_handle=self.fs_webauthn_user_handle or None,
            passkeys=tuple(key.record() for key in self.webauthn),
        )
