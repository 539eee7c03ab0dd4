"""Our own words in the reader's language, from the gettext catalogues.

The message ids are short English sentences; `vi` holds the Vietnamese, which also serves readers of
every language that has no catalogue of ours (their questionnaire is translated, our words are not).
"""

import gettext
from functools import lru_cache
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parents[2] / "locale"
DEFAULT_LANGUAGE = "vi"
SOURCE_LANGUAGE = "en"


def wording_language(language: str) -> str:
    """Return the language our own words appear in for a reader of `language`."""
    known = language == SOURCE_LANGUAGE or (LOCALE_FOLDER / language).is_dir()
    return language if known else DEFAULT_LANGUAGE


@lru_cache(maxsize=16)
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language that `wording_language` named.

    Raises FileNotFoundError when the compiled catalogue is missing: `make setup` compiles it.
    """
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation("messages", LOCALE_FOLDER, languages=[language])


def say(message: str, language: str, **values: object) -> str:
    """Return a sentence of ours in `language`, its `%(name)s` filled from `values`."""
    text = catalogue(wording_language(language)).gettext(message)
    return text % values if values else text
