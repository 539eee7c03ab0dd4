"""Our own words in the reader's language, from the gettext catalogues under `locale/`.

One catalogue for each room of the application (`messages` is the citizens' and the commands').

The message ids are short English sentences; `vi` holds the Vietnamese, which is the default and
also serves readers of every language that has no catalogue of ours (their questionnaire is
translated, our words are not). Without Flask: the starter speaks before there is an application,
and pages are rendered outside any request.
"""

import gettext
from functools import cache, lru_cache
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
DEFAULT_LANGUAGE = "vi"
SOURCE_LANGUAGE = "en"
FOREIGN_DOMAINS = ("flask_security", "wtforms")
"""Our translations of other packages' sentences: each package asks for its own."""


@lru_cache(maxsize=256)
def wording_language(language: str) -> str:
    """Return the language our own words appear in for a reader of `language`."""
    known = language == SOURCE_LANGUAGE or (LOCALE_FOLDER / language).is_dir()
    return language if known else DEFAULT_LANGUAGE


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language that `wording_language` named.

    Before `make setup` has compiled the catalogues, the English ids speak: an error about the
    set-up itself has to be sayable. The application does not start then (`has_catalogues`).
    """
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    found: gettext.NullTranslations | None = None
    for domain in sorted(domains(language)):
        one = gettext.translation(domain, LOCALE_FOLDER, languages=[language])
        if found is None:
            found = one
        else:
            found.add_fallback(one)
    return found or gettext.NullTranslations()


def domains(language: str) -> list[str]:
    """Return the names of our compiled catalogues; those of other packages' words are theirs."""
    folder = LOCALE_FOLDER / language / "LC_MESSAGES"
    return [path.stem for path in folder.glob("*.mo") if path.stem not in FOREIGN_DOMAINS]


def has_catalogues() -> bool:
    """Return whether the Vietnamese catalogue has been compiled."""
    return gettext.find("messages", LOCALE_FOLDER, languages=[DEFAULT_LANGUAGE]) is not None


def say(message: str, language: str = DEFAULT_LANGUAGE, **values: object) -> str:
    """Return a sentence of ours in `language`, its `%(name)s` filled from `values`."""
    text = catalogue(wording_language(language)).gettext(message)
    return text % values if values else text
