"""Whom to call today: the units and groups whose next sheets help the most."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from survey_app.services.board.targets import LEAST_FOR_FIGURES, sheets_needed
from survey_app.services.board.units import UnitLine, UnitState

MOST_CALLS: Final = 12


class Block(StrEnum):
    """Why a level of a group keeps the weights from being stable, the worst first."""

    ABSENT = "absent"
    HIDDEN = "hidden"
    HEAVY = "heavy"
    THIN = "thin"
    LIGHT = "light"
    FULL = "full"
    NONE = ""


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level of a weighting group in the shown state; None is hidden or not known.

    `factor` is what a sheet of the level counts for by this group alone: the population's share
    over the sheets' share. `needed` further sheets end what blocks the weights; of a hidden level
    nothing is said alone.
    """

    code: str
    text: str
    count: int | None
    share: float | None
    target_share: float | None
    target: int | None
    n_effective: float | None
    factor: float | None
    block: Block
    needed: int


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the list: a unit (`group` empty), a level of a group, or its hidden levels.

    `block` is a Block or a UnitState; `share` the population's, where known. `gain` is the share of
    the population that the sheets would speak for, by which the list is ordered.
    """

    group: str
    name: str
    block: str
    count: int | None
    target: int | None
    needed: int
    factor: float | None
    share: float | None
    gain: float


def judge_level(  # noqa: PLR0913 - what is known of one level, all by name
    *,
    count: int | None,
    people: int,
    share: float | None,
    quota: int | None,
    minimum: int,
    bounds: tuple[float, float],
) -> tuple[Block, int, float | None]:
    """What keeps a level from a stable weight, the further sheets it needs, and its factor.

    `share` is the level's in the population, None without a target; `minimum` is k.
    """
    factor = _factor(count, people, share)
    if quota is not None and count is not None and count >= quota:
        return Block.FULL, 0, factor
    if (share is None and quota is None) or (share == 0 and not count):
        return Block.NONE, 0, None
    if count is None:
        return Block.HIDDEN, 0, None
    needed = sheets_needed(count, people, share or 0.0, bounds[1], minimum)
    if needed:
        return Block.HEAVY if count else Block.ABSENT, needed, factor
    if count < LEAST_FOR_FIGURES:
        return Block.THIN, LEAST_FOR_FIGURES - count, factor
    return Block.LIGHT if _is_light(factor, bounds) else Block.NONE, 0, factor


def _factor(count: int | None, people: int, share: float | None) -> float | None:
    return share * people / count if share is not None and people and count else None


def _is_light(factor: float | None, bounds: tuple[float, float]) -> bool:
    return factor is not None and factor < bounds[0]


@dataclass(frozen=True, slots=True)
class GroupLevels:
    """The levels of one group, how many people its shares are of, how many stand hidden."""

    label: str
    levels: Sequence[LevelLine]
    people: int
    hidden_people: int


def list_calls(
    units: Sequence[UnitLine],
    groups: Iterable[GroupLevels],
    *,
    minimum: int,
    bounds: tuple[float, float],
) -> tuple[Call, ...]:
    """The calls that help the most, at most MOST_CALLS, the greatest gain first.

    Groups come in once there are tables at all: before, every level is absent, and any sheet helps.
    Units without a collector are no call: nobody there can answer yet.
    """
    calls = [*_unit_calls(units)]
    for group in groups:
        if group.people:
            calls += _level_calls(group)
            calls += _hidden_call(group, minimum, bounds)
    return tuple(sorted(calls, key=lambda call: (-call.gain, call.group, call.name))[:MOST_CALLS])


def _unit_calls(units: Sequence[UnitLine]) -> Iterator[Call]:
    """A unit's gain: its part of all targets, times how much of its target is missing."""
    whole = sum(unit.target or 0 for unit in units) or 1
    for unit in units:
        if unit.missing and unit.state is not UnitState.NO_COLLECTOR:
            yield Call(
                group="",
                name=unit.name,
                block=unit.state,
                count=unit.accepted,
                target=unit.target,
                needed=unit.missing,
                factor=None,
                share=None,
                gain=unit.missing / whole * (1.5 if unit.state is UnitState.EMPTY else 1.0),
            )


def _level_calls(group: GroupLevels) -> Iterator[Call]:
    """A level's gain: its share of the population where it blocks the weights, less where thin.

    A level with nobody comes before everything else: nothing can be weighted without it.
    """
    for level in group.levels:
        if level.needed and level.block is not Block.FULL:
            share = level.target_share or 1 / len(group.levels)
            weight = 0.25 if level.block is Block.THIN else 1.0
            yield Call(
                group=group.label,
                name=level.text,
                block=level.block,
                count=level.count,
                target=level.target,
                needed=level.needed,
                factor=level.factor,
                share=level.target_share,
                gain=share * weight + (1.0 if level.block is Block.ABSENT else 0.0),
            )


def _hidden_call(group: GroupLevels, minimum: int, bounds: tuple[float, float]) -> Iterator[Call]:
    """One call for the hidden levels together, from what the shown ones leave over.

    Nobody may learn which of them is small: so their sum is held against their share of the
    population, and one hidden level that is not short in this way is left alone.
    """
    hidden = [level for level in group.levels if level.count is None]
    if not hidden:
        return
    share = sum(level.target_share or 0.0 for level in hidden)
    left = group.hidden_people
    needed = sheets_needed(left, group.people, share, bounds[1], minimum * len(hidden))
    if needed or len(hidden) > 1:
        yield Call(
            group=group.label,
            name=", ".join(level.text for level in hidden),
            block=Block.HIDDEN,
            count=left,
            target=None,
            needed=needed,
            factor=None,
            share=share,
            gain=max(share - left / group.people, 0.0) + 0.1 * share,
        )
