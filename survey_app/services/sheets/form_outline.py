"""A questionnaire as it stands on paper: numbered, marked, its skips said in words.

The paper form and the page where it is typed in show the same outline, so that both number and
mark everything alike.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.expression import ExpressionError, parse
from questionnaires.model import Questionnaire
from questionnaires.model.items import (
    AnyItem,
    CalculateItem,
    ChoiceQuestion,
    DecimalItem,
    GridItem,
    IntegerItem,
    MultipleItem,
    NoteItem,
    Question,
    RankingItem,
)
from survey_app.printing.conditions import Named, Speaker
from survey_app.printing.paper_words import read_paper_words
from survey_app.services.sheets.entry_marks import entry_marks

KEY = "outline"
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)((?:\.[^\s{}.]+)?)\}")


@dataclass(frozen=True, slots=True)
class OutlineOption:
    """One choice: its code, the mark beside its box, its text."""

    code: str
    mark: str
    text: str
    opens_other: bool = False
    is_exclusive: bool = False


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One line of a grid."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """One question or note (without `number`); no `condition` where everybody is asked."""

    id: str
    type: str
    number: int | None
    text: str
    hint: str = ""
    condition: str = ""
    rule: str = ""
    is_required: bool = False
    options: tuple[OutlineOption, ...] = ()
    rows: tuple[OutlineRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlinePage:
    """What the author wrote together."""

    title: str
    items: tuple[OutlineItem, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole questionnaire in one language."""

    language: str
    pages: tuple[OutlinePage, ...]
    by_id: Mapping[str, OutlineItem] = field(default_factory=dict)


def outline_of(questionnaire: Questionnaire) -> Outline:
    """The outline of a questionnaire in the language it is in; made once and kept on it."""
    made = questionnaire.memory.get(KEY)
    if not isinstance(made, Outline):
        made = questionnaire.memory[KEY] = _Writer(questionnaire).outline()
    return made


class _Writer:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.words = read_paper_words(questionnaire.language)
        asked = [item for item in questionnaire.items if isinstance(item, Question)]
        self.numbers = {item.id: number for number, item in enumerate(asked, start=1)}
        self.speaker = Speaker(questionnaire.language, self._look)

    def outline(self) -> Outline:
        pages = tuple(
            OutlinePage(
                self._told(page.title),
                tuple(self._item(i) for i in page.items if not isinstance(i, CalculateItem)),
            )
            for page in self.questionnaire.pages
        )
        by_id = {item.id: item for page in pages for item in page.items}
        return Outline(self.questionnaire.language, pages, by_id)

    def _item(self, item: AnyItem) -> OutlineItem:
        marks = entry_marks(self.questionnaire, item)
        return OutlineItem(
            id=item.id,
            type=item.type,
            number=self.numbers.get(item.id),
            text=self._told(item.text),
            hint=self._told(getattr(item, "hint", "")),
            condition=self._condition(item),
            rule=self._rule(item),
            is_required=isinstance(item, Question) and item.required,
            options=tuple(
                OutlineOption(
                    code=choice.code,
                    mark=marks[choice.code],
                    text=self._told(choice.text),
                    opens_other=choice.other and not isinstance(item, GridItem | RankingItem),
                    is_exclusive=choice.exclusive,
                )
                for choice in self.questionnaire.choices_of(item)
            ),
            rows=tuple(OutlineRow(row.code, self._told(row.text)) for row in item.rows)
            if isinstance(item, GridItem)
            else (),
        )

    def _condition(self, item: AnyItem) -> str:
        if item.show_if is None:
            return ""
        try:
            return self.speaker.only_if(parse(item.show_if))
        except ExpressionError:  # the checker refuses it: such a question is asked of nobody
            return self.speaker.only_if(["bool", False])

    def _look(self, name: str) -> Named | None:
        item_id, _, part = name.partition(".")
        item = self.questionnaire.find_item(item_id)
        if item is None or isinstance(item, NoteItem):
            return None
        if isinstance(item, CalculateItem):
            return Named(None, item.type, calculation=parse(item.expression))
        rows = item.rows if isinstance(item, GridItem) else ()
        row = next((row.text for row in rows if row.code == part), "")
        choices = {choice.code: choice.text for choice in self.questionnaire.choices_of(item)}
        is_coded = isinstance(item, ChoiceQuestion) and part != "other"
        return Named(
            self.numbers[item.id],
            item.type if part != "other" else "text",
            row=row,
            choices=choices if is_coded else None,
        )

    def _told(self, text: str) -> str:
        """An author's text with the places of earlier answers said in words."""

        def put(found: re.Match[str]) -> str:
            number = self.numbers.get(found[1])
            if number is None:
                return found[0] if self.questionnaire.find_item(found[1]) is None else "…"
            return f"({self.words['form']['piped'].format(number=number)})"

        return _PLACE.sub(put, text) if "{" in text else text

    def _rule(self, item: AnyItem) -> str:
        rules = self.words["rule"]
        if isinstance(item, MultipleItem):
            key = {(True, True): "between", (True, False): "least", (False, True): "most"}.get(
                (item.min is not None, item.max is not None), "several"
            )
            return rules[key].format(least=item.min, most=item.max)
        if isinstance(item, RankingItem):
            return rules["rank" if item.max is None else "rank_most"].format(most=item.max)
        if isinstance(item, IntegerItem | DecimalItem):
            return _number_rule(item, rules, self.questionnaire.language)
        return rules["date"] if item.type == "date" else ""


def _number_rule(item: IntegerItem | DecimalItem, rules: Mapping[str, str], language: str) -> str:
    bounds = {
        name: f"{value:.15g}".replace(".", "," if language == "vi" else ".")
        for name, value in (("least", item.min), ("most", item.max))
        if value is not None
    }
    key = "_between" if len(bounds) == 2 else "".join(f"_{name}" for name in bounds)
    return rules[f"number{key}"].format(**bounds)
