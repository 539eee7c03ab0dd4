"""Whom to call today: the units and groups whose next sheets help the most."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from survey_app.services.board_targets import LEAST_FOR_FIGURES, sheets_needed
from survey_app.services.board_units import UnitLine, UnitState

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


BLOCKING: Final = (Block.ABSENT, Block.HIDDEN, Block.HEAVY)


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level of a weighting group in the shown state; None is hidden or not known.

    `factor` is what a sheet of the level counts for by this group alone: the population's share
    over the sheets' share. `needed` further sheets end what blocks the weights; where the count is
    hidden it is what an empty level would need, so that it tells nothing.
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
    """One line of the list: a unit (`group` empty) or a level of a group.

    `block` is a Block or a UnitState; `gain` the share of the population that the sheets would
    speak for, by which the list is ordered.
    """

    group: str
    name: str
    block: str
    count: int | None
    target: int | None
    needed: int
    factor: float | None
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
    needed = sheets_needed(count or 0, people, share or 0.0, bounds[1], minimum)
    if not count:
        return (Block.ABSENT if count == 0 else Block.HIDDEN), needed, None
    if needed:
        return Block.HEAVY, needed, factor
    if count < LEAST_FOR_FIGURES:
        return Block.THIN, LEAST_FOR_FIGURES - count, factor
    return Block.LIGHT if _is_light(factor, bounds) else Block.NONE, 0, factor


def _factor(count: int | None, people: int, share: float | None) -> float | None:
    return share * people / count if share is not None and people and count else None


def _is_light(factor: float | None, bounds: tuple[float, float]) -> bool:
    return factor is not None and factor < bounds[0]


def list_calls(
    units: Sequence[UnitLine],
    groups: Iterable[tuple[str, Sequence[LevelLine]]],
    *,
    has_any: bool,
) -> tuple[Call, ...]:
    """The calls that help the most, at most MOST_CALLS, the greatest gain first.

    Groups come in once there are tables at all (`has_any`): before, every level is absent, and
    what helps is any sheet.
    """
    calls = [*_unit_calls(units)]
    if has_any:
        for label, levels in groups:
            calls += _level_calls(label, levels)
    return tuple(sorted(calls, key=lambda call: (-call.gain, call.group, call.name))[:MOST_CALLS])


def _unit_calls(units: Sequence[UnitLine]) -> Iterator[Call]:
    """A commune's gain: its part of all targets, times how much of its target is missing."""
    whole = sum(unit.target or 0 for unit in units) or 1
    for unit in units:
        if unit.target and unit.missing:
            yield Call(
                group="",
                name=unit.name,
                block=unit.state,
                count=unit.accepted,
                target=unit.target,
                needed=unit.missing,
                factor=None,
                gain=unit.missing / whole * (1.5 if unit.state in STARTING else 1.0),
            )


STARTING: Final = (UnitState.EMPTY, UnitState.NO_COLLECTOR)


def _level_calls(label: str, levels: Sequence[LevelLine]) -> Iterator[Call]:
    """A level's gain: its share of the population where it blocks the weights, less where thin."""
    for level in levels:
        if level.needed and level.block is not Block.FULL:
            weight = 1.0 if level.block in BLOCKING else 0.25
            share = level.target_share or 1 / max(len(levels), 1)
            yield Call(
                group=label,
                name=level.text,
                block=level.block,
                count=level.count,
                target=level.target,
                needed=level.needed,
                factor=level.factor,
                gain=share * weight + (1.0 if level.block is Block.ABSENT else 0.0),
            )
