"""Values in the details of an event that have words of their own."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "administrator": "Administrator",
    "collaborator": "Collaborator",
    "contact": "Contact",
    "name": "Name",
    "officer": "Officer",
    "passkey": "Passkey",
    "password": "Password",
    "password_hash": "Password",
    "recovery_codes": "Recovery codes",
    "totp_secret": "Code of an authenticator app",
    "viewer": "Viewer",
}
