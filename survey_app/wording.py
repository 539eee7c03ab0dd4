"""The words of services and command line: Vietnamese from the gettext catalogue, else English.

Without Flask, because the starter speaks before there is an application.
"""

import gettext
from functools import cache
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGE = "vi"


@cache
def catalogue() -> gettext.NullTranslations:
    """The compiled Vietnamese catalogue; before `make setup` compiled it, the English ids."""
    return gettext.translation("messages", LOCALE_FOLDER, languages=[LANGUAGE], fallback=True)


def say(message: str, **values: object) -> str:
    """A sentence of ours in Vietnamese, its `%(name)s` filled from `values`."""
    text = catalogue().gettext(message)
    return text % values if values else text
