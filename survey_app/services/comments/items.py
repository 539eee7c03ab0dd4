"""Which items of a questionnaire people answer in words of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from questionnaires.model import ChoiceQuestion, Questionnaire, TextItem
from survey_app.store.extract.coding import record

OTHER = ".other"
MOST_TEXTS = 64
"""Texts of one sheet beyond this are cut off: a questionnaire with more is no questionnaire."""


@dataclass(frozen=True, slots=True)
class CommentItem:
    """A place for words: a text item, or the text box of an "other" choice.

    `id` is the name in the answers; `choice` is the text of the choice that opens the box.
    """

    id: str
    text: str
    choice: str = ""

    @property
    def label(self) -> str:
        """The question, and the choice where there is one."""
        return f"{self.text} – {self.choice}" if self.choice else self.text


def comment_items(questionnaire: Questionnaire) -> tuple[CommentItem, ...]:
    """The items whose texts become comments, in the questionnaire's order.

    The text box of an item that feeds a group is none of them: it says which group somebody is in
    (another people, another trade), which never stands beside what they think.
    """
    found: list[CommentItem] = []
    for item in questionnaire.items:
        if isinstance(item, TextItem):
            found.append(CommentItem(item.id, item.text))
        elif isinstance(item, ChoiceQuestion) and not getattr(item, "tag", None):
            others = (choice for choice in questionnaire.choices_of(item) if choice.other)
            found += [CommentItem(f"{item.id}{OTHER}", item.text, other.text) for other in others]
    return tuple({item.id: item for item in found}.values())


class TextReader:
    """Reads the texts of these items out of stored answers, past everything else."""

    def __init__(self, items: tuple[CommentItem, ...]) -> None:
        self._ids = [item.id for item in items][:MOST_TEXTS]
        wanted, self._getters = record("texts", dict.fromkeys(self._ids, str))
        self._decode: Callable[[str], object] = msgspec.json.Decoder(wanted).decode

    def read(self, answers: str) -> Mapping[str, str]:
        """The texts that were answered, by item; msgspec.MsgspecError for what is no answer."""
        sheet = self._decode(answers)
        texts = zip(self._ids, (get(sheet) for get in self._getters), strict=True)
        return {item_id: text for item_id, text in texts if isinstance(text, str)}
