"""What is taken out of a survey's answer before anybody sees it, beyond the hidden small cells."""

from collections.abc import Mapping, Sequence

from analysis.answer import Answer, Cell
from analysis.disclosure.steps import HELD
from survey_app.services.analysing.top_box_columns import MEAN_TOP, TOP, TopBox

TOO_FEW = "too_few"
NUMBERS = ("estimate", "se", "low", "high", "deff")


def drop_unsupported(answer: Answer) -> None:
    """Empty the numbers of cells whose base cannot carry them (n or effective n under 30).

    The base stays, so that a reader sees how many are missing.
    """
    for estimate in answer["estimates"]:
        for cell in estimate["cells"]:
            if TOO_FEW in cell["flags"]:
                _empty(cell)


def keep_tests_only(answer: Answer, tests: Mapping[str, str]) -> None:
    """Leave the crosstabs their tests: their cells repeat those of the tables.

    `tests` maps each crosstab to the table it repeats. Where that table hides a cell the test goes
    too: with the shown cells it would tell the hidden ones. Where it holds a column back, the test
    would be of other people than the table shows.
    """
    tables = {estimate["id"]: estimate["cells"] for estimate in answer["estimates"]}
    for estimate in answer["estimates"]:
        if estimate["id"] in tests:
            estimate["cells"] = []
            table = tables.get(tests[estimate["id"]], ())
            if any(cell["suppressed"] or HELD in cell["flags"] for cell in table):
                for test in estimate.get("tests", {}).values():
                    test.update({"statistic": None, "ndf": None, "ddf": None, "p": None})


def hide_top_boxes(answer: Answer, boxes: Sequence[TopBox]) -> None:
    """Hide a top box whose item has hidden categories on both sides of it.

    The sum of the top categories, beside the shown ones, would tell how the hidden rest divides.
    A mean over the rows of a grid goes when one of its rows is hidden.
    """
    tables = {estimate["id"]: estimate["cells"] for estimate in answer["estimates"]}
    for box in boxes:
        if _tells(box, tables):
            for cell in tables.get(box.name, []):
                cell["suppressed"] = True
                cell["n_effective"] = None
                if "count" in cell:
                    cell["count"] = None
                _empty(cell)


def _tells(box: TopBox, tables: Mapping[str, Sequence[Cell]]) -> bool:
    if box.name.startswith(MEAN_TOP):
        rows = (tables.get(f"{TOP}{name}", ()) for name in box.inputs)
        return any(cell["suppressed"] for cells in rows for cell in cells)
    hidden = [cell["category"] for cell in tables.get(box.inputs[0], ()) if cell["suppressed"]]
    return 0 < sum(category in box.top for category in hidden) < len(hidden)


def _empty(cell: Cell) -> None:
    for key in NUMBERS:
        cell[key] = None  # type: ignore[literal-required]  # each is a key of Cell
