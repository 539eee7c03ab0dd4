"""The questions of the entry page: plain values, worked out before any mark-up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.characters import find_hidden
from questionnaires.problem import Problem
from survey_app.services.sheets.form_outline import Outline, OutlineItem, OutlineOption
from survey_app.services.sheets.keyed_fields import PREFIX, Fields

LONG_LIST = 14
"""A list of more choices is folded away: the paper shows the numbers."""
DEFAULT_SIZE = 4
SENTENCE_ENDS = ("?", ".", "!", ":")


@dataclass(frozen=True, slots=True)
class KeyOption:
    """One choice with its control's id and whether it is chosen."""

    code: str
    mark: str
    text: str
    id: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class KeyField:
    """One field of the page: `input` is code, line, area, boxes, ticks or rank."""

    name: str
    id: str
    input: str
    label: str = ""
    value: str = ""
    error: str = ""
    size: int = DEFAULT_SIZE
    options: tuple[KeyOption, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One question: its outline, its fields, an error of the question as a whole."""

    outline: OutlineItem
    fields: tuple[KeyField, ...]
    error: str = ""
    is_folded: bool = False

    @property
    def is_grouped(self) -> bool:
        """Whether the question names a group of fields rather than one field."""
        return bool(self.outline.rows) or any(
            f.input in ("boxes", "ticks", "rank") for f in self.fields
        )


@dataclass(frozen=True, slots=True)
class KeyPage:
    """The questions that the author wrote together."""

    title: str
    items: tuple[KeyItem, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields (as the page names them) and what is wrong with which."""

    fields: Fields = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The text of a field, without what no page may hold."""
        text = " ".join(self.fields.get(name, ()))
        return "".join(sign for sign in text if sign in "\n\t" or find_hidden(sign) is None)


def key_pages(outline: Outline, typed: Typed, *, boxes: bool) -> tuple[KeyPage, ...]:
    """The pages of a questionnaire as fields to type marks into, or as boxes to tick."""
    return tuple(
        KeyPage(page.title, tuple(_item(item, typed, boxes=boxes) for item in page.items))
        for page in outline.pages
    )


def field_id(name: str) -> str:
    """The id of a field's first control, apart from the ids of the page itself."""
    return f"f-{name}"


def problem_links(
    outline: Outline, problems: Iterable[Problem], *, boxes: bool
) -> list[tuple[str, str]]:
    """(id of the field, sentence) of each problem, named after its question."""
    links = []
    for problem in problems:
        item = outline.by_id.get(problem.where.partition(".")[0])
        if item is None:
            links.append(("", problem.detail))
            continue
        row = next((r.text for r in item.rows if problem.where == f"{item.id}.{r.code}"), "")
        place = f"{item.number}. {row or item.text}"
        mark = "" if place.endswith(SENTENCE_ENDS) else ":"
        text = f"{place}{mark} {problem.detail}"
        links.append((_target(item, problem.where, boxes=boxes), text))
    return links


def errors_by_field(outline: Outline, problems: Iterable[Problem]) -> dict[str, str]:
    """What to print beside each field, by the name the engine gives it."""
    errors: dict[str, str] = {}
    for problem in problems:
        item = outline.by_id.get(problem.where.partition(".")[0])
        names = {f"{item.id}.{row.code}" for row in item.rows} if item else set[str]()
        is_other = item is not None and problem.where == f"{item.id}.other"
        is_own = problem.where in names or is_other or item is None
        name = problem.where if is_own else item.id if item else ""
        errors[name] = f"{errors[name]} {problem.detail}" if name in errors else problem.detail
    return errors


def _target(item: OutlineItem, where: str, *, boxes: bool) -> str:
    if item.type == "grid":
        names = [f"{item.id}.{row.code}" for row in item.rows]
        name = where if where in names else names[0]
        return field_id(name if boxes else f"{PREFIX}{name}")
    if where == f"{item.id}.other" and any(option.opens_other for option in item.options):
        return field_id(where)
    if not item.options:
        return field_id(item.id)
    if boxes and item.type == "ranking":
        return field_id(f"{item.id}.{item.options[0].code}")
    return field_id(item.id if boxes else f"{PREFIX}{item.id}")


def _item(item: OutlineItem, typed: Typed, *, boxes: bool) -> KeyItem:
    make = (BOXES if boxes else CODES).get(item.type, _line)
    fields = list(make(item, typed))
    opening = next((option for option in item.options if option.opens_other), None)
    if opening is not None:
        fields.append(_other(item, opening, typed))
    is_shared = bool(item.rows) or len(fields) != 1
    error = typed.errors.get(item.id, "")
    if fields and not is_shared and fields[0].error:
        error = ""
    return KeyItem(item, tuple(fields), error, len(item.options) > LONG_LIST)


def _code_field(item: OutlineItem, name: str, label: str, typed: Typed) -> KeyField:
    own = f"{PREFIX}{name}"
    longest = max((len(option.mark) for option in item.options), default=1)
    several = item.type in ("multiple", "ranking")
    return KeyField(
        own,
        field_id(own),
        "code",
        label,
        typed.first(own),
        typed.errors.get(name, ""),
        size=min(24, (longest + 1) * len(item.options)) if several else max(2, longest),
        options=_options(item, name, ()),
    )


def _codes_one(item: OutlineItem, typed: Typed) -> Sequence[KeyField]:
    return [_code_field(item, item.id, item.text, typed)]


def _codes_rows(item: OutlineItem, typed: Typed) -> Sequence[KeyField]:
    return [_code_field(item, f"{item.id}.{row.code}", row.text, typed) for row in item.rows]


def _boxes_one(item: OutlineItem, typed: Typed) -> Sequence[KeyField]:
    kind = "ticks" if item.type == "multiple" else "boxes"
    return [_box_field(item, item.id, item.text, kind, typed)]


def _boxes_rows(item: OutlineItem, typed: Typed) -> Sequence[KeyField]:
    return [
        _box_field(item, f"{item.id}.{row.code}", row.text, "boxes", typed) for row in item.rows
    ]


def _boxes_ranks(item: OutlineItem, typed: Typed) -> Sequence[KeyField]:
    fields = []
    for option in item.options:
        name = f"{item.id}.{option.code}"
        value, error = typed.first(name), typed.errors.get(name, "")
        fields.append(KeyField(name, field_id(name), "rank", option.text, value, error, size=3))
    return fields


def _box_field(item: OutlineItem, name: str, label: str, kind: str, typed: Typed) -> KeyField:
    chosen = typed.fields.get(name, ())
    error = typed.errors.get(name, "")
    options = _options(item, name, chosen)
    return KeyField(name, field_id(name), kind, label, error=error, options=options)


def _options(item: OutlineItem, name: str, chosen: Sequence[str]) -> tuple[KeyOption, ...]:
    return tuple(
        KeyOption(
            option.code,
            option.mark,
            option.text,
            field_id(name) if place == 0 else f"{field_id(name)}-{place}",
            option.code in chosen,
        )
        for place, option in enumerate(item.options)
    )


def _other(item: OutlineItem, opening: OutlineOption, typed: Typed) -> KeyField:
    name = f"{item.id}.other"
    error = typed.errors.get(name, "")
    return KeyField(name, field_id(name), "line", opening.text, typed.first(name), error, size=24)


def _line(item: OutlineItem, typed: Typed) -> Sequence[KeyField]:
    size = {"integer": 8, "decimal": 8, "date": 12}[item.type]
    error = typed.errors.get(item.id, "")
    value = typed.first(item.id)
    return [KeyField(item.id, field_id(item.id), "line", item.text, value, error, size=size)]


def _area(item: OutlineItem, typed: Typed) -> Sequence[KeyField]:
    error = typed.errors.get(item.id, "")
    return [KeyField(item.id, field_id(item.id), "area", item.text, typed.first(item.id), error)]


def _none(_item: OutlineItem, _typed: Typed) -> Sequence[KeyField]:
    return []


Maker = Callable[[OutlineItem, Typed], Sequence[KeyField]]
COMMON: dict[str, Maker] = {"text": _area, "note": _none}
CODES: Mapping[str, Maker] = COMMON | {
    "single": _codes_one,
    "scale": _codes_one,
    "multiple": _codes_one,
    "ranking": _codes_one,
    "grid": _codes_rows,
}
BOXES: Mapping[str, Maker] = COMMON | {
    "single": _boxes_one,
    "scale": _boxes_one,
    "multiple": _boxes_one,
    "ranking": _boxes_ranks,
    "grid": _boxes_rows,
}
"""How each item type is shown; numbers and dates are lines in both ways."""
