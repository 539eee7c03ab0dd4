"""The fieldwork board of a survey: what came in, where it is thin, whom to call today.

Units count at once: that somebody took part is seen in the village anyway, and tells nothing of
what was said. Groups come from answers, so they stand as the tables do, in steps and hidden under
k; group by unit is shown nowhere.
"""

from dataclasses import dataclass
from datetime import date, datetime

from survey_app.services.analysing.survey_source import Release, ShownState, move_release
from survey_app.services.board.arrivals import count_flags
from survey_app.services.board.calls import (
    Call,
    GroupLevels,
    LevelLine,
    judge_level,
    list_calls,
)
from survey_app.services.board.groups import GroupCounts, Measured, coarsen, measure_groups
from survey_app.services.board.targets import Quotas, Targets, read_targets
from survey_app.services.board.units import (
    ProvinceLine,
    UnitLine,
    UnitState,
    by_need,
    read_units,
)
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.find_survey import get_survey


@dataclass(frozen=True)
class GroupBoard:
    """One weighting group with its levels, and how many people its shares are of.

    Of a group whose levels are units only those in the scope are listed; `people` is then 0, for
    what they leave over would tell of the others.
    """

    label: str
    levels: tuple[LevelLine, ...]
    people: int
    hidden_people: int = 0


@dataclass(frozen=True)
class Board:
    """All that the board shows to one person.

    `is_coarse`: a class of a weighting group is hidden, so every effective n is rounded down to a
    multiple of k. Beside the known weights it would tell how many people the hidden class holds.
    `accepted` and `issued` are sums over the units listed; the groups, the flags and the effective
    n are of the whole survey in its shown state. `expected` is None where nobody set a number.
    """

    survey_id: int
    title: str
    state: str
    release: Release
    at: datetime
    provinces: tuple[ProvinceLine, ...]
    expected: int | None
    has_targets: bool
    n: int
    n_effective: float | None
    is_coarse: bool
    unweighted: tuple[str, ...]
    groups: tuple[GroupBoard, ...]
    flags: dict[str, int | None]
    calls: tuple[Call, ...]
    minimum: int
    bounds: tuple[float, float]

    @property
    def is_open(self) -> bool:
        """Whether sheets can come in now: open, its day not past, its number not reached."""
        return self.state == "open" and not self.release.is_over

    @property
    def units(self) -> tuple[UnitLine, ...]:
        """Every unit listed, province after province."""
        return tuple(unit for province in self.provinces for unit in province.units)

    @property
    def working(self) -> tuple[UnitLine, ...]:
        """The units that have a collector or a sheet, those that need the most first."""
        return by_need(unit for unit in self.units if unit.state is not UnitState.NO_COLLECTOR)

    @property
    def accepted(self) -> int:
        """The sheets of the units listed, by now; every one of them is valid."""
        return sum(unit.accepted for unit in self.units)

    @property
    def issued(self) -> int | None:
        """The sheets issued in the units listed; None where nobody said."""
        known = [unit.issued for unit in self.units if unit.issued is not None]
        return sum(known) if known else None

    @property
    def return_rate(self) -> float | None:
        """Returned of issued as a share; None where nobody said what was issued."""
        issued = self.issued
        return sum(unit.returned for unit in self.units) / issued if issued else None

    @property
    def without_collector(self) -> int:
        """How many of the units listed have a target and no collector: nobody there can answer."""
        return sum(unit.state is UnitState.NO_COLLECTOR for unit in self.units)

    @property
    def has_collectors(self) -> bool:
        """Whether any unit listed has a collector."""
        return any(unit.collectors for unit in self.units)


@dataclass(frozen=True)
class SurveyAims:
    """What is asked of a survey besides its tables: its state and its targets."""

    title: str
    state: str
    targets: Targets


def read_aims(context: Context, survey_id: int, shown: ShownState) -> SurveyAims:
    """The state and targets of a survey in the scope. Raises Refusal `unknown_survey`."""
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        quotas: Quotas | None = survey.quotas
        targets = read_targets(shown.questionnaire, quotas, survey.close_after)
        return SurveyAims(survey.title, survey.state, targets)


def read_board(context: Context, survey_id: int) -> Board:
    """The board as the scope of `context` lets it be seen. Raises Refusal `unknown_survey`."""
    shown = move_release(context, survey_id)
    aims = read_aims(context, survey_id, shown)
    targets, now = aims.targets, context.clock()
    provinces = read_units(context, survey_id, targets, vietnam_day(now))
    measured = measure_groups(context, shown)
    step = _rounding(measured, targets, shown.questionnaire.privacy.k_min)
    measured = coarsen(measured, step)
    groups = _groups(context, shown, measured, targets)
    units = tuple(unit for province in provinces for unit in province.units)
    minimum = shown.questionnaire.privacy.k_min
    is_open = aims.state == "open" and not shown.release.is_over
    return Board(
        survey_id=survey_id,
        title=aims.title,
        state=aims.state,
        release=shown.release,
        at=now,
        provinces=provinces,
        expected=targets.expected,
        has_targets=bool(targets.groups),
        n=measured.n,
        n_effective=measured.n_effective,
        is_coarse=step > 0,
        unweighted=measured.unweighted,
        groups=groups,
        flags=count_flags(context, shown),
        calls=_calls(units, groups, minimum, targets.bounds) if is_open else (),
        minimum=minimum,
        bounds=targets.bounds,
    )


def _calls(
    units: tuple[UnitLine, ...],
    groups: tuple[GroupBoard, ...],
    minimum: int,
    bounds: tuple[float, float],
) -> tuple[Call, ...]:
    levels = [
        GroupLevels(group.label, group.levels, group.people, group.hidden_people)
        for group in groups
    ]
    return list_calls(units, levels, minimum=minimum, bounds=bounds)


def vietnam_day(now: datetime) -> date:
    """The day in Vietnam; `now` is aware."""
    return now.astimezone(VIETNAM).date()


def _rounding(measured: Measured, targets: Targets, minimum: int) -> int:
    """The multiple that effective sizes are rounded down to: k where a class is hidden, else 0."""
    hides = any(group.hidden_people for group in measured.groups if group.id in targets.shares)
    return minimum if hides else 0


def _groups(
    context: Context, shown: ShownState, measured: Measured, targets: Targets
) -> tuple[GroupBoard, ...]:
    found = []
    for group in measured.groups:
        if group.id not in targets.groups:
            continue
        levels = _levels(group, targets, shown.questionnaire.privacy.k_min)
        mine = tuple(level for level in levels if _is_seen(context, group.id, level, targets))
        if mine:
            people = group.known if len(mine) == len(levels) else 0
            found.append(GroupBoard(group.label, mine, people, group.hidden_people))
    return tuple(found)


def _is_seen(context: Context, group: str, level: LevelLine, targets: Targets) -> bool:
    if group not in targets.unit_groups or context.scope is None:
        return True
    return context.scope.holds(level.code)


def _levels(group: GroupCounts, targets: Targets, minimum: int) -> tuple[LevelLine, ...]:
    shares, quotas = targets.shares.get(group.id, {}), targets.quotas.get(group.id, {})
    texts = dict(group.levels)
    codes = dict.fromkeys((*texts, *shares, *quotas))
    return tuple(_level(group, code, texts.get(code, code), targets, minimum) for code in codes)


def _level(group: GroupCounts, code: str, text: str, targets: Targets, minimum: int) -> LevelLine:
    count = group.counts.get(code, 0)
    share = targets.shares.get(group.id, {}).get(code)
    block, needed, factor = judge_level(
        count=count,
        people=group.known,
        share=share,
        quota=targets.quotas.get(group.id, {}).get(code),
        minimum=minimum,
        bounds=targets.bounds,
    )
    return LevelLine(
        code=code,
        text=text,
        count=count,
        share=count / group.known if count is not None and group.known else None,
        target_share=share,
        target=targets.of_level(group.id, code),
        n_effective=group.effective.get(code),
        factor=factor,
        block=block,
        needed=needed,
    )
