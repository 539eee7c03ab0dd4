"""Passkeys by the rules of WebAuthn; our address comes from the settings, never from a request.

The challenge waits in the signed cookie and is taken out by the first answer.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

import webauthn
from flask import session
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers import parse_registration_credential_json as parse_new
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from survey_app.config import Settings
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.web.auth.account import Account, AccountKey
from survey_app.web.auth.security import ISSUER, datastore, security_of

CHALLENGE = "passkey"
VALID_FOR_S = 600
Verification = UserVerificationRequirement


def has_passkeys(settings: Settings) -> bool:
    """Whether browsers offer passkeys at our address: a name over HTTPS, or this machine's own."""
    parts = urlsplit(settings.public_url)
    host = parts.hostname or ""
    is_number = host.replace(".", "").isdigit() or ":" in host
    return (parts.scheme == "https" and not is_number) or host == "localhost"


def sign_in_options(context: Context, account: Account | None) -> str:
    """What the browser needs to offer a passkey, as JSON; empty where that cannot be.

    Without an account any passkey of ours signs in, and must verify its person itself (finger,
    face, PIN): it is both factors. As a second factor after the password it need not.
    """
    if not has_passkeys(context.settings) or (account is not None and not account.webauthn):
        return ""
    options = webauthn.generate_authentication_options(
        rp_id=_host(context.settings),
        challenge=_new_challenge(context),
        allow_credentials=_descriptors(account.webauthn if account else ()),
        user_verification=Verification.DISCOURAGED if account else Verification.REQUIRED,
    )
    return webauthn.options_to_json(options)


def registration_options(context: Context, account: Account) -> str:
    """What the browser needs to make a passkey, as JSON; empty where that cannot be."""
    if not has_passkeys(context.settings):
        return ""
    options = webauthn.generate_registration_options(
        rp_id=_host(context.settings),
        rp_name=ISSUER,
        user_id=account.fs_webauthn_user_handle.encode(),
        user_name=account.username,
        user_display_name=account.name,
        challenge=_new_challenge(context),
        exclude_credentials=_descriptors(account.webauthn),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=Verification.PREFERRED,
        ),
    )
    return webauthn.options_to_json(options)


def take_sign_in(context: Context, credential: str, account: Account | None) -> Account | None:
    """The account that a passkey opens (that very one, if one is given); None: it opens none."""
    challenge = _take_challenge(context)
    try:
        presented = parse_authentication_credential_json(credential)
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    key = datastore().find_webauthn(credential_id=presented.raw_id)
    owner = datastore().find_user(id=key.user_id) if key else None
    if key is None or owner is None or not owner.active or not challenge:
        return None
    if account is not None and account.id != owner.id:
        return None
    try:
        verified = webauthn.verify_authentication_response(
            credential=presented,
            expected_challenge=challenge,
            expected_rp_id=_host(context.settings),
            expected_origin=context.settings.public_url,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=account is None,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return owner if _note_use(context, owner, verified) else None


def take_registration(context: Context, account: Account, credential: str, name: str) -> bool:
    """Add the passkey that the browser made to the account; False when it does not hold."""
    challenge = _take_challenge(context)
    try:
        made = parse_new(credential)
        verified = webauthn.verify_registration_response(
            credential=made,
            expected_challenge=challenge or b"none",
            expected_rp_id=_host(context.settings),
            expected_origin=context.settings.public_url,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    if not challenge or datastore().find_webauthn(credential_id=verified.credential_id):
        return False
    datastore().create_webauthn(
        account,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        name=name,
        sign_count=verified.sign_count,
        usage="first",
        device_type=verified.credential_device_type.value,
        backup_state=verified.credential_backed_up,
        transports=[way.value for way in made.response.transports or []],
    )
    return True


def _note_use(context: Context, owner: Account, verified: VerifiedAuthentication) -> bool:
    for key in owner.webauthn:
        if key.credential_id == verified.credential_id:
            key.sign_count = verified.new_sign_count
            key.lastuse_datetime = context.clock()
            key.backup_state = verified.credential_backed_up
            key.device_type = verified.credential_device_type.value
    datastore().put(owner)
    try:
        datastore().commit()
    except Refusal:  # the same answer at the same moment elsewhere: only one of them counts
        return False
    return True


def _new_challenge(context: Context) -> bytes:
    """A fresh challenge, kept for the answer to it."""
    text: str = security_of().webauthn_util.generate_challenge(32)
    session[CHALLENGE] = [text, context.clock().timestamp()]
    return text.encode()


def _take_challenge(context: Context) -> bytes:
    kept = session.pop(CHALLENGE, None)
    if not isinstance(kept, list) or context.clock().timestamp() - kept[1] > VALID_FOR_S:
        return b""
    return str(kept[0]).encode()


def _descriptors(keys: Sequence[AccountKey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=key.credential_id) for key in keys]


def _host(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or ""


def key_name(credential_id: bytes) -> str:
    """How a form names a passkey."""
    return bytes_to_base64url(credential_id)
