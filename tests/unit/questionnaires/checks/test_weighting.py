import pytest

from questionnaires.checks.weighting import check_weighting
from questionnaires.model import Questionnaire
from tests.unit.questionnaires.checks.draft import draft, found

SEX = """
- id: q1
  type: single
  tag: gioi
  text: Giới tính
  choices: [{code: nam, text: A}, {code: nu, text: B}, {code: kdk, text: C, missing: true}]
"""
UNITS = '- {id: xa, type: single, tag: gioi, text: X, choices_from: "units:12"}'


def weighted(numbers: str, keys: str = "", items: str = SEX, group: str = "gioi") -> Questionnaire:
    target = f"{{group: {group}, universe: U, year: 2019, source: S, {numbers}}}"
    extra = f"groups: [{{id: gioi, label: G}}]\nweighting:\n  targets: [{target}]\n{keys}"
    return draft(items, extra)


def test_accepts_a_target_for_every_code_in_the_base() -> None:
    assert found(check_weighting, weighted("counts: {nam: 3, nu: 4}")) == []
    assert found(check_weighting, weighted("shares: {nam: 0.333, nu: 0.666}")) == []


@pytest.mark.parametrize(
    ("numbers", "code", "where"),
    [
        ("counts: {nam: 3}", "target_misses_code", "counts"),
        ("counts: {nam: 3, nu: 4, x: 1}", "target_unknown_code", "counts.x"),
        ("counts: {nam: 3, nu: 4, kdk: 1}", "target_names_missing", "counts.kdk"),
        ("counts: {nam: 0, nu: 0}", "target_empty", "counts"),
        ("counts: {nam: 0, nu: 4}", "target_zero", "counts.nam"),
        ("shares: {nam: 0.5, nu: 0.4}", "shares_sum", "shares"),
    ],
)
def test_finds_targets_that_do_not_fit_their_group(numbers: str, code: str, where: str) -> None:
    assert found(check_weighting, weighted(numbers)) == [(code, f"weighting.targets.gioi.{where}")]


def test_finds_a_target_of_no_group() -> None:
    questionnaire = weighted("counts: {nam: 3, nu: 4}", group="tuoi")
    assert found(check_weighting, questionnaire) == [("unknown_group", "weighting.targets.tuoi")]


def test_leaves_codes_alone_that_are_not_known_yet() -> None:
    assert found(check_weighting, weighted("counts: {'03105': 3}", items=UNITS)) == []


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("  trim: [0.3, 3.0]", None),
        ("  trim: [1.5, 3.0]", ("bad_trim", "weighting.trim")),
        ("  trim: [3.0, 0.3]", ("bad_trim", "weighting.trim")),
    ],
)
def test_wants_one_between_the_factors_of_trim(keys: str, problem: tuple[str, str] | None) -> None:
    expected = [] if problem is None else [problem]
    assert found(check_weighting, weighted("counts: {nam: 3, nu: 4}", keys)) == expected


def test_finds_weighting_without_targets() -> None:
    assert found(check_weighting, draft(SEX, "weighting: {method: rake}")) == [
        ("no_targets", "weighting.targets")
    ]


def test_finds_two_targets_where_one_may_stand() -> None:
    one = "{group: gioi, universe: U, year: 2019, source: S, counts: {nam: 3, nu: 4}}"
    questionnaire = draft(
        SEX,
        "groups: [{id: gioi, label: G}]\n"
        f"weighting: {{method: poststratify, targets: [{one}, {one}]}}",
    )
    assert found(check_weighting, questionnaire) == [
        ("one_target_only", "weighting.method"),
        ("duplicate_target", "weighting.targets.gioi"),
    ]
