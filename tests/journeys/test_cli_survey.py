"""The officer's way on the command line: check, import, open, collector, answers, results."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask

from questionnaires.engine import Answers
from survey_app import create_app
from survey_app.config import Settings
from survey_app.extensions import get_context
from survey_app.services.answering.submit_response import Kind, Submission, submit
from survey_app.services.context import Context
from survey_app.services.import_units import import_units
from survey_app.store.database import Database
from tests.integration.services.conftest import DESIGNS, SECRET

BINH_THUAN = {
    "tot_hon_nhieu": 106,
    "tot_hon": 259,
    "nhu_cu": 206,
    "kem_hon": 174,
    "kho_tra_loi": 8,
}
LARGEST_REMAINDER = [14.08, 34.39, 27.36, 23.11, 1.06]
PLAIN = [14.08, 34.40, 27.36, 23.11, 1.06]
Command = Callable[..., Result]


@pytest.fixture
def app(sqlite_database: Database, tmp_path: Path) -> Iterator[Flask]:
    sqlite_database.close()
    app = create_app(Settings(data=tmp_path, secret_key=SECRET, public_url="https://ydan.example"))
    yield app
    with app.app_context():
        get_context().close()


@pytest.fixture
def context(app: Flask) -> Context:
    with app.app_context():
        return get_context()


@pytest.fixture
def flask(app: Flask) -> Command:
    """Run `flask …` with these arguments."""
    runner = app.test_cli_runner()

    def invoke(*arguments: object) -> Result:
        result = runner.invoke(args=[str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def start(flask: Command, name: str, *options: str) -> tuple[str, str]:
    """Import a design and open it with one collector: (survey id, code), both as printed."""
    survey_id = flask("survey", "import", DESIGNS / name).stdout.strip()
    assert flask("survey", "open", survey_id).exit_code == 0
    code = flask("survey", "collector", survey_id, *options).stdout.strip()
    return survey_id, code


def answer(context: Context, code: str, document: dict[str, object], times: int = 1) -> None:
    for _ in range(times):
        sheet = Submission(uuid4(), code, "vi", Answers.from_json(document))
        assert submit(context, sheet).kind is Kind.STORED


def read_json(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.output
    document: dict[str, object] = json.loads(result.stdout)
    return document


def test_binh_thuan_comes_out_as_printed(flask: Command, context: Context) -> None:
    survey_id, code = start(flask, "binh-thuan-2011.yaml", "--issued", "800")
    for choice, people in BINH_THUAN.items():
        answer(context, code, {"q1": choice}, people)
    for rounding, expected in (("largest_remainder", LARGEST_REMAINDER), ("plain", PLAIN)):
        result = flask("survey", "analyse", survey_id, "--json", "--rounding", rounding)
        document = read_json(result)
        cells = document["estimates"][0]["cells"]  # type: ignore[index]  # JSON
        assert [cell["category"] for cell in cells] == list(BINH_THUAN)
        assert [cell["percent"] for cell in cells] == expected
        assert [cell["count"] for cell in cells] == list(BINH_THUAN.values())
        assert document["fieldwork"]["return_rate"] == 0.94125  # type: ignore[index]  # JSON
        assert document["rounding"]["rule"] == rounding  # type: ignore[index]  # JSON
    text = flask("survey", "analyse", survey_id).stdout
    for printed in ("94,125 %", "14,08", "34,39", "27,36", "23,11", "1,06"):
        assert printed in text
    assert "sai số mẫu" not in text
    assert "34,40" in flask("survey", "analyse", survey_id, "--rounding", "plain").stdout


def test_binh_thuan_briefing_says_issued_and_returned(
    flask: Command, context: Context, tmp_path: Path
) -> None:
    survey_id, code = start(flask, "binh-thuan-2011.yaml", "--issued", "800")
    for choice, people in BINH_THUAN.items():
        answer(context, code, {"q1": choice}, people)
    path = tmp_path / "briefing.html"
    result = flask("survey", "brief", survey_id, "--format", "html", "-o", path)
    assert result.exit_code == 0, result.output
    page = path.read_text(encoding="utf-8")
    for printed in ("800", "753", "94,125", "34,39", "23,11"):
        assert printed in page
    assert "<script" not in page


def test_check_prints_file_line_and_what_to_do(flask: Command, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    source = (DESIGNS / "single-choice.yaml").read_text(encoding="utf-8")
    path.write_text(source.replace("    type: single", "    type: single\n    colour: red"))
    result = flask("survey", "check", path)
    assert result.exit_code == 1
    line = next(line for line in result.output.splitlines() if "colour" in line)
    name, number, _ = line.split(":", 2)
    assert name == "form.yaml"
    assert path.read_text().splitlines()[int(number) - 1].strip() == "colour: red"
    assert flask("survey", "import", path).exit_code == 1


def test_check_of_a_good_file_passes(flask: Command) -> None:
    assert flask("survey", "check", DESIGNS / "single-choice.yaml").exit_code == 0


def test_check_of_no_file_says_so(flask: Command, tmp_path: Path) -> None:
    result = flask("survey", "check", tmp_path / "none.yaml")
    assert result.exit_code == 1
    assert "none.yaml" in result.output


def test_import_prints_the_id_alone_and_collector_the_code_alone(flask: Command) -> None:
    survey_id, code = start(flask, "single-choice.yaml", "--label", "Nhà văn hóa")
    assert survey_id.isdigit()
    assert len(code) == 6
    assert code.isalnum()


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("survey", "open", "77"), 1, "77"),
        (("survey", "analyse", "77"), 1, "77"),
        (("survey", "collector", "1", "--unit", "99999"), 1, "99999"),
        (("survey", "collector", "1", "--tag", "huyen=x"), 1, "huyen"),
        (("survey", "collector", "1", "--tag", "huyen"), 2, "huyen"),
        (("survey", "notice", "ZZZZZZ", "-o", "x.pdf"), 1, "ZZZZZZ"),
        (("survey", "brief", "1", "--format", "docx", "-o", "x.docx"), 2, "docx"),
        (("survey", "analyse", "1", "--by", "huyen"), 1, "huyen"),
        (("survey", "open", "1"), 1, "1"),
        (("units", "import", "no-such-file.csv"), 1, "no-such-file.csv"),
    ],
)
def test_what_is_refused_is_one_clear_line(
    flask: Command, arguments: tuple[str, ...], exit_code: int, said: str
) -> None:
    start(flask, "single-choice.yaml")
    result = flask(*arguments)
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert said in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.output


@pytest.mark.parametrize("people", [0, 1, 9])
def test_analyse_of_few_answers_says_why_nothing_is_shown(
    flask: Command, context: Context, tmp_path: Path, people: int
) -> None:
    survey_id, code = start(flask, "group-weights.yaml")
    answer(context, code, {"q1": "nu", "q2": "tre", "q3": "3"}, people)
    result = flask("survey", "analyse", survey_id, "--by", "gioi")
    assert result.exit_code == 0, result.output
    assert "%" not in result.stdout
    assert (str(people) in result.stdout) or people == 0
    document = read_json(flask("survey", "analyse", survey_id, "--json"))
    assert document["estimates"] == []
    path = tmp_path / "few.html"
    assert flask("survey", "brief", survey_id, "-o", path).exit_code == 0
    assert path.stat().st_size > 1000


def test_analyse_unweighted_when_a_target_class_has_nobody(
    flask: Command, context: Context
) -> None:
    survey_id, code = start(flask, "group-weights.yaml")
    answer(context, code, {"q1": "nu", "q2": "tre", "q3": "3"}, 40)
    document = read_json(flask("survey", "analyse", survey_id, "--json"))
    assert document["weighted"] is False
    assert [text.partition(":")[0] for text in document["errors"]] == ["level_not_in_data"]  # type: ignore[attr-defined]  # JSON
    assert flask("survey", "analyse", survey_id).exit_code == 0


def test_notice_is_a_pdf_and_a_loopback_address_is_warned_of(
    app: Flask, flask: Command, context: Context, tmp_path: Path
) -> None:
    _, code = start(flask, "single-choice.yaml")
    path = tmp_path / "notice.pdf"
    result = flask("survey", "notice", code.lower(), "-o", path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert path.read_bytes().startswith(b"%PDF-")
    context.settings = context.settings.model_copy(update={"public_url": "http://127.0.0.1:8000"})
    warned = flask("survey", "notice", code, "-o", path)
    assert "YDAN_PUBLIC_URL" in warned.stderr


def test_list_shows_what_came_in(flask: Command, context: Context) -> None:
    assert flask("survey", "list").exit_code == 0
    survey_id, code = start(flask, "single-choice.yaml")
    answer(context, code, {"q1": "co"}, 3)
    (line,) = json.loads(flask("survey", "list", "--json").stdout)
    assert (line["id"], line["accepted"], line["collectors"]) == (int(survey_id), 3, [code])
    row = flask("survey", "list").stdout.splitlines()[-1].split()
    assert row[0] == survey_id
    assert code in row
    assert "3" in row


def test_units_import_says_what_changed(flask: Command, tmp_path: Path, context: Context) -> None:
    path = tmp_path / "units.csv"
    path.write_text(
        "code,name,kind,parent,valid_from,valid_to,legal_ref\n"
        "12,Lai Châu,tinh,,2025-07-01,,x\n03388,Đoàn Kết,phuong,12,2025-07-01,,x\n",
        encoding="utf-8",
    )
    assert "2" in flask("units", "import", path).stdout
    assert import_units(context, path).unchanged == 2
    survey_id = flask("survey", "import", DESIGNS / "single-choice.yaml").stdout.strip()
    assert flask("survey", "collector", survey_id, "--unit", "03388").exit_code == 0


def test_a_closed_survey_is_opened_again_with_a_reason_only(flask: Command) -> None:
    survey = flask("survey", "import", DESIGNS / "single-choice.yaml").output.split()[-1]
    flask("survey", "open", survey)
    flask("survey", "close", survey)
    assert flask("survey", "reopen", survey).exit_code == 2
    short = flask("survey", "reopen", survey, "--reason", "x")
    assert (short.exit_code, "lý do" in short.output) == (1, True)
    done = flask("survey", "reopen", survey, "--reason", "Còn 40 phiếu giấy ở xã Mường So")
    assert (done.exit_code, done.output) == (0, f"Đã mở khảo sát {survey}.\n")
    again = flask("survey", "reopen", survey, "--reason", "Còn 40 phiếu giấy")
    assert (again.exit_code, "chưa kết thúc" in again.output) == (1, True)


def test_a_reached_limit_needs_a_later_one(flask: Command) -> None:
    survey = flask("survey", "import", DESIGNS / "close-at.yaml").output.split()[-1]
    flask("survey", "open", survey)
    reason = ("--reason", "Gia hạn theo công văn 12")
    refused = flask("survey", "reopen", survey, *reason)
    assert (refused.exit_code, "ngày đóng muộn hơn" in refused.output) == (1, True)
    wrong = flask("survey", "reopen", survey, *reason, "--close-at", "31/02/2099 17:00")
    assert wrong.exit_code == 2
    later = ("--close-at", "31/12/2099 17:00", "--close-after", 500)
    assert flask("survey", "reopen", survey, *reason, *later).exit_code == 0
