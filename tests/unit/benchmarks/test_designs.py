"""The questionnaires that are measured pass our own checks."""

import pytest

from benchmarks.designs import GROUPS, flat_questionnaire
from benchmarks.faults.sheets import fault_questionnaire
from questionnaires.checks import check, is_error
from questionnaires.model import Questionnaire


@pytest.mark.parametrize(
    ("questionnaire", "items"),
    [
        (flat_questionnaire(20), 20),
        (flat_questionnaire(44, groups=len(GROUPS)), 50),
        (fault_questionnaire(), 4),
    ],
)
def test_design_has_its_size_and_no_error(questionnaire: Questionnaire, items: int) -> None:
    assert len(questionnaire.items) == items
    assert [problem for problem in check(questionnaire) if is_error(problem)] == []
