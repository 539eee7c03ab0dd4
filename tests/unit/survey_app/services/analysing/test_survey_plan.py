from pathlib import Path

import numpy as np
import pytest

from analysis.plan import parse_plan
from analysis.source import Array, ArraySource, Column, encode
from questionnaires.model import Questionnaire
from questionnaires.reader import read_questionnaire
from survey_app.services.analysing.survey_columns import survey_columns
from survey_app.services.analysing.survey_plan import plan_survey
from survey_app.services.analysing.survey_variables import both, not_in
from survey_app.services.analysing.survey_weighting import target_shares

DESIGNS = Path(__file__).parents[4] / "designs"


def form() -> Questionnaire:
    return read_questionnaire(DESIGNS / "group-weights.yaml")


def columns(rows: int = 20) -> ArraySource:
    texts = {
        "q1": ["nam", "nu", "kdk", "nam"],
        "q2": ["tre", "gia", "tre", "tre"],
        "q3": ["1", "2", "3", "3"],
        "group.gioi": ["nam", "nu", "kdk", "nam"],
        "group.tuoi": ["tre", "gia", "tre", "tre"],
        "group.kenh": [None, None, None, None],
        "unit": ["01", "01", "02", None],
        "mode": ["qr", "qr", "qr", "qr"],
        "date": ["2026-11-16", "2026-11-16", "2026-11-16", "2026-11-16"],
    }
    found: dict[str, Column] = {}
    arrays: dict[str, Array] = {}
    for name, values in texts.items():
        found[name], arrays[name] = encode(name, values * (rows // 4))
    return ArraySource(found, arrays)


def test_the_plan_is_one_the_analysis_takes() -> None:
    questionnaire = form()
    source = survey_columns(questionnaire, columns())
    plan = plan_survey(questionnaire, source)
    parsed = parse_plan(plan.document)
    assert parsed.minimum_base == questionnaire.privacy.k_min
    ids = [request.id for request in parsed.estimates]
    assert {"q3", "q3|group.gioi", "q3|unit", "q3|group.gioi|group.tuoi", "top.q3"} <= set(ids)
    assert "q1|group.gioi" not in ids  # an item by the group it feeds says nothing
    assert "q3|mode" not in ids  # one mode: the table would be the total
    assert "q3?group.gioi" in ids
    assert "q3?group.kenh" not in ids  # nobody stands in it


def test_targets_are_shares_of_the_known_and_the_unknown_keep_theirs() -> None:
    questionnaire = form()
    source = survey_columns(questionnaire, columns(20))
    (step,) = plan_survey(questionnaire, source).document["weighting"]  # type: ignore[misc]  # a list
    gioi = step["targets"]["group.gioi"]
    assert gioi == pytest.approx({"nam": 0.52 * 15, "nu": 0.48 * 15, "_unknown": 5})
    assert step["targets"]["group.tuoi"] == pytest.approx({"tre": 8, "gia": 12})
    assert step["trim"] == [0.3, 3.0]
    assert plan_survey(questionnaire, source, weighted=False).document["weighting"] == []


def test_a_questionnaire_that_refuses_missing_margins_gives_them_no_target() -> None:
    questionnaire = form()
    assert questionnaire.weighting is not None
    weighting = questionnaire.weighting.model_copy(update={"missing": "refuse"})
    strict = Questionnaire.model_validate(
        questionnaire.model_dump(exclude_defaults=True)
        | {"weighting": weighting.model_dump(exclude_defaults=True)}
    )
    source = survey_columns(strict, columns(20))
    (step,) = plan_survey(strict, source).document["weighting"]  # type: ignore[misc]  # a list
    assert set(step["targets"]["group.gioi"]) == {"nam", "nu"}


def test_the_top_box_is_worked_out_from_those_who_rated() -> None:
    questionnaire = form()
    source = survey_columns(questionnaire, columns(4))
    (batch,) = source.batches(["top.q3"])
    assert source.columns["top.q3"].labels == ("yes", "no")
    assert np.asarray(batch["top.q3"]).tolist() == [2, 2, 1, 1]


def test_counts_become_shares_of_their_own_sum() -> None:
    weighting = form().weighting
    assert weighting is not None
    assert target_shares(weighting.targets[0]) == pytest.approx({"nam": 0.52, "nu": 0.48})


def test_conditions_quote_what_they_name() -> None:
    assert not_in("q1", ()) == ""
    assert not_in("group.gioi", ("it's",)) == "group.gioi not in ['it\\'s']"
    assert not_in("giới tính", ("a", "b")) == "col('giới tính') not in ['a', 'b']"
    assert both("a == 1", "", "b == 2") == "a == 1 and b == 2"
