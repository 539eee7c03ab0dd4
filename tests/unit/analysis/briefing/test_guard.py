from dataclasses import replace

from analysis.briefing.guard import guard, guard_cell
from tests.support.briefings import hidden_cell, make_cell, make_facts


def test_facts_without_small_cells_pass_unchanged() -> None:
    facts = make_facts()
    assert guard(facts) == facts


def test_small_base_and_small_count_are_hidden_without_any_number() -> None:
    by = {"group.gioi": "nam"}
    for cell in (
        make_cell(0.5, variable="q", n=7, by=by),
        make_cell(0.5, variable="q", n=400, count=3, by=by),
    ):
        hidden = guard_cell(cell, 10)
        assert hidden == hidden_cell("q", by=by)
        assert hidden.n is None


def test_an_empty_category_is_no_secret() -> None:
    cell = make_cell(0.0, variable="q", n=400)
    assert guard_cell(cell, 10) is cell


def test_the_smallest_cell_of_binh_thuan_needs_a_lower_k() -> None:
    facts = make_facts()
    strict = replace(facts, method=replace(facts.method, minimum_base=10))
    last = next(item for item in guard(strict).items if item.id == "kt").cells[-1]
    assert last.suppressed
