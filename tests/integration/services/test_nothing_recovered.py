"""Nobody finds a hidden number from all that is shown of a survey, nor from two of its steps.

The reader has every page and the whole file of two releases, the board's counts of every unit, and
a linear program: unknown are the people of every combination of answers and place, of the first
release and of those who came until the second.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from questionnaires.engine import Answers
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.submit_response import Kind, Submission, submit
from survey_app.services.collecting.make_collector import NewCollector, make_collector
from survey_app.services.import_units import ensure_units
from survey_app.services.results.export import Wanted, export_results
from survey_app.services.results.shown import shown_tables
from survey_app.services.results.tables import ShownCell, ShownTable, State
from survey_app.services.surveys.import_questionnaire import import_questionnaire
from survey_app.services.surveys.state import open_survey
from tests.support.site import DESIGNS

if TYPE_CHECKING:
    from survey_app.services.context import Context

UNITS = ("03388", "03408", "03466")
LEVELS = {
    "q1": ("nam", "nu", "kdk"),
    "q2": ("tre", "gia", None),
    "q3": ("1", "2", "3", None),
    "unit": UNITS,
}
AXES = tuple(LEVELS)
SIZES = tuple(len(levels) for levels in LEVELS.values())
COLUMN_OF = {"group.gioi": "q1", "group.tuoi": "q2", "unit": "unit"}
NOT_STATED = {("q1", "kdk")}
Array = Any


@dataclass
class Survey:
    """A running survey and the people who answered, in order, as places in the combinations."""

    context: Context
    survey_id: int
    codes: list[str]
    people: list[tuple[int, ...]]

    def answer(self, places: Array) -> None:
        """Let people of these combinations answer."""
        for place in places:
            chosen = {
                name: LEVELS[name][at]
                for name, at in zip(AXES, place, strict=True)
                if name != "unit" and LEVELS[name][at] is not None
            }
            sheet = Submission(uuid4(), self.codes[place[-1]], "vi", Answers(chosen))
            assert submit(self.context, sheet).kind is Kind.STORED
            self.people.append(tuple(int(at) for at in place))

    def truth(self, first: int) -> Array:
        """The people of every combination: of the first release, then of those who came."""
        codes = [np.ravel_multi_index(place, SIZES) for place in self.people]
        size = int(np.prod(SIZES))
        old, new = codes[:first], codes[first:]
        counts = [np.bincount(np.array(part, dtype=int), minlength=size) for part in (old, new)]
        return np.concatenate(counts).astype(float)


def mask(**wanted: object) -> Array:
    """Which combinations have these answers; True asks for any known answer."""
    found = np.ones(SIZES, dtype=bool)
    for axis, name in enumerate(AXES):
        if name not in wanted:
            continue
        value = wanted[name]
        levels = [
            level is not None and (name, level) not in NOT_STATED
            if value is True
            else level == value
            for level in LEVELS[name]
        ]
        shape = [1] * len(SIZES)
        shape[axis] = -1
        found = found & np.array(levels).reshape(shape)
    return found.ravel().astype(float)


def base_of(table: ShownTable, levels: tuple[str, ...]) -> dict[str, object]:
    """The people of a table's column: its levels, and any answer to its question."""
    return {table.item: True} | dict(zip(map(COLUMN_OF.get, table.by), levels, strict=True))


def cell_of(table: ShownTable, cell: ShownCell) -> Array:
    """The people who gave a cell's answer; a top box is its one best answer."""
    answer = "3" if table.variable.startswith("top.") else cell.answer
    return mask(**(base_of(table, cell.levels) | {table.item: answer}))


def read_all(
    tables: tuple[ShownTable, ...], equations: list[Array], numbers: list[float]
) -> dict[str, Array]:
    """Take every number of a release; the cells that are hidden, by name."""
    hidden = {}
    for table in tables:
        if not set(table.by) <= set(COLUMN_OF) or table.kind.value in ("mean", "mean_top"):
            continue
        for cell in table.cells:
            if cell.is_held:
                continue  # it repeats the step before
            name = f"{table.variable} {table.by} {cell.levels} {cell.answer}"
            if cell.state is State.HIDDEN:
                assert (cell.n, cell.count, cell.weighted, cell.unweighted) == (None,) * 4
                hidden[name] = cell_of(table, cell)
            if cell.n is not None:
                equations.append(mask(**base_of(table, cell.levels)))
                numbers.append(cell.n)
            if cell.count is not None:
                equations.append(cell_of(table, cell))
                numbers.append(cell.count)
    return hidden


def check_file(context: Context, survey_id: int, tables: tuple[ShownTable, ...]) -> None:
    """The file of everything counts no other people than the pages' tables do."""
    body = export_results(context, survey_id, Wanted("csv"), "en").body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    head = next(row for row in rows if "Base n" in row)
    at = head.index("Base n")
    told = sorted(float(row[at]) for row in rows[rows.index(head) + 1 :] if row[at])
    assert told == sorted(float(c.n) for t in tables for c in t.cells if c.n is not None)


def start(context: Context) -> Survey:
    """A survey of its own for an example, with a QR in each of three communes."""
    survey_id = import_questionnaire(context, DESIGNS / "group-weights.yaml").survey_id
    codes = [make_collector(context, NewCollector(survey_id, unit_code=unit)) for unit in UNITS]
    open_survey(context, survey_id)
    assert open_page(context, codes[0]) is not None
    return Survey(context, survey_id, codes, [])


def draw(chance: np.random.Generator, people: int, skew: float) -> Array:
    """People whose answers are as uneven as `skew`."""
    columns = []
    for size in SIZES:
        shares = np.exp(-skew * np.arange(size))
        columns.append(chance.choice(size, people, p=shares / shares.sum()))
    return np.column_stack(columns)


def bound(goal: Array, equations: Array, numbers: list[float]) -> float:
    result = linprog(goal, A_eq=equations, b_eq=numbers, bounds=(0, None))
    assert result.status == 0, result.message
    return abs(float(result.fun))


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    seed=st.integers(0, 10_000),
    first=st.integers(10, 90),
    came=st.integers(10, 30),
    skew=st.floats(0.1, 1.2),
)
def test_no_hidden_number_is_found_from_all_that_is_shown(
    sqlite_context: Context, seed: int, first: int, came: int, skew: float
) -> None:
    context = sqlite_context
    ensure_units(context)
    survey = start(context)
    chance = np.random.default_rng(seed)
    places = draw(chance, first + came, skew)
    survey.answer(places[:first])
    one = shown_tables(context, survey.survey_id)
    check_file(context, survey.survey_id, one)
    survey.answer(places[first:])
    two = shown_tables(context, survey.survey_id)
    check_file(context, survey.survey_id, two)

    zero = np.zeros(int(np.prod(SIZES)))
    rows, numbers = count_units(survey, places[:first])
    hidden = {
        f"1 {name}": np.append(cell, zero) for name, cell in read_all(one, rows, numbers).items()
    }
    equations = [np.append(row, zero) for row in rows]
    rows, later = count_units(survey, places)
    hidden |= {
        f"2 {name}": np.append(cell, cell) for name, cell in read_all(two, rows, later).items()
    }
    equations += [np.append(row, row) for row in rows]

    truth, known = survey.truth(first), np.array(equations)
    assert np.allclose(known @ truth, numbers + later), "the attack's own equations"
    for name, cell in hidden.items():
        if 0 < cell @ truth < 10:
            least, most = (bound(sign * cell, known, numbers + later) for sign in (1, -1))
            assert most - least > 0.999, f"{name} is known to be {cell @ truth:.0f}"


def count_units(survey: Survey, places: Array) -> tuple[list[Array], list[float]]:
    """What the board tells at once: the people of every unit."""
    counts = [float(np.sum(places[:, -1] == at)) for at in range(len(UNITS))]
    return [mask(unit=unit) for unit in UNITS], counts
