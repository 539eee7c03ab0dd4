"""Sentences for what administrators of people are refused."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "person_changed": (
        "Somebody else has changed this person meanwhile; look at what is new and send it again"
    ),
    "person_beyond_scope": (
        "This person also has roles outside your units, so only an administrator above both may"
        " do this"
    ),
    "own_grant": "Nobody widens the own roles; another administrator has to do it",
    "own_account": "This is your own account; what concerns it is on your own page",
    "unit_not_found": "There is no unit like this among yours today",
    "term_reversed": "The last day lies before the first day",
    "term_over": "The last day is over already; choose today or later",
    "group_too_long": "The group covered may have %(most)s characters at most",
    "contact_too_long": "The contact may have %(most)s characters at most",
    "grant_exists": "The person has this role at this unit already for some of these days",
    "grant_over": "This role has ended; give a new one instead of changing it",
    "unknown_grant": "There is no role with the number %(grant)s",
    "last_administrator": (
        "Then nobody could administer the whole installation; give another person that role first"
    ),
    "not_active": "This account is deactivated",
    "already_active": "This account is active already",
    "has_password": "This person has a password already; reset the account instead",
    "no_such_login": "Nobody has the login name %(login)s; see: flask people list",
    "no_link": "There is no pending link",
}
