"""The questionnaire: one frozen value that engine, checker, store and analysis share."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field

from questionnaires.model import texts
from questionnaires.model.choices import Choice
from questionnaires.model.items import AnyItem, ChoiceQuestion, Item
from questionnaires.model.scalars import Flag, Identifier, Language, LooseText, Name, Part, Text
from questionnaires.model.survey import (
    Consent,
    Group,
    Indicator,
    Privacy,
    Quota,
    Sample,
    Stop,
    Tables,
    Translation,
    Weighting,
)


class Page(Part):
    """Items that are shown together."""

    id: Name
    title: LooseText = ""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Questionnaire(Part):
    """A form as written, in all its languages (format `ydan/1`)."""

    format: Literal["ydan/1"]
    id: Identifier
    language: Language = "vi"
    languages: tuple[Language, ...] = ()
    title: Text
    intro: LooseText = ""
    closing: LooseText = ""
    demonstration: Flag = False
    conductor: LooseText = ""
    contact: LooseText = ""
    purpose: LooseText = ""
    population: LooseText = ""
    consent: Consent
    privacy: Privacy = Privacy()
    lists: dict[Name, Annotated[tuple[Choice, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    groups: tuple[Group, ...] = ()
    pages: Annotated[tuple[Page, ...], Field(min_length=1)]
    weighting: Weighting | None = None
    quotas: tuple[Quota, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    sample: Sample = Sample()
    stop: Stop = Stop()
    tables: Tables = Tables()
    translations: dict[Language, Translation] = Field(default_factory=dict)

    @cached_property
    def items(self) -> tuple[AnyItem, ...]:
        """Every item, in order."""
        return tuple(item for page in self.pages for item in page.items)

    @cached_property
    def _items_by_id(self) -> Mapping[str, AnyItem]:
        return {item.id: item for item in reversed(self.items)}

    @cached_property
    def _pages_by_item(self) -> Mapping[str, Page]:
        return {item.id: page for page in reversed(self.pages) for item in page.items}

    @cached_property
    def memory(self) -> dict[str, object]:
        """Where the engine keeps what it has worked out once; no part of the questionnaire."""
        return {}

    def item(self, item_id: str) -> AnyItem:
        """Give an item by its id (the first, were there two); KeyError if there is none."""
        return self._items_by_id[item_id]

    def find_item(self, item_id: str) -> AnyItem | None:
        """Give an item by its id, or None."""
        return self._items_by_id.get(item_id)

    def page_of(self, item_id: str) -> Page:
        """Give the page of an item; KeyError if there is none."""
        return self._pages_by_item[item_id]

    def choices_of(self, item: AnyItem) -> tuple[Choice, ...]:
        """Give an item's choices, a named list resolved; () if there are none."""
        choices = item.choices if isinstance(item, ChoiceQuestion) else None
        if isinstance(choices, str):
            return self.lists.get(choices, ())
        return choices or ()

    def with_choices(self, item_id: str, choices: Sequence[Choice]) -> "Questionnaire":
        """Give a copy where an item has these choices: `choices_from` frozen at publication."""
        document = self._dump()
        for page in document["pages"]:  # type: ignore[attr-defined]  # a dumped list of pages
            for item in page["items"]:
                if item["id"] == item_id:
                    item["choices"] = [
                        choice.model_dump(exclude_defaults=True) for choice in choices
                    ]
        return Questionnaire.model_validate(document)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Every text by its path, in order: what a translation has to cover."""
        return {path: str(part[key]) for path, part, key in texts.places(self._dump())}

    @cached_property
    def shown_languages(self) -> tuple[str, ...]:
        """The languages a respondent can choose, the default one first."""
        original = self._original
        others = (code for code in original.languages if code in original.translations)
        return (original.language, *(code for code in others if code != original.language))

    def in_language(self, language: str) -> "Questionnaire":
        """Give this questionnaire with its texts in `language`; itself if it has no such language.

        Texts without a translation stay in the default language. The copy has the same content
        hash, is made once, and can itself be asked for any language.
        """
        original = self._original
        if language == self.language:
            return self
        if language == original.language:
            return original
        if language not in original.translations:
            return self
        made = original.memory.get(f"language {language}")
        if not isinstance(made, Questionnaire):
            made = original.memory[f"language {language}"] = original._translate(language)
        return made

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 (hex) of structure, texts and translations; keys at their default aside."""
        content = json.dumps(
            self._dump(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    def to_json(self) -> bytes:
        """Give the stored form: JSON, UTF-8, without what is left at its default."""
        return self.model_dump_json(exclude_defaults=True).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read the stored form; raises pydantic's ValidationError if it is none."""
        return cls.model_validate_json(content)

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:
        """Copy with changes, nothing that was worked out for the original taken along."""
        copy = super().model_copy(update=update, deep=deep)
        for name in set(copy.__dict__) - set(type(self).model_fields):
            del copy.__dict__[name]
        return copy

    @cached_property
    def _original(self) -> "Questionnaire":
        return self

    def _dump(self) -> dict[str, object]:
        return self.model_dump(mode="json", exclude_defaults=True)

    def _translate(self, language: str) -> "Questionnaire":
        document = self._dump()
        translation = self.translations[language]
        texts.replace_texts(
            document, {path: entry.text for path, entry in translation.texts.items()}
        )
        document["language"] = language
        copy = Questionnaire.model_validate(document)
        copy.__dict__["_original"] = self
        copy.__dict__["content_hash"] = self.content_hash
        return copy
