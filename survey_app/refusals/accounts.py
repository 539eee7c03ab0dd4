"""Sentences for what accounts of the staff are refused with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "bad_login": (
        "A login name has %(shortest)s to %(longest)s letters and digits; "
        "dots, hyphens, underscores, @ and + only in between"
    ),
    "bad_name": "A name has 1 to %(longest)s characters",
    "login_taken": "Somebody else has the login name %(login)s",
    "bad_term": "The role would end before it begins",
    "unknown_person": "There is no such person, or the person has left",
    "unknown_session": "There is no such signed-in browser",
    "unknown_invitation": "There is no such link",
    "unknown_passkey": "There is no such passkey",
    "invitation_used": "This link was used already",
    "invitation_expired": "This link has expired",
    "account_changed": "The account was changed in another window meanwhile: look again",
    "passkey_known": "This passkey belongs to an account already",
}
