"""The page of the worked example is what its tool prints."""

import json
from pathlib import Path

import pytest

from analysis.__main__ import main as analysis_main
from tools.make_worked_example import PAGE, make_page, run_example, write_files
from tools.worked_example_text import number, percent


def test_page_is_what_the_tool_prints() -> None:
    message = "run python -m tools.make_worked_example"
    assert PAGE.read_text(encoding="utf-8") == make_page(), message


def test_files_give_the_answer_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, data = write_files(tmp_path)
    assert analysis_main(["run", str(plan), "--data", str(data)]) == 0
    assert json.loads(capsys.readouterr().out) == run_example()


def test_margins_of_the_example_are_met() -> None:
    for margin in run_example()["weights"]["margins"]:
        assert margin["achieved"] == pytest.approx(margin["target"], rel=1e-10)


def test_numbers_are_written_as_vietnamese_does() -> None:
    assert number(1234.56, 1) == "1.234,6"
    assert percent(0.59018) == "59,0%"
