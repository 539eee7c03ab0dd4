"""Login names: what people type to say who they are. No address is needed, none is asked for."""

import re
import unicodedata

from survey_app.services.refusal import Refusal

SHORTEST = 2
LONGEST = 80
FORM = re.compile(r"[^\W_](?:[\w.@+-]*[^\W_])?")
"""Letters and digits of any alphabet; between them also . _ - @ +"""


def normal_login(typed: str) -> str:
    """A login name as it is kept: NFC, case-folded, no spaces around. Never raises.

    Example: `" Lò.Thị-HOA "` becomes `"lò.thị-hoa"`, however the accents were typed.
    """
    folded = unicodedata.normalize("NFC", typed.strip()).casefold()
    return unicodedata.normalize("NFC", folded)


def check_login(typed: str) -> str:
    """The login name of a new person. Raises Refusal `bad_login` for one that cannot be typed."""
    login = normal_login(typed)
    if not is_login(login):
        raise Refusal("bad_login", shortest=SHORTEST, longest=LONGEST)
    return login


def is_login(login: str) -> bool:
    """Whether a name in its kept form can be anybody's login name."""
    return SHORTEST <= len(login) <= LONGEST and FORM.fullmatch(login) is not None
