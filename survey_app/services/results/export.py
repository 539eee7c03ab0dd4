"""The tables of a release as a file: the same cells as on the pages, nothing more exact."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.refusal import Refusal
from survey_app.services.result_files.csv_file import write_csv
from survey_app.services.result_files.sheet import Sheet, Value
from survey_app.services.result_files.xlsx_file import write_xlsx
from survey_app.services.results.export_columns import export_columns
from survey_app.services.results.method_sheet import method_sheet
from survey_app.services.results.naming import name_breakdown, name_level
from survey_app.services.results.selection import Selection, select_table
from survey_app.services.results.shown import MOST_WAIT_S, shown_results
from survey_app.services.results.tables import (
    Kind,
    ShownCell,
    ShownItem,
    ShownResults,
    ShownTable,
    State,
)
from survey_app.wording import say

log = structlog.get_logger()

SENTENCES: Mapping[str, str] = {
    State.SHOWN: "shown",
    State.FEW: "shown, 30 to 99 people: read with care",
    State.TOO_FEW: "base too small for a figure",
    State.HIDDEN: "hidden",
    State.EMPTY: "nobody answered",
    Kind.SHARE: "share, one answer each",
    Kind.CHOICES: "share, several answers each",
    Kind.MEAN: "mean",
    Kind.RANK: "mean rank",
    Kind.TOP: "share of the best answers",
    Kind.MEAN_TOP: "mean share of the best answers over the statements",
}


@dataclass(frozen=True)
class Download:
    """A file to hand over."""

    name: str
    content_type: str
    body: bytes


def _csv(results: ShownResults, sheets: tuple[Sheet, ...]) -> bytes:
    del results
    return write_csv(sheets[0])


def _xlsx(results: ShownResults, sheets: tuple[Sheet, ...]) -> bytes:
    del results
    return write_xlsx(sheets)


FORMATS: Mapping[str, tuple[str, Callable[[ShownResults, tuple[Sheet, ...]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}


@dataclass(frozen=True)
class Wanted:
    """What to export: one question in one cut, or everything (`item` is empty)."""

    file_format: str
    item: str = ""
    cut: Mapping[str, str] | None = None


def export_results(context: Context, survey_id: int, wanted: Wanted, language: str) -> Download:
    """The shown tables of one release as a file, noted in the audit log.

    Raises Refusal `unknown_survey`, `unknown_item`, `unknown_format`, `undeclared_table`,
    `unknown_level`, or `not_computed` where the computation takes too long.
    """
    if wanted.file_format not in FORMATS:
        raise Refusal("unknown_format", format=wanted.file_format)
    shown = shown_results(context, survey_id, wait_s=MOST_WAIT_S)
    results = shown.results
    if results is None:
        raise Refusal("not_computed")
    rows = tuple(_rows(results, _tables(results, wanted), language))
    data = Sheet(say("Figures", language), export_columns(language), rows)
    sheets = (data, method_sheet(results, language))
    content_type, write = FORMATS[wanted.file_format]
    body = write(results, sheets)
    _note(context, results, wanted, rows=len(rows))
    return Download(_file_name(results, wanted), content_type, body)


def _note(context: Context, results: ShownResults, wanted: Wanted, *, rows: int) -> None:
    with context.database.session(write=True) as session:
        record(
            session,
            context,
            "results.exported",
            f"survey:{results.survey_id}",
            format=wanted.file_format,
            item=wanted.item,
            upto_batch=results.upto_batch,
            rows=rows,
        )
        session.commit()
    log.info("results_exported", survey=results.survey_id, rows=rows)


def _file_name(results: ShownResults, wanted: Wanted) -> str:
    part = f"-{wanted.item}" if wanted.item else ""
    day = f"-{results.as_of:%Y%m%d}" if results.as_of else ""
    return f"ket-qua-{results.survey_id}{part}{day}.{wanted.file_format}"


def _tables(
    results: ShownResults, wanted: Wanted
) -> Iterator[tuple[ShownItem, ShownTable, Selection]]:
    """The tables to write, each with its question and the part of it that is asked for."""
    if not wanted.item:
        for table in results.tables:
            item = results.item(table.item)
            if item is not None:
                yield item, table, Selection(table.by)
        return
    item = results.item(wanted.item)
    if item is None:
        raise Refusal("unknown_item", item=wanted.item)
    chosen = select_table(results, item, wanted.cut or {})
    for table in results.item_tables(item, chosen.by):
        yield item, table, chosen


def _rows(
    results: ShownResults,
    tables: Iterator[tuple[ShownItem, ShownTable, Selection]],
    language: str,
) -> Iterator[tuple[Value, ...]]:
    for item, table, chosen in tables:
        statement = _statement(item, table)
        answers = {label.code: label.text for label in item.answers}
        for cell in table.cells:
            if chosen.level is None or cell.levels == chosen.level:
                yield (
                    item.id,
                    item.text,
                    statement,
                    name_breakdown(results, table.by, language),
                    "+".join(cell.levels),
                    name_level(results, table.by, cell.levels, language),
                    cell.answer,
                    answers.get(cell.answer, ""),
                    say(SENTENCES[table.kind], language),
                    *_numbers(cell, is_share=table.is_share),
                    _state(cell, language),
                    cell.missing,
                )


def _state(cell: ShownCell, language: str) -> str:
    if cell.is_held and cell.state is State.SHOWN:
        return say("shown, of an earlier step", language)
    return say(SENTENCES[cell.state], language)


def _statement(item: ShownItem, table: ShownTable) -> str:
    variable = table.variable.removeprefix("mean_").removeprefix("top.")
    return next((label.text for label in item.variables if label.code == variable), "")


def _numbers(cell: ShownCell, *, is_share: bool) -> Sequence[Value]:
    values = (cell.unweighted, cell.weighted, cell.low, cell.high)
    nothing = (None,) * len(values)
    shares, means = (values, nothing) if is_share else (nothing, values)
    return (cell.count, cell.n, *shares, *means, cell.n_effective)
