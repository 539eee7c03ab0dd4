"""Who answered, group by group, in the shown state: counts, effective n, how the weights come out.

Measured once for a release. Small counts are hidden by the same rule and from the same counts as in
the briefing, so that one page does not tell what the other hides.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from analysis.error import AnalysisError
from analysis.plan import FORMAT, parse_plan
from analysis.source import Source
from analysis.weighting.class_sizes import ClassSize, Sizes, class_sizes
from questionnaires.model import Questionnaire
from survey_app.services.analysing.group_levels import GROUP, column_label, group_levels
from survey_app.services.analysing.relabelled import count_classes
from survey_app.services.analysing.say_unweighted import REASONS
from survey_app.services.analysing.small_counts import hide_small
from survey_app.services.analysing.survey_columns import survey_columns
from survey_app.services.analysing.survey_source import ShownState, read_columns
from survey_app.services.analysing.survey_weighting import weighting_step
from survey_app.services.context import Context

MOST_KEPT: Final = 64


@dataclass(frozen=True)
class GroupCounts:
    """The people of a group in the shown state.

    `levels` are codes with their texts. `counts` None: hidden. `known` is how many people the
    shares are of, `hidden_people` how many the shown classes leave over; `effective` is Kish's n of
    the levels whose count is shown.
    """

    id: str
    label: str
    levels: tuple[tuple[str, str], ...]
    counts: Mapping[str, int | None]
    effective: Mapping[str, float | None]
    known: int
    hidden_people: int


@dataclass(frozen=True)
class Measured:
    """The shown state in numbers; `unweighted` is why the sheets could not be weighted, or ()."""

    n: int
    n_effective: float | None
    groups: tuple[GroupCounts, ...]
    unweighted: tuple[str, ...] = ()


Key = tuple[int, int, str]
_KEPT: WeakKeyDictionary[Engine, dict[Key, Measured]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def measure_groups(context: Context, state: ShownState) -> Measured:
    """The groups of a state, from memory while the tables do not move."""
    key = (state.survey_id, state.release.upto_batch, state.questionnaire.content_hash)
    engine = context.database.box
    found = _KEPT.get(engine, {}).get(key)
    if found is not None:
        return found
    with _LOCK:  # whoever looks meanwhile waits for the one measurement
        kept = _KEPT.setdefault(engine, {})
        found = kept.get(key)
        if found is None:
            found = _measure(state.questionnaire, read_columns(context, state).source)
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = found
    return found


def coarsen(measured: Measured, step: int) -> Measured:
    """The same with every effective n rounded down to a multiple of `step`; 0 leaves them."""
    if not step:
        return measured
    groups = tuple(
        replace(group, effective={code: _down(n, step) for code, n in group.effective.items()})
        for group in measured.groups
    )
    return replace(measured, n_effective=_down(measured.n_effective, step), groups=groups)


def _down(value: float | None, step: int) -> float | None:
    return None if value is None else value // step * step


def _measure(questionnaire: Questionnaire, stored: Source) -> Measured:
    source = survey_columns(questionnaire, stored)
    columns = [
        f"{GROUP}{group.id}"
        for group in questionnaire.groups
        if f"{GROUP}{group.id}" in source.columns
    ]
    sizes, refused = _sizes(questionnaire, source, columns)
    groups = tuple(_group(questionnaire, source, column, sizes) for column in columns)
    return Measured(source.rows, sizes.whole.n_effective, groups, refused)


def _sizes(
    questionnaire: Questionnaire, source: Source, columns: list[str]
) -> tuple[Sizes, tuple[str, ...]]:
    """The sizes under the weights; without them where the weighting is refused, and why."""
    if not source.rows:
        return Sizes(ClassSize(0, 0.0, None), {}), ()
    step = weighting_step(questionnaire, source)
    try:
        return _weigh(source, columns, step), ()
    except AnalysisError as error:
        if error.code not in REASONS:
            raise
        return _weigh(source, columns, None), (error.code, error.detail)


def _weigh(source: Source, columns: list[str], step: dict[str, object] | None) -> Sizes:
    document: dict[str, object] = {
        "format": FORMAT,
        "design": {"lonely_psu": "adjust"},
        "weighting": [step] if step else [],
        "estimates": [],
    }
    return class_sizes(parse_plan(document), source, columns)


def _group(questionnaire: Questionnaire, source: Source, column: str, sizes: Sizes) -> GroupCounts:
    group = column.removeprefix(GROUP)
    levels = tuple((c.code, c.text) for c in group_levels(questionnaire, source, column))
    counts = hide_small(count_classes(source, column), questionnaire.privacy.k_min)
    shown = [counts.get(code) for code, _ in levels]
    measured = sizes.columns.get(column, {})
    return GroupCounts(
        id=group,
        label=column_label(questionnaire, column),
        levels=levels,
        counts={code: counts.get(code, 0) for code, _ in levels},
        effective={
            code: measured[code].n_effective
            for code, _ in levels
            if counts.get(code) and code in measured
        },
        hidden_people=source.rows - sum(count or 0 for count in counts.values()),
        known=source.rows if None in counts.values() else sum(count or 0 for count in shown),
    )
