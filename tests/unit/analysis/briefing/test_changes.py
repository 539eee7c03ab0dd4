"""What a recomputed briefing prints differently."""

from dataclasses import replace

from analysis.briefing.changes import list_changes
from analysis.briefing.facts import BriefingFacts
from tests.support.briefings import make_facts, with_valid


def test_nothing_moved() -> None:
    assert list_changes(make_facts(), make_facts()) == ()


def test_people_and_leading_figures_are_listed_as_printed() -> None:
    before = make_facts()
    item = next(i for i in before.items if i.type == "single" and i.cells and not i.top_box)
    cells = tuple(
        replace(cell, estimate=(cell.estimate or 0.0) / 2 + 0.25, count=None) for cell in item.cells
    )
    items = tuple(replace(i, cells=cells) if i is item else i for i in before.items)
    after = replace(before, items=items)
    (change,) = list_changes(before, after)
    assert change.what.startswith(item.text)
    assert change.before != change.after
    assert change.before.endswith("%")


def test_a_smaller_survey_says_its_people() -> None:
    before = make_facts()
    after = with_valid(before, before.fieldwork.valid + 100)
    assert str(before.fieldwork.valid) in {change.before for change in list_changes(before, after)}


def test_an_item_that_was_not_there_is_no_change() -> None:
    before = make_facts()
    fewer: BriefingFacts = replace(before, items=before.items[:1])
    assert list_changes(fewer, before) == list_changes(before, fewer) == ()


def test_a_figure_hidden_before_is_said_to_be() -> None:
    before = make_facts()
    item = next(i for i in before.items if i.type == "single" and i.cells and not i.top_box)
    hidden = tuple(replace(cell, suppressed=True, estimate=None) for cell in item.cells)
    items = tuple(replace(i, cells=hidden) if i is item else i for i in before.items)
    (change,) = list_changes(replace(before, items=items), before)
    assert change.before == "ẩn"
