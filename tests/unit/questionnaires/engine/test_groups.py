from questionnaires.engine import Answers, group_tags, quota_cells
from tests.unit.questionnaires.building import item, questionnaire

MADE = questionnaire(
    item("q1", tag="gioi"),
    item("q2", "scale", tag="tuoi", show_if="q1 == 'co'"),
    item("q3", tag="khong_khai"),
    groups=[{"id": "gioi", "label": "Giới"}, {"id": "tuoi", "label": "Tuổi"}],
    quotas=[
        {"group": "tuoi", "cells": {"co": 5}},
        {"group": "gioi", "cells": {"co": 10, "khong": 10}},
    ],
)


def test_group_tags_come_from_tagged_items_on_the_path():
    answers = {"q1": "co", "q2": "khong", "q3": "co"}
    assert group_tags(MADE, Answers(answers)) == {"gioi": "co", "tuoi": "khong"}
    assert group_tags(MADE, Answers({**answers, "q1": "khong"})) == {"gioi": "khong"}
    assert group_tags(MADE, Answers()) == {}


def test_quota_cells_are_those_the_tags_fall_into():
    assert quota_cells(MADE, {"gioi": "khong", "tuoi": "co"}) == ("tuoi=co", "gioi=khong")
    assert quota_cells(MADE, {"gioi": "kdk", "xa": "1"}) == ()
