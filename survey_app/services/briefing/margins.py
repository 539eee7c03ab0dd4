"""Who answered against whom they stand for, as the briefing prints it."""

from collections.abc import Mapping

from analysis.answer import Margin
from analysis.briefing.facts import MarginFacts, MarginRow, WeightFacts
from questionnaires.model import Target
from survey_app.services.analysing.analyse_survey import SurveyResults
from survey_app.services.analysing.group_levels import GROUP, group_levels
from survey_app.services.analysing.relabelled import UNKNOWN, count_classes
from survey_app.services.analysing.small_counts import hide_small
from survey_app.services.analysing.survey_weighting import target_shares


def list_margins(results: SurveyResults) -> tuple[MarginFacts, ...]:
    """One margin for each declared group that has a column."""
    columns = results.source.columns
    return tuple(
        _margin(results, f"{GROUP}{group.id}", group.label)
        for group in results.survey.questionnaire.groups
        if f"{GROUP}{group.id}" in columns
    )


def weight_facts(results: SurveyResults) -> WeightFacts | None:
    """How the weights came out; None where the sheets are not weighted."""
    weighting = results.survey.questionnaire.weighting
    weights = results.answer["weights"]
    if weighting is None or not weights["margins"]:
        return None
    return WeightFacts(
        method=weighting.method,
        groups=tuple(
            margin.label for margin in list_margins(results) if margin.rows and margin.source
        ),
        n=weights["n"],
        n_effective=weights["n_effective"] or 0.0,
        kish_deff=weights["kish_deff"] or 1.0,
        smallest=weights["min"],
        largest=weights["max"],
        trim=weighting.trim if weighting.method == "rake" else None,
        note=weighting.note,
    )


def _margin(results: SurveyResults, column: str, label: str) -> MarginFacts:
    questionnaire, source = results.survey.questionnaire, results.source
    weighting = questionnaire.weighting
    targets = weighting.targets if weighting else ()
    target = next((t for t in targets if f"{GROUP}{t.group}" == column), None)
    counts = hide_small(count_classes(source, column), questionnaire.privacy.k_min)
    shown = [counts[code] for code in counts if code != UNKNOWN]
    known = sum(count or 0 for count in shown)
    people = source.rows if None in counts.values() else known
    wanted = target_shares(target) if target else {}
    after = _achieved(results.answer["weights"]["margins"], column)
    rows = tuple(
        _row(level.code, level.text, counts, people, wanted, after)
        for level in group_levels(questionnaire, source, column)
    )
    unknown = counts.get(UNKNOWN)
    return _facts(label, rows, target, unknown / source.rows if unknown else None)


def _row(  # noqa: PLR0913, PLR0917 - the columns of one line of the table
    code: str,
    text: str,
    counts: Mapping[str, int | None],
    people: int,
    wanted: Mapping[str, float],
    after: Mapping[str, float],
) -> MarginRow:
    count = counts.get(code, 0)
    return MarginRow(
        code=code,
        text=text,
        n=count,
        before=count / people if count is not None and people else None,
        target=wanted.get(code),
        after=after.get(code),
        suppressed=count is None,
    )


def _facts(
    label: str, rows: tuple[MarginRow, ...], target: Target | None, unknown: float | None
) -> MarginFacts:
    if target is None:
        return MarginFacts(label, rows)
    return MarginFacts(
        label=label,
        rows=rows,
        universe=target.universe,
        year=target.year,
        source=target.source,
        missing_share=unknown,
    )


def _achieved(margins: list[Margin], column: str) -> dict[str, float]:
    """The shares of a margin after weighting, over its known classes."""
    own = {m["category"]: m["achieved"] or 0.0 for m in margins if m["variable"] == column}
    total = sum(own.values())
    return {code: value / total for code, value in own.items()} if total else {}
