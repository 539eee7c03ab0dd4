"""A Spark table or Parquet folder as a source: its columns typed by the rules for files."""

from collections.abc import Mapping, Sequence

from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812  # the name everybody knows it by

from analysis.error import AnalysisError
from analysis.files.arrow_columns import (
    ArrowColumn,
    Numbers,
    arrow_column,
    is_long,
    may_be_long,
)
from analysis.files.texts import TextAfterNumbersError, named_kinds, wanted_names
from analysis.plan import Plan
from analysis.spark.grouping import MOST_SETS, GroupedTable
from analysis.spark.refusals import refusing
from analysis.spark.source import SparkSource

MISSING = float("nan")


def open_spark(session: SparkSession, table_or_path: str, plan: Plan) -> SparkSource:
    """Return a source of the columns that a plan reads; texts are read once for their labels.

    What holds a `/` or ends in `.parquet` is the path of a file or folder, in whatever file system
    the session knows; else it is the name of a table. Raises AnalysisError: `bad_file` (not there,
    not readable, no rows, lists or structs in a wanted column), `unknown_column`, `not_a_number`.
    """
    what = f"cannot read {table_or_path}"
    with refusing("bad_file", what):
        is_path = "/" in table_or_path or table_or_path.endswith(".parquet")
        found = session.read.parquet(table_or_path) if is_path else session.table(table_or_path)
        wanted = wanted_names(plan, found.columns)
        frame = found.select([_column(name).alias(f"c{i}") for i, name in enumerate(wanted)])
        schema = frame.limit(0).toArrow().schema
        rows = frame.count()
    if rows == 0:
        raise AnalysisError("bad_file", f"{table_or_path} has no rows")
    kinds, table = named_kinds(plan), GroupedTable(frame, rows, what)
    places = {name: f"c{i}" for i, name in enumerate(wanted)}
    wide = {name: at for name, at in places.items() if may_be_long(schema.field(at).type)}
    unnamed = {name: place for name, place in wide.items() if name not in kinds}
    kinds.update(dict.fromkeys(_with_long_numbers(table, unnamed), "category"))
    while True:
        readers = {
            name: arrow_column(schema.field(at).with_name(name), kinds.get(name), is_short=True)
            for name, at in places.items()
        }
        try:
            return _typed(table, readers, places)
        except TextAfterNumbersError as text:
            kinds[text.name] = "category"


def _column(name: str) -> F.Column:
    return F.col("`" + name.replace("`", "``") + "`")


def _with_long_numbers(table: GroupedTable, places: Mapping[str, str]) -> list[str]:
    """Name the columns with whole numbers of more than 15 digits: they are taken by their texts."""
    edges = {"low": F.min, "high": F.max}
    sums = [
        edge(F.col(place)).alias(f"{place}_{side}")
        for place in places.values()
        for side, edge in edges.items()
    ]
    return [
        name
        for _, batch in (table.grouped([()], sums) if sums else ())
        for name, place in places.items()
        if is_long(batch.column(f"{place}_{side}")[0].as_py() for side in edges)
    ]


def _typed(
    table: GroupedTable, readers: dict[str, ArrowColumn], places: Mapping[str, str]
) -> SparkSource:
    """Learn the labels; make numbers of texts that are numbers, and missing what is NaN."""
    coded = [name for name, reader in readers.items() if reader.has_labels]
    _learn(table, [(places[name], readers[name]) for name in coded])
    columns = {name: reader.finish() for name, reader in readers.items()}
    numbers = {place: F.col(place).cast("double") for place in places.values()}
    texts = [name for name in coded if columns[name].kind == "number"]
    _check_texts(table, texts, places)
    for name in texts:
        readers[name], numbers[places[name]] = Numbers(name), _from_text(places[name])
    selected = [
        (F.col(place) if columns[name].kind == "category" else _known(numbers[place])).alias(place)
        for name, place in places.items()
    ]
    typed = GroupedTable(table.frame.select(selected), table.rows, table.what)
    return SparkSource(typed, columns, readers, places)


def _known(number: F.Column) -> F.Column:
    return F.nullif(number, F.lit(MISSING))


def _from_text(place: str) -> F.Column:
    return F.nullif(F.col(place).cast("string"), F.lit("")).try_cast("double")


def _learn(table: GroupedTable, columns: list[tuple[str, ArrowColumn]]) -> None:
    for start in range(0, len(columns), MOST_SETS):
        some = columns[start : start + MOST_SETS]
        sets = [(place,) for place, _ in some]
        for number, batch in table.grouped(sets, [F.count(F.lit(1)).alias("n")]):
            place, reader = some[number]
            with refusing("bad_file", table.what):
                reader.learn(batch.column(place))


def _check_texts(table: GroupedTable, names: Sequence[str], places: Mapping[str, str]) -> None:
    """Refuse a text that the rules for files take for a number and Spark does not."""
    broken = [
        F.count_if((F.col(places[name]) != "") & _from_text(places[name]).isNull())
        for name in names
    ]
    sums = [count.alias(places[name]) for count, name in zip(broken, names, strict=True)]
    for _, batch in table.grouped([()], sums) if sums else ():
        for name in names:
            if batch.column(places[name])[0].as_py():
                raise AnalysisError(
                    "not_a_number", f"column {name!r} holds texts that Spark takes for no numbers"
                )
