"""Spark and numpy give the same answers on the same data: the same keys, numbers within 1e-9."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.files.open_file import open_source
from analysis.plan import parse_plan
from analysis.source import ArraySource
from analysis.spark import grouping
from analysis.spark.open_spark import open_spark
from survey_app.services.analysing.survey_columns import survey_columns
from survey_app.services.analysing.survey_plan import plan_survey
from survey_app.services.analysing.survey_source import read_survey
from survey_app.services.context import Context
from survey_app.services.load_demo import load_demo
from tests.integration.services.conftest import Clock, make_context
from tests.spark.conftest import one_file, write_parts
from tests.support.engines import (
    DESIGNS,
    WEIGHTINGS,
    Document,
    answer_to,
    assert_same_answer,
    is_refused,
    make_plan,
)

# Each design with two weightings, each weighting with several designs.
PAIRS = [
    (design, tuple(WEIGHTINGS)[(place + shift) % len(WEIGHTINGS)])
    for place, design in enumerate(DESIGNS)
    for shift in (0, 3)
]


def by_numpy(document: Document, file: Path) -> Document:
    with open_source(file, parse_plan(document)) as source:
        return answer_to(document, source)


def by_spark(session: Any, document: Document, data: str) -> Document:
    return answer_to(document, open_spark(session, data, parse_plan(document)))


@pytest.mark.parametrize(("design", "weighting"), [pair for pair in PAIRS if not is_refused(*pair)])
def test_every_statistic_is_the_same(spark: Any, folder: Path, design: str, weighting: str) -> None:
    plan = {**make_plan(design, weighting), "columns": {"q": "category"}}
    want = by_numpy(plan, one_file(folder))
    assert_same_answer(want, by_spark(spark, plan, str(folder)))


def test_a_table_is_read_as_a_folder_is(spark: Any, folder: Path) -> None:
    spark.read.parquet(str(folder)).createOrReplaceTempView("answers")
    plan = make_plan("clusters", "rake")
    assert_same_answer(by_spark(spark, plan, str(folder)), by_spark(spark, plan, "answers"))


def test_lines_that_come_in_pieces_are_the_same(
    spark: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_LINES", 400)
    monkeypatch.setattr(grouping, "BATCH_LINES", 64)
    for design, weighting in (("strata", "none"), ("clusters", "trim")):
        plan = make_plan(design, weighting)
        assert_same_answer(by_numpy(plan, one_file(folder)), by_spark(spark, plan, str(folder)))


@pytest.fixture
def demo(sqlite_database: Any, tmp_path: Path) -> Iterator[Context]:
    made = make_context(sqlite_database, tmp_path, Clock())
    yield made
    made.close()


def test_the_demonstration_is_the_same(spark: Any, demo: Context, tmp_path: Path) -> None:
    survey = read_survey(demo, load_demo(demo)[0].survey_id)
    source = survey_columns(survey.questionnaire, survey.source)
    plan = plan_survey(survey.questionnaire, source).document
    arrays = {
        name: np.concatenate([batch[name] for batch in source.batches([name])])
        for name in source.columns
    }
    folder = tmp_path / "demo"
    folder.mkdir()
    write_parts(ArraySource(source.columns, arrays), folder)
    want = by_numpy(plan, one_file(folder))
    assert len(want["estimates"]) > 100
    assert want["weights"]["margins"]
    assert_same_answer(want, by_spark(spark, plan, str(folder)))
