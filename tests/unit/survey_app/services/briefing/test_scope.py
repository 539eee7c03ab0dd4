"""A briefing within a few units: nothing of another unit in facts or answer."""

from dataclasses import replace
from typing import cast

import msgspec

from analysis.answer import Answer
from analysis.briefing.facts import ChoiceFacts, GroupFacts, MarginFacts, MarginRow, UnitFacts
from analysis.charts.cell import Cell
from questionnaires.model import Group, Questionnaire, SingleItem
from questionnaires.reader import read_questionnaire
from survey_app.services.briefing.scope import answer_within, facts_within, unit_columns
from tests.designs import design_path
from tests.support.briefings import make_facts

OWN, OTHER = "03001", "03002"
NAMES = {OWN: "Xã Một", OTHER: "Xã Hai"}


def make_form() -> Questionnaire:
    form = read_questionnaire(design_path("comments"))
    place = SingleItem(
        id="xa", type="single", text="Xã nào?", tag="xa_phuong", choices_from="units:12"
    )
    page = form.pages[0].model_copy(update={"items": (place, *form.pages[0].items[1:])})
    groups = (Group(id="xa_phuong", label="Xã, phường"), Group(id="gioi", label="Giới tính"))
    return form.model_copy(update={"pages": (page,), "groups": groups})


FORM = make_form()


def cell(column: str, code: str) -> Cell:
    return Cell("q2.song", None, 0.5, n=40, by={column: code})


def group(column: str, label: str) -> GroupFacts:
    levels = tuple(ChoiceFacts(code, name) for code, name in NAMES.items())
    return GroupFacts(column, label, levels, tuple(cell(column, code) for code in NAMES))


def test_columns_of_units_are_known() -> None:
    assert unit_columns(FORM) == {"unit", "group.xa_phuong"}


def test_facts_hold_nothing_of_other_units() -> None:
    base = make_facts()
    sex = GroupFacts(
        "group.gioi", "Giới tính", (ChoiceFacts("nam", "Nam"),), (cell("group.gioi", "nam"),)
    )
    item = replace(
        base.items[0], groups=(group("unit", "Đơn vị"), group("group.xa_phuong", "Xã"), sex)
    )
    rows = tuple(MarginRow(code, name, 40, 0.5, None, None) for code, name in NAMES.items())
    facts = replace(
        base,
        items=(item,),
        margins=(MarginFacts("Xã, phường", rows),),
        fieldwork=replace(
            base.fieldwork, units=tuple(UnitFacts(name, 50, 40, 40) for name in NAMES.values())
        ),
    )
    assert facts_within(facts, FORM, None, NAMES) == facts
    within = facts_within(facts, FORM, frozenset({OWN, "12"}), NAMES)
    text = msgspec.json.encode(within).decode()
    assert OTHER not in text
    assert "Xã Hai" not in text
    assert "Xã Một" in text
    assert sex in within.items[0].groups
    assert within.items[0].cells == item.cells


def test_the_answer_holds_nothing_of_other_units() -> None:
    def number(variable: str, category: str | None = None, **by: str) -> dict[str, object]:
        return {"variable": variable, "category": category, "by": by, "estimate": 0.5}

    answer = {
        "format": "ydan-analysis/1",
        "errors": [],
        "weights": {"margins": [{"variable": "group.xa_phuong", "category": OTHER}]},
        "estimates": [
            {"id": "q2", "cells": [number("q2.song")]},
            {"id": "q2|unit", "cells": [number("q2.song", unit=code) for code in NAMES]},
            {"id": "xa", "cells": [number("xa", code) for code in NAMES]},
            {"id": "q4?group.xa_phuong", "cells": [], "tests": {"rao_scott_f": {"p": 0.01}}},
            {"id": "q4?group.gioi", "cells": [], "tests": {}},
        ],
    }
    whole = cast("Answer", answer)
    assert answer_within(whole, FORM, None) is whole
    within = answer_within(whole, FORM, frozenset({OWN}))
    assert OTHER not in str(within)
    assert [estimate["id"] for estimate in within["estimates"]] == [
        "q2",
        "q2|unit",
        "xa",
        "q4?group.gioi",
    ]
    assert [len(estimate["cells"]) for estimate in within["estimates"]] == [1, 1, 1, 0]
