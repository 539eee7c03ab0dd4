"""The Vietnamese catalogue covers every sentence of ours, with the same places to fill."""

import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from survey_app.wording import FOREIGN_DOMAINS
from tests.support.messages import APP, used_messages

PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
CATALOGUES = sorted(
    path for path in APP.glob("locale/*/LC_MESSAGES/*.po") if path.stem not in FOREIGN_DOMAINS
)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """All our catalogues as one; a sentence stands in one of them only."""
    whole = Catalog(locale="vi")
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                if message.id:
                    assert message.id not in whole, f"{message.id} stands in {path.name} too"
                    whole[message.id] = message
    return whole


def test_every_sentence_has_its_vietnamese(catalogue: Catalog) -> None:
    ours = {text: name for text, name in used_messages().items() if name != "click"}
    assert {text: name for text, name in ours.items() if not _translated(catalogue, text)} == {}


def test_no_sentence_is_kept_that_nobody_says(catalogue: Catalog) -> None:
    used = {text.lower() for text in used_messages()}  # click capitalises some words itself
    kept = [_forms(message.id)[0] for message in catalogue if message.id]
    assert [text for text in kept if text.lower() not in used] == []


def test_translations_fill_the_same_places(catalogue: Catalog) -> None:
    wrong = [
        message.id
        for message in catalogue
        if message.id
        and any(_places(text) != _places(message.id) for text in _forms(message.string))
    ]
    assert wrong == []


def test_vietnamese_is_composed_and_tidy(catalogue: Catalog) -> None:
    for text in (text for m in catalogue if m.id for text in _forms(m.string)):
        assert unicodedata.is_normalized("NFC", text)
        assert "  " not in text.strip()


def test_there_is_a_catalogue_for_vietnamese() -> None:
    assert {Path(path).parts[-3] for path in CATALOGUES} == {"vi"}


def _translated(catalogue: Catalog, text: str) -> bool:
    message = catalogue.get(text)
    return message is not None and bool(message.string)


def test_catalogue_compiles(catalogue: Catalog) -> None:
    assert [error for _, errors in catalogue.check() for error in errors] == []


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def _places(text: str | tuple[str, ...]) -> list[str]:
    """The places of a sentence; the plural has them all."""
    return sorted(PLACES.findall(_forms(text)[-1]))
