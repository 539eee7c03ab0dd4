import numpy as np

from analysis.source import ArraySource, Column, encode
from survey_app.services.analysing.relabelled import (
    UNKNOWN,
    Relabelled,
    class_shares,
    complete,
    count_classes,
    without,
)


def source() -> ArraySource:
    column, codes = encode("group.gioi", ["nam", "nu", "kdk", None, "nu"])
    number = Column("q3", "number")
    arrays = {"group.gioi": codes, "q3": np.arange(5.0)}
    return ArraySource({"group.gioi": column, "q3": number}, arrays, batch_rows=2)


def test_a_completed_group_puts_everybody_in_one_class() -> None:
    plain = source()
    made = Relabelled(plain, {"group.gioi": complete(plain.columns["group.gioi"], ["kdk"])})
    assert made.columns["group.gioi"].labels == ("nam", "nu", UNKNOWN)
    assert count_classes(made, "group.gioi") == {"nam": 1, "nu": 2, UNKNOWN: 2}
    assert sum(class_shares(made, "group.gioi").values()) == 1


def test_codes_outside_the_base_become_missing() -> None:
    plain = source()
    made = Relabelled(plain, {"group.gioi": without(plain.columns["group.gioi"], ["kdk"])})
    batches = list(made.batches(["group.gioi", "q3"]))
    assert np.concatenate([b["group.gioi"] for b in batches]).tolist() == [1, 2, 0, 0, 2]
    assert np.concatenate([b["q3"] for b in batches]).tolist() == [0, 1, 2, 3, 4]
    assert made.columns["q3"] == plain.columns["q3"]
    late = list(made.batches_from(["group.gioi"], 3))
    assert np.concatenate([b["group.gioi"] for b in late]).tolist() == [0, 2]


def test_no_rows_have_no_shares_but_all_classes() -> None:
    column, codes = encode("unit", [])
    empty = ArraySource({"unit": column}, {"unit": codes})
    made = Relabelled(empty, {"unit": complete(column)})
    assert class_shares(made, "unit") == {UNKNOWN: 0.0}
