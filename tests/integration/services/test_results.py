"""Results of a survey: tables that move in steps, published margins, small cells."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from questionnaires.engine import Answers
from survey_app.services.analysing.analyse_survey import SurveyResults, analyse_survey
from survey_app.services.analysing.survey_answer import find_breakdown, survey_answer
from survey_app.services.analysing.survey_source import read_survey
from survey_app.services.answering.collectors import open_page
from survey_app.services.answering.submit_response import Kind, Submission, submit
from survey_app.services.briefing.brief_survey import brief_survey
from survey_app.services.context import Context
from survey_app.services.load_demo import load_demo
from survey_app.services.refusal import Refusal
from survey_app.services.surveys.state import close_survey
from survey_app.store.release_queries import list_releases
from tests.integration.services.conftest import Clock, make_context, run_design, send
from tests.support.databases import sqlite_pair

SEX = {"nam": 233097, "nu": 227099}
PEOPLES = {
    "thai": 119805,
    "mong": 83324,
    "kinh": 56630,
    "dao": 48745,
    "ha_nhi": 13752,
    "giay": 11334,
    "la_hu": 9600,
    "khac": 27312,
}


def answer(context: Context, code: str, times: int, document: Mapping[str, object]) -> None:
    for _ in range(times):
        sheet = Submission(uuid4(), code, "vi", Answers.from_json(dict(document)))
        assert submit(context, sheet).kind is Kind.STORED


def shown(context: Context, survey_id: int) -> tuple[int, int]:
    """(people shown, people accepted) as a reader of the tables learns them."""
    release = read_survey(context, survey_id).release
    return release.responses, release.accepted


def test_tables_move_only_with_k_new_people_and_at_close(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    answer(context, code, 9, {"q1": "co"})
    assert shown(context, survey_id) == (0, 9)
    answer(context, code, 1, {"q1": "co"})
    assert shown(context, survey_id) == (10, 10)
    answer(context, code, 9, {"q1": "chua"})
    assert shown(context, survey_id) == (10, 19)
    assert read_survey(context, survey_id).source.rows == 10
    answer(context, code, 3, {"q1": "chua"})
    assert shown(context, survey_id) == (22, 22)
    answer(context, code, 1, {"q1": "chua"})
    assert shown(context, survey_id) == (22, 23)
    close_survey(context, survey_id)
    assert shown(context, survey_id) == (23, 23)
    with context.database.session() as session:
        states = [release.responses for release in list_releases(session, survey_id)]
    assert states == [10, 22, 23]


def test_a_closed_survey_with_few_answers_hides_every_cell(context: Context) -> None:
    survey_id, code = run_design(context, "single-choice.yaml")
    answer(context, code, 4, {"q1": "co"})
    close_survey(context, survey_id)
    results = analyse_survey(context, survey_id)
    cells = [cell for estimate in results.answer["estimates"] for cell in estimate["cells"]]
    assert cells
    assert all(cell["estimate"] is None and not cell["count"] for cell in cells)


def test_missing_codes_stand_outside_the_base(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    for choice, people in {"co": 60, "chua": 40, "kb": 50}.items():
        answer(sqlite_context, code, people, {"q1": choice})
    results = analyse_survey(sqlite_context, survey_id)
    estimate = results.estimate("q1")
    assert estimate is not None
    by_code = {cell["category"]: cell for cell in estimate["cells"]}
    assert set(by_code) == {"co", "chua"}
    assert by_code["co"]["estimate"] == pytest.approx(0.6)
    assert (by_code["co"]["n"], results.fieldwork.valid) == (100, 150)


def test_a_base_under_thirty_is_not_printed(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    answer(sqlite_context, code, 12, {"q1": "co"})
    answer(sqlite_context, code, 12, {"q1": "chua"})
    estimate = analyse_survey(sqlite_context, survey_id).estimate("q1")
    assert estimate is not None
    assert [(cell["estimate"], cell["n"]) for cell in estimate["cells"]] == [(None, 24), (None, 24)]


def fill_groups(context: Context, code: str) -> None:
    """200 people, men over-represented, 20 who would not say their sex."""
    people = [
        ("nam", "tre", "3", 50), ("nam", "gia", "1", 20), ("nam", "gia", "3", 30),
        ("nu", "tre", "1", 20), ("nu", "gia", "3", 40), ("nu", "gia", "2", 20),
        ("kdk", "tre", "3", 20),
    ]  # fmt: skip
    for sex, age, level, count in people:
        answer(context, code, count, {"q1": sex, "q2": age, "q3": level})


def test_weights_meet_the_targets_and_the_unknown_keep_their_share(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)
    results = analyse_survey(sqlite_context, survey_id)
    assert results.unweighted is None
    weights = results.answer["weights"]
    margins = {(m["variable"], m["category"]): m for m in weights["margins"]}
    assert set(margins) == {
        ("group.gioi", "nam"), ("group.gioi", "nu"),
        ("group.tuoi", "tre"), ("group.tuoi", "gia"),
    }  # fmt: skip
    assert margins["group.gioi", "nam"]["before"] == 100
    assert margins["group.gioi", "nam"]["target"] == pytest.approx(0.52 * 200)
    for margin in margins.values():
        assert margin["achieved"] == pytest.approx(margin["target"], rel=1e-8)
    shares = {line["variable"]: line["share"] for line in weights["missing"]}
    assert shares["group.gioi"] == pytest.approx(0.1)
    assert weights["sum"] == pytest.approx(200)


def test_a_class_without_answers_refuses_the_weights_by_name(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    answer(sqlite_context, code, 50, {"q1": "nu", "q2": "tre", "q3": "3"})
    results = analyse_survey(sqlite_context, survey_id)
    assert results.unweighted is not None
    assert results.unweighted[0] == "level_not_in_data"
    assert results.answer["weights"]["margins"] == []


def test_a_breakdown_outside_the_declared_set_is_refused(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)
    results = analyse_survey(sqlite_context, survey_id)
    assert find_breakdown(results, "gioi") == ("group.gioi",)
    assert find_breakdown(results, "gioi+tuoi") == ("group.gioi", "group.tuoi")
    with pytest.raises(Refusal) as refused:
        find_breakdown(results, "collector")
    assert refused.value.code == "unknown_breakdown"


def test_the_top_box_of_people_who_rated(sqlite_context: Context) -> None:
    survey_id, code = run_design(sqlite_context, "group-weights.yaml")
    fill_groups(sqlite_context, code)
    estimate = analyse_survey(sqlite_context, survey_id).estimate("top.q3")
    assert estimate is not None
    (yes,) = [cell for cell in estimate["cells"] if cell["category"] == "yes"]
    assert (yes["count"], yes["n"]) == (140, 200)


@pytest.fixture(scope="module")
def demo_context(
    tmp_path_factory: pytest.TempPathFactory, sqlite_templates: Path
) -> Iterator[Context]:
    """The demonstration, loaded once for the tests that only read it."""
    folder = tmp_path_factory.mktemp("demo")
    for file in sqlite_templates.glob("*.sqlite3"):
        shutil.copyfile(file, folder / file.name)
    made = make_context(sqlite_pair(folder), folder, Clock())
    load_demo(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def demo(demo_context: Context) -> SurveyResults:
    return analyse_survey(demo_context, 1)


def test_the_demonstration_rakes_to_the_published_margins(
    demo_context: Context, demo: SurveyResults
) -> None:
    assert demo.unweighted is None
    weights = demo.answer["weights"]
    for group, counts in (("gioi", SEX), ("dan_toc", PEOPLES)):
        total = sum(counts.values())
        margins = {
            m["category"]: m for m in weights["margins"] if m["variable"] == f"group.{group}"
        }
        assert set(margins) == set(counts)
        for code, count in counts.items():
            assert margins[code]["target"] / 1200 == pytest.approx(count / total)
            assert margins[code]["achieved"] / 1200 == pytest.approx(count / total, abs=1e-8)
        assert any(m["before"] != pytest.approx(m["target"]) for m in margins.values())
    assert weights["min"] is not None
    assert weights["max"] is not None
    assert 0.3 <= weights["min"] < 1 < weights["max"] <= 3.0
    path = demo_context.settings.data / "briefing.html"
    brief_survey(demo_context, demo.survey.survey_id, path)
    page = path.read_text(encoding="utf-8")
    assert "SỐ LIỆU TRÌNH DIỄN" in page
    assert "sai số mẫu" not in page


def test_no_shown_table_gives_a_small_class_away(demo: SurveyResults) -> None:
    """Total minus the shown groups never leaves one to nine people who withheld theirs.

    Where ten or more withheld it, what is left is an answer of ten people or more (ADR 6).
    """
    k = demo.survey.questionnaire.privacy.k_min
    totals = {
        (cell["variable"], cell["category"]): (cell["count"], cell["n"])
        for estimate in demo.answer["estimates"]
        if "|" not in estimate["id"]
        for cell in estimate["cells"]
        if "count" in cell
    }
    groups = [by for by in demo.plan.tables if len(by) == 1]
    checked = 0
    for variable in (v for v in demo.plan.variables if v.statistic != "mean"):
        for by in groups:
            estimate = demo.estimate("|".join((variable.id, *by)))
            for cell in estimate["cells"] if estimate else ():
                assert cell["suppressed"] or not cell["count"] or cell["count"] >= k
            rest = subtract(totals, estimate["cells"]) if estimate else {}
            checked += len(rest)
            assert not [left for left in rest.values() if 0 < left < k], (variable.id, by)
    assert checked > 50


def test_women_are_not_hidden_because_twenty_withheld_their_sex(demo: SurveyResults) -> None:
    estimate = demo.estimate("q11|group.gioi")
    assert estimate is not None
    shown = [c["by"]["group.gioi"] for c in estimate["cells"] if not c["suppressed"]]
    assert {"nam", "nu"} <= set(shown)
    assert "_unknown" not in shown


def subtract(
    totals: Mapping[tuple[object, object], tuple[int | None, int | None]],
    cells: list[dict[str, object]],
) -> dict[object, int]:
    """For each category the people who withheld their group, where every other class shows its."""
    found: dict[object, int] = {}
    for key in {(cell["variable"], cell["category"]) for cell in cells}:
        total, n = totals.get(key, (None, None))
        own = [c for c in cells if (c["variable"], c["category"]) == key]
        classes = [c for c in own if c["by"] and "_unknown" not in c["by"].values()]
        if total is None or n is None or any(c["suppressed"] for c in classes):
            continue
        found[key] = n - sum(int(str(c["n"])) for c in classes)
    return found


def test_the_answer_is_json_with_what_a_reader_needs(demo: SurveyResults) -> None:
    answer_ = survey_answer(demo, ("group.gioi",))
    assert {"format", "estimates", "weights", "errors"} <= set(answer_)
    assert answer_["weighted"] is True
    labels = answer_["labels"]
    assert isinstance(labels, dict)
    assert labels["group.gioi"]["codes"] == {"nam": "Nam", "nu": "Nữ"}


def test_results_wait_for_the_step_and_say_how_many_wait(
    sqlite_context: Context, clock: Clock
) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    answer(sqlite_context, code, 10, {"q1": "co"})
    read_survey(sqlite_context, survey_id)
    send(sqlite_context, code, {"q1": "chua"})
    release = read_survey(sqlite_context, survey_id).release
    assert (release.waiting, release.missing, release.is_over) == (1, 9, False)
    assert release.as_of == clock.now


def test_an_answer_that_arrives_while_the_survey_closes_does_not_move_the_last_tables(
    sqlite_context: Context, clock: Clock
) -> None:
    survey_id, code = run_design(sqlite_context, "single-choice.yaml")
    answer(sqlite_context, code, 12, {"q1": "co"})
    page = open_page(sqlite_context, code)
    close_survey(sqlite_context, survey_id)
    clock.now += timedelta(milliseconds=300)
    assert shown(sqlite_context, survey_id) == (12, 12)
    sqlite_context.pages.page(code, lambda: page)  # a server that has not seen the closing yet
    answer(sqlite_context, code, 1, {"q1": "chua"})
    assert shown(sqlite_context, survey_id) == (12, 13)
