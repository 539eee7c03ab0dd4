import tomllib
from pathlib import Path
from string import Formatter

import pytest

from questionnaires.checks import CHECKS, WARNINGS, check, is_error
from questionnaires.library import library_path, list_questionnaires
from questionnaires.problem import WORDING, Problem
from questionnaires.reader import read_with_source
from tests.designs import design_path, list_designs
from tests.unit.questionnaires.checks.draft import HEAD, Q1, draft


def worded(language: str) -> dict[str, str]:
    sections = tomllib.loads((WORDING / f"{language}.toml").read_text("utf-8"))
    return sections["checks"]


def values_in(message: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(message)}


def test_every_message_exists_in_both_languages_and_takes_the_same_values() -> None:
    vietnamese, english = worded("vi"), worded("en")
    assert vietnamese.keys() == english.keys()
    for code, text in vietnamese.items():
        assert values_in(text) == values_in(english[code]), code


def test_every_warning_has_a_message() -> None:
    assert worded("vi").keys() >= WARNINGS


def test_there_is_one_module_for_each_check() -> None:
    modules = [find.__module__ for find in CHECKS]
    assert len(set(modules)) == len(modules)


def test_is_error_tells_advice_from_what_forbids_publication() -> None:
    assert is_error(Problem("missing_list", "", ""))
    assert not is_error(Problem("long_text", "", ""))


def test_problems_come_with_file_and_line_errors_first(tmp_path: Path) -> None:
    path = tmp_path / "phieu.yaml"
    path.write_text(
        HEAD
        + "privacy: {k_min: 3}\n"
        + "pages:\n- id: a\n  items:\n"
        + f"  {Q1}\n"
        + "  - id: q2\n    type: single\n    text: Hai\n    choices: khong_co\n"
        + "  - id: q3\n    type: text\n    text: Ba\n    show_if: q9 == 'co'\n",
        encoding="utf-8",
    )
    problems = check(*read_with_source(path))
    assert [(p.code, p.line) for p in problems] == [
        ("missing_list", 16),
        ("unknown_name", 20),
        ("small_k", 8),
    ]
    assert {p.file for p in problems} == {str(path)}


def test_a_problem_of_a_translation_points_into_its_file(tmp_path: Path) -> None:
    path = tmp_path / "phieu.yaml"
    path.write_text(f"{HEAD}languages: [en]\npages:\n- id: a\n  items:\n  {Q1}\n", encoding="utf-8")
    sidecar = tmp_path / "phieu.en.yaml"
    sidecar.write_text(
        "format: ydan/1\nlanguage: en\ntexts:\n"
        '  title:\n    source: "00000000"\n    text: A test\n',
        encoding="utf-8",
    )
    problems = check(*read_with_source(path))
    assert [(p.code, p.line, p.file) for p in problems] == [
        ("incomplete_translation", 3, str(sidecar)),
        ("stale_translation", 4, str(sidecar)),
    ]


def test_without_a_source_problems_have_neither_file_nor_line() -> None:
    (problem,) = check(draft(Q1, "privacy: {k_min: 3}"))
    assert (problem.file, problem.line) == (None, None)


@pytest.mark.parametrize("name", list_designs())
def test_a_design_has_no_errors_and_is_named_like_its_file(name: str) -> None:
    questionnaire, source = read_with_source(design_path(name))
    assert questionnaire.id == name
    assert [p for p in check(questionnaire, source) if is_error(p)] == []


@pytest.mark.parametrize("name", list_questionnaires())
def test_a_shipped_questionnaire_has_no_errors(name: str) -> None:
    questionnaire, source = read_with_source(library_path(name))
    problems = check(questionnaire, source)
    assert {p.code for p in problems} <= {"group_from_collector"}
