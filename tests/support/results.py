"""A small release by hand: two questions, a group, units, a cell of every state."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey_app.services.results.tables import ShownCell, ShownResults, ShownTable

HOSTILE = '=HYPERLINK("http://x.example","bấm")'


def make_answer_cell(
    levels: tuple[str, ...] = (), answer: str = "co", **values: object
) -> ShownCell:
    """A shown cell of 60 of 100 people; every field can be set."""
    from survey_app.services.results.tables import ShownCell, State  # noqa: PLC0415 - as in site.py

    usual: dict[str, object] = {
        "state": State.SHOWN,
        "n": 100,
        "count": 60,
        "weighted": 0.62,
        "unweighted": 0.6,
        "low": 0.52,
        "high": 0.71,
        "n_effective": 90,
        "se": 0.05,
        "df": 99.0,
    }
    return ShownCell(levels, answer, **{**usual, **values})  # type: ignore[arg-type]  # by name


def make_table(
    by: tuple[str, ...], cells: list[ShownCell], variable: str = "q1", p: float | None = None
) -> ShownTable:
    """A table of shares with the answers `co` and `chua`."""
    from survey_app.services.results.tables import Kind, ShownTable  # noqa: PLC0415 - as in site.py

    answers = tuple(dict.fromkeys(cell.answer for cell in cells))
    return ShownTable(variable, variable, Kind.SHARE, by, answers, tuple(cells), p)


def make_release(**changes: object) -> ShownResults:
    """The release; `changes` are fields of it."""
    from survey_app.services.results.tables import (  # noqa: PLC0415 - as in site.py
        Label,
        ShownColumn,
        ShownItem,
        ShownResults,
        State,
    )

    def two(levels: tuple[str, ...], **values: object) -> list[ShownCell]:
        rest = {"count": 40, "weighted": 0.38, "unweighted": 0.4, "low": 0.29, "high": 0.48}
        first = make_answer_cell(levels, "co", **values)
        second = make_answer_cell(levels, "chua", **{**rest, **values})
        return [first, second]

    nothing: dict[str, object] = dict.fromkeys(
        ("n", "count", "weighted", "unweighted", "low", "high", "n_effective", "se", "df")
    )
    hidden = {**nothing, "state": State.HIDDEN}
    few = {**nothing, "state": State.TOO_FEW, "n": 24, "n_effective": 20, "missing": 12}
    sex = two(("nam",)) + two(("nu",), **few)
    units = two(("03385",)) + two(("03388",), **hidden) + two(("03394",))
    choices = (Label("co", "Có"), Label("chua", HOSTILE))
    item = ShownItem("q1", 1, "single", "Đã dùng chưa?", (Label("q1", ""),), choices, is_trend=True)
    places = tuple(Label(code, f"Xã {code}") for code in ("03385", "03388", "03394"))
    place = ShownItem(
        "xa", 2, "single", "Ông, bà ở xã nào?", (Label("xa", ""),), places, of_units=True
    )
    at_home = [make_answer_cell((), code) for code in ("03385", "03388", "03394")]
    values: dict[str, object] = {
        "survey_id": 1,
        "title": "Khảo sát thử",
        "version": "a" * 64,
        "upto_batch": 7,
        "responses": 100,
        "as_of": datetime(2026, 11, 22, 3, tzinfo=UTC),
        "k": 10,
        "sample_type": "open",
        "demonstration": False,
        "items": (item, place),
        "columns": (
            ShownColumn("group.gioi", "Giới tính", (Label("nam", "Nam"), Label("nu", "Nữ"))),
            ShownColumn("unit", "", places, of_units=True),
        ),
        "tables": (
            make_table((), two(())),
            make_table(("group.gioi",), sex, p=0.2),
            make_table(("unit",), units, p=0.01),
            make_table((), at_home, variable="xa"),
        ),
    }
    return ShownResults(**{**values, **changes})  # type: ignore[arg-type]  # by name
