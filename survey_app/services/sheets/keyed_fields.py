"""The fields of the entry page turned into the fields of the citizen's form, and back.

Beside every question stands one text field for its mark or marks (`code-q1`, `code-q4.thai_do`);
boxes to tick carry the names that a citizen's page has. Both become the same fields, which the
engine reads: an unknown mark is passed on as typed, so that the engine refuses it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from questionnaires.engine import Answers, read_form
from questionnaires.model import Questionnaire
from questionnaires.model.items import (
    AnyItem,
    GridItem,
)
from questionnaires.problem import Problem
from survey_app.services.sheets.entry_marks import entry_marks, is_blank, read_mark, read_marks

Fields: TypeAlias = Mapping[str, tuple[str, ...]]
PREFIX = "code-"

Pairs: TypeAlias = Iterator[tuple[str, str]]


def read_keyed(questionnaire: Questionnaire, fields: Fields) -> tuple[Answers, tuple[Problem, ...]]:
    """The answers on an entry page and what could not be read, by the engine (`read_form`)."""
    return read_form(questionnaire, engine_fields(questionnaire, fields))


def engine_fields(questionnaire: Questionnaire, fields: Fields) -> dict[str, tuple[str, ...]]:
    """The fields as a citizen's page would have sent them, code fields translated."""
    sent: dict[str, tuple[str, ...]] = {
        name: () if _is_dash(questionnaire, name, values) else values
        for name, values in fields.items()
        if not name.startswith(PREFIX)
    }
    for item in questionnaire.items:
        read = READERS.get(item.type)
        for name, value in read(questionnaire, item, fields) if read else ():
            sent[name] = (*sent.get(name, ()), value)
    return sent


def code_fields(questionnaire: Questionnaire, fields: Fields) -> dict[str, tuple[str, ...]]:
    """What the code fields show for boxes ticked (`fields` as the engine reads them)."""
    shown: dict[str, tuple[str, ...]] = {}
    for item in questionnaire.items:
        write = WRITERS.get(item.type)
        for name, text in write(questionnaire, item, fields) if write else ():
            shown[f"{PREFIX}{name}"] = (text,)
    return shown


def _is_dash(questionnaire: Questionnaire, name: str, values: tuple[str, ...]) -> bool:
    """Whether a number, date or text field holds only the sign for no answer."""
    item = questionnaire.find_item(name)
    is_typed = item is not None and item.type not in READERS
    return is_typed and len(values) == 1 and bool(values[0].strip()) and is_blank(values[0])


def _typed(fields: Fields, name: str, marks: Mapping[str, str]) -> str:
    """What was typed; empty for the sign for no answer, unless a choice has that code."""
    text = " ".join(fields.get(f"{PREFIX}{name}", ())).strip()
    return "" if is_blank(text) and text not in marks else text


def _read_one(questionnaire: Questionnaire, item: AnyItem, fields: Fields) -> Pairs:
    marks = entry_marks(questionnaire, item)
    if typed := _typed(fields, item.id, marks):
        yield item.id, read_mark(marks, typed)


def _read_several(questionnaire: Questionnaire, item: AnyItem, fields: Fields) -> Pairs:
    marks = entry_marks(questionnaire, item)
    for code in read_marks(marks, _typed(fields, item.id, marks)):
        yield item.id, code


def _read_rows(questionnaire: Questionnaire, item: AnyItem, fields: Fields) -> Pairs:
    marks = entry_marks(questionnaire, item)
    for row in item.rows if isinstance(item, GridItem) else ():
        name = f"{item.id}.{row.code}"
        if typed := _typed(fields, name, marks):
            yield name, read_mark(marks, typed)


def _read_ranks(questionnaire: Questionnaire, item: AnyItem, fields: Fields) -> Pairs:
    marks = entry_marks(questionnaire, item)
    codes = read_marks(marks, _typed(fields, item.id, marks))
    for rank, code in enumerate(codes, start=1):
        yield f"{item.id}.{code}", str(rank)


def _write_one(questionnaire: Questionnaire, item: AnyItem, fields: Fields) -> Pairs:
    marks = entry_marks(questionnaire, item)
    for code in fields.get(item.id, ())[:1]:
        yield item.id, marks.get(code, code)


def _write_several(questionnaire: Questionnaire, item: AnyItem, fields: Fields) -> Pairs:
    marks = entry_marks(questionnaire, item)
    codes = fields.get(item.id, ())
    if codes:
        yield item.id, " ".join(marks.get(code, code) for code in codes)


def _write_rows(questionnaire: Questionnaire, item: AnyItem, fields: Fields) -> Pairs:
    marks = entry_marks(questionnaire, item)
    for row in item.rows if isinstance(item, GridItem) else ():
        name = f"{item.id}.{row.code}"
        for code in fields.get(name, ())[:1]:
            yield name, marks.get(code, code)


def _write_ranks(questionnaire: Questionnaire, item: AnyItem, fields: Fields) -> Pairs:
    marks = entry_marks(questionnaire, item)
    ranks = {
        code: rank[0].strip() for code in marks if (rank := fields.get(f"{item.id}.{code}", ()))
    }
    ranked = sorted((rank, code) for code, rank in ranks.items() if rank)
    if ranked:
        yield item.id, " ".join(marks[code] for _, code in sorted(ranked, key=_rank_order))


def _rank_order(pair: tuple[str, str]) -> tuple[int, str]:
    rank = pair[0]
    return (int(rank) if rank.isascii() and rank.isdigit() and len(rank) <= 4 else 9999, rank)


Reader: TypeAlias = Callable[[Questionnaire, AnyItem, Fields], Pairs]
READERS: Mapping[str, Reader] = {
    "single": _read_one,
    "scale": _read_one,
    "multiple": _read_several,
    "grid": _read_rows,
    "ranking": _read_ranks,
}
WRITERS: Mapping[str, Reader] = {
    "single": _write_one,
    "scale": _write_one,
    "multiple": _write_several,
    "grid": _write_rows,
    "ranking": _write_ranks,
}
"""How marks are typed for each item type; numbers, dates and texts are typed as they are."""
