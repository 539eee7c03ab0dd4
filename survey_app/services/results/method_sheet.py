"""The sheet "Phương pháp" of an export: what a reader of the figures must know of them."""

from collections.abc import Iterator

from survey_app.services.analysing.say_unweighted import say_unweighted
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.result_files.sheet import Column, Sheet, Value
from survey_app.services.results.pictures import interval_name, method_line
from survey_app.services.results.tables import ShownResults
from survey_app.wording import say

Line = tuple[Value, Value]


def method_sheet(results: ShownResults, language: str) -> Sheet:
    """Release, base, weighting, k and the day, a line each."""
    columns = (Column(say("Fact", language)), Column(say("Value", language)))
    lines = (*_release(results, language), *_weighting(results, language), *_rules(language))
    return Sheet(say("Method", language), columns, tuple(lines))


def _release(results: ShownResults, language: str) -> Iterator[Line]:
    yield say("Survey", language), results.title
    yield say("Survey number", language), str(results.survey_id)
    if results.demonstration:
        told = say("Demonstration: simulated answers, not people's opinions.", language)
        yield say("Note", language), told
    yield say("People in the tables", language), str(results.responses)
    if results.as_of is not None:
        moment = results.as_of.astimezone(VIETNAM)
        yield say("As of", language), f"{moment:%d/%m/%Y %H:%M}"
    step = say(
        "the tables move with every %(k)s new people, or at the close", language, k=results.k
    )
    yield say("Step", language), step
    yield say("Release", language), str(results.upto_batch)
    least = say("%(k)s; smaller cells, and what would tell them, are hidden", language, k=results.k)
    yield say("Least people in a cell", language), least


def _weighting(results: ShownResults, language: str) -> Iterator[Line]:
    weights = results.weights
    if weights is None:
        reason = say_unweighted(results.refusal) if results.refusal else say("none", language)
        yield say("Weighting", language), reason
    else:
        yield say("Weighting", language), weights.method
        for source in weights.sources:
            yield say("Target", language), f"{source.code}: {source.text}"
        yield say("Effective n", language), str(weights.n_effective)
        yield say("Design effect (Kish)", language), str(weights.deff)
    yield say("Interval", language), f"{interval_name(results)}. {method_line(results)}"


def _rules(language: str) -> Iterator[Line]:
    base = say("30 people, and an effective n of 30", language)
    yield say("Least base of a figure", language), base
    digits = say("shares to 0.01 percentage points, bounds to 0.1; no file holds more", language)
    yield say("Rounding", language), digits
