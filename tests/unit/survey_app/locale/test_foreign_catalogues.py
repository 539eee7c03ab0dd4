"""Every sentence of the installed Flask-Security and WTForms has its Vietnamese."""

import re
import unicodedata
from pathlib import Path

import flask_security
import pytest
import wtforms
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from survey_app.wording import FOREIGN_DOMAINS, LOCALE_FOLDER

PLACES = re.compile(r"%\(\w+\)|%[sd]")
SOURCES = {
    "flask_security": Path(flask_security.__file__).parent,
    "wtforms": Path(wtforms.__file__).parent,
}
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
KEYWORDS = {"_": None, "_fsdomain": None, "gettext": None, "ngettext": (1, 2)}


def asked_for(domain: str) -> set[str | tuple[str, ...]]:
    """The ids in the package's own code and templates."""
    found = extract_from_dir(SOURCES[domain], method_map=METHODS, keywords=KEYWORDS)
    return {message for _, _, message, *_ in found}


def catalogue(domain: str) -> Catalog:
    with (LOCALE_FOLDER / "vi" / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="vi")


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


@pytest.mark.parametrize("domain", FOREIGN_DOMAINS)
def test_every_sentence_of_the_package_is_translated(domain: str) -> None:
    ours = {m.id for m in catalogue(domain) if m.id and all(forms(m.string))}
    asked = asked_for(domain)
    assert len(asked) > 30
    assert ours == asked, "a sentence is missing, or one is kept that the package no longer says"


@pytest.mark.parametrize("domain", FOREIGN_DOMAINS)
def test_translations_fill_the_same_places(domain: str) -> None:
    wrong = [
        message.id
        for message in catalogue(domain)
        if message.id
        and {tuple(sorted(PLACES.findall(text))) for text in forms(message.string)}
        != {tuple(sorted(PLACES.findall(forms(message.id)[-1])))}
    ]
    assert wrong == []


@pytest.mark.parametrize("domain", FOREIGN_DOMAINS)
def test_vietnamese_is_composed_and_compiles(domain: str) -> None:
    words = catalogue(domain)
    assert [error for _, errors in words.check() for error in errors] == []
    for message in words:
        assert all(unicodedata.is_normalized("NFC", text) for text in forms(message.string))
