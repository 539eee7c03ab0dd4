"""What the templates show of a question: plain values, worked out before any mark-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from questionnaires.engine import Answers, order_choices, order_rows, pipe
from questionnaires.model import Questionnaire
from questionnaires.model.items import (
    AnyItem,
    DateItem,
    GridItem,
    MultipleItem,
    RankingItem,
    ScaleItem,
    SingleItem,
    TextItem,
)
from survey_app.web.shared.form_body import Fields

ChoiceItem: TypeAlias = SingleItem | ScaleItem | MultipleItem

LONGEST_RADIO_LIST = 12
LONGEST_SIDE_BY_SIDE = 28
"""Choices of a grid up to this many letters stand two beside each other on a phone."""
DEFAULT_TEXT_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice: its control's id, and the id of the text box it opens, if it does."""

    code: str
    text: str
    id: str
    is_chosen: bool
    is_exclusive: bool = False
    opens_other: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the form: a row of a grid, a rank, a text box, a list of options."""

    name: str
    id: str
    text: str = ""
    value: str = ""
    options: tuple[OptionView, ...] = ()
    error: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Controls:
    """What a question is answered with: `form` names the template macro, `fields` what it posts.

    `other` is the box that a choice opens, `most` the number the counter counts up to.
    """

    form: str
    fields: tuple[FieldView, ...] = ()
    other: FieldView | None = None
    most: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemView:
    """One question; `show` is the tree of its condition on this screen as JSON, empty if none."""

    id: str
    type: str
    text: str
    hint: str
    is_required: bool
    error: str
    show: str
    controls: Controls

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for `aria-describedby`."""
        parts = ((f"{self.id}-h", self.hint), (f"{self.id}-e", self.error))
        return " ".join(name for name, text in parts if text)


@dataclass(frozen=True, slots=True)
class Filled:
    """What to put into the fields: the texts typed so far, and what is wrong with which field."""

    questionnaire: Questionnaire
    fields: Fields = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    variant: int = 0
    answers: Answers = field(default_factory=Answers)

    def told(self, text: str) -> str:
        """Return an author's text with the earlier answers it repeats put in."""
        return pipe(text, self.questionnaire, self.answers)

    def first(self, name: str) -> str:
        """Return the text typed into a field, empty if none was."""
        return self.fields.get(name, ("",))[0]


def field_id(name: str, position: int = 0) -> str:
    """Return the id of a field's control; errors link to the one at position 0."""
    return f"{name}-{position}"


def _options(item: ChoiceItem | GridItem, name: str, filled: Filled) -> tuple[OptionView, ...]:
    typed = filled.fields.get(name, ())
    choices = order_choices(filled.questionnaire, item, filled.variant)
    return tuple(
        OptionView(
            code=choice.code,
            text=filled.told(choice.text),
            id=field_id(name, position),
            is_chosen=choice.code in typed,
            is_exclusive=choice.exclusive,
            opens_other=choice.other,
        )
        for position, choice in enumerate(choices)
    )


def _choice_controls(item: ChoiceItem, filled: Filled) -> Controls:
    options = _options(item, item.id, filled)
    is_long = len(options) > LONGEST_RADIO_LIST and not isinstance(item, MultipleItem)
    opening = next((option for option in options if option.opens_other), None)
    return Controls(
        form="long_list" if is_long else "options",
        fields=(FieldView(item.id, field_id(item.id), options=options),),
        other=_other_field(item, opening, filled) if opening else None,
        most=(item.max or 0) if isinstance(item, MultipleItem) else 0,
    )


def _other_field(item: ChoiceItem, opening: OptionView, filled: Filled) -> FieldView:
    name = f"{item.id}.other"
    error = filled.errors.get(name, "")
    return FieldView(
        name, field_id(name), opening.text, filled.first(name), error=error, code=opening.code
    )


def _grid_controls(item: GridItem, filled: Filled) -> Controls:
    rows = order_rows(filled.questionnaire, item, filled.variant)
    names = [(f"{item.id}.{row.code}", filled.told(row.text)) for row in rows]
    longest = max((len(choice.text) for choice in filled.questionnaire.choices_of(item)), default=0)
    return Controls(
        form="grid",
        extra={"class": "g"} if longest <= LONGEST_SIDE_BY_SIDE else {},
        fields=tuple(
            FieldView(
                name,
                field_id(name),
                text,
                options=_options(item, name, filled),
                error=filled.errors.get(name, ""),
            )
            for name, text in names
        ),
    )


def _ranking_controls(item: RankingItem, filled: Filled) -> Controls:
    choices = order_choices(filled.questionnaire, item, filled.variant)
    ranks = [str(rank) for rank in range(1, (item.max or len(choices)) + 1)]
    fields = []
    for choice in choices:
        name = f"{item.id}.{choice.code}"
        options = tuple(
            OptionView(rank, rank, "", filled.first(name).strip() == rank) for rank in ranks
        )
        error = filled.errors.get(name, "")
        fields.append(
            FieldView(
                name,
                field_id(name),
                filled.told(choice.text),
                options=options,
                error=error,
                code=choice.code,
            )
        )
    return Controls(form="ranking", fields=tuple(fields))


def _line(item: AnyItem, filled: Filled, **extra: str) -> Controls:
    value = filled.first(item.id)
    return Controls(
        form="line", fields=(FieldView(item.id, field_id(item.id), value=value),), extra=extra
    )


def _date_controls(item: DateItem, filled: Filled) -> Controls:
    parts = filled.first(item.id).split("-")
    is_picked = len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)
    is_picked = is_picked and [len(part) for part in parts] == [4, 2, 2]
    kind = "date" if is_picked or not filled.first(item.id) else "text"
    bounds = {"min": item.min, "max": item.max}
    limits = {name: day.isoformat() for name, day in bounds.items() if day and kind == "date"}
    return _line(item, filled, type=kind, **limits)


def _integer_controls(item: AnyItem, filled: Filled) -> Controls:
    return _line(item, filled, type="text", inputmode="numeric")


def _decimal_controls(item: AnyItem, filled: Filled) -> Controls:
    return _line(item, filled, type="text", inputmode="decimal")


def _text_controls(item: TextItem, filled: Filled) -> Controls:
    value = filled.first(item.id)
    return Controls(
        form="area",
        fields=(FieldView(item.id, field_id(item.id), value=value),),
        most=item.max_length or DEFAULT_TEXT_LENGTH,
    )


def _note_controls(_item: AnyItem, _filled: Filled) -> Controls:
    return Controls(form="note")


CONTROLS: Mapping[str, Callable[..., Controls]] = {
    "single": _choice_controls,
    "scale": _choice_controls,
    "multiple": _choice_controls,
    "grid": _grid_controls,
    "ranking": _ranking_controls,
    "integer": _integer_controls,
    "decimal": _decimal_controls,
    "date": _date_controls,
    "text": _text_controls,
    "note": _note_controls,
}


def item_view(item: AnyItem, filled: Filled, *, show: str = "") -> ItemView:
    """Return what the template shows of an item; `show` is its condition's tree as JSON.

    A new item type is one entry of `CONTROLS`.
    """
    return ItemView(
        id=item.id,
        type=item.type,
        text=filled.told(item.text),
        hint=filled.told(getattr(item, "hint", "")),
        is_required=bool(getattr(item, "required", False)),
        error=filled.errors.get(item.id, ""),
        show=show,
        controls=CONTROLS[item.type](item, filled),
    )
