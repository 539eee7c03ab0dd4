"""What is shown at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from questionnaires.engine.blueprint import Blueprint, behaviour_of, blueprint_of
from questionnaires.engine.path import Path, walk
from questionnaires.engine.pipe import piped_items
from questionnaires.engine.step import Step, texts_of
from questionnaires.expression import Tree, Value, bind, evaluate, names
from questionnaires.model import Questionnaire

Segment: TypeAlias = tuple[str, bool, tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Screen:
    """Items shown together; `conditions` say when the phone shows those that depend on others here.

    The phone walks `conditions` in the order of `item_ids`; the answer of a hidden item is unknown.
    """

    page_id: str
    item_ids: tuple[str, ...]
    first_of_page: bool
    conditions: Mapping[str, Tree] = field(default_factory=dict)


def screens(
    questionnaire: Questionnaire, answers: Mapping[str, Value], *, live: bool
) -> tuple[Screen, ...]:
    """List the screens on the path that follows from the answers so far.

    `live=False`: only items known to be asked; a page is parted before an item that depends on one
    above it. `live=True`: such items stay on the screen with their conditions, in which answers of
    earlier screens are already put in; a page is parted only where the phone cannot follow: before
    a text that repeats an answer given above it, or a condition on a calculation from one.
    """
    blueprint = blueprint_of(questionnaire)
    path = walk(blueprint, answers)
    segments = _segments(questionnaire, blueprint, live=live)
    made: list[Screen] = []
    for page_id, steps in segments:
        shown, conditions = _live_items(steps, path) if live else (_items(steps, path), {})
        if shown:
            first = not made or made[-1].page_id != page_id
            made.append(Screen(page_id, shown, first, conditions))
    return tuple(made)


def _items(steps: Iterable[Step], path: Path) -> tuple[str, ...]:
    on_path = {step.id for step in path.steps}
    return tuple(step.id for step in steps if step.id in on_path and behaviour_of(step).is_shown)


def _live_items(steps: tuple[Step, ...], path: Path) -> tuple[tuple[str, ...], dict[str, Tree]]:
    asked = [step for step in steps if step.calculation is None]
    here = {name for step in asked for name in step.answer_names}
    shown: list[str] = []
    open_names: set[str] = set()
    conditions: dict[str, Tree] = {}

    def earlier(name: str) -> Value | None:
        return None if name in here else path.values.get(name)

    for step in steps:
        if not behaviour_of(step).is_shown:
            continue
        if step.show_if is not None and evaluate(step.show_if, earlier) is not True:
            if evaluate(step.show_if, earlier) is False or not names(step.show_if) & open_names:
                continue
            conditions[step.id] = bind(step.show_if, earlier, open_names)
        shown.append(step.id)
        open_names.update(step.answer_names)
    return tuple(shown), conditions


def _segments(
    questionnaire: Questionnaire, blueprint: Blueprint, *, live: bool
) -> list[tuple[str, tuple[Step, ...]]]:
    """Part the pages; this depends on the questionnaire alone, so it is worked out once."""
    key = f"segments live={live}"
    made = questionnaire.memory.get(key)
    if made is None:
        must_part = _parter(blueprint, live=live)
        made = questionnaire.memory[key] = [
            (page.id, part)
            for page in questionnaire.pages
            for part in _part([blueprint.by_id[item.id] for item in page.items], must_part)
        ]
    return cast("list[tuple[str, tuple[Step, ...]]]", made)


def _part(
    steps: Iterable[Step], must_part: Callable[[Step, set[str]], bool]
) -> Iterator[tuple[Step, ...]]:
    current: list[Step] = []
    for step in steps:
        if must_part(step, {other.id for other in current if other.calculation is None}):
            yield tuple(current)
            current = []
        current.append(step)
    yield tuple(current)


def _parter(blueprint: Blueprint, *, live: bool) -> Callable[[Step, set[str]], bool]:
    def must_part(step: Step, above: set[str]) -> bool:
        if not behaviour_of(step).is_shown:
            return False
        needed = set().union(*(piped_items(text) for text in texts_of(step)))
        direct = _items_in(step.show_if)
        for item_id in direct:
            other = blueprint.by_id.get(item_id)
            if not live or (other is not None and other.calculation is not None):
                needed.add(item_id)
        return bool(_with_sources(needed, blueprint) & above)

    return must_part


def _items_in(tree: Tree | None) -> set[str]:
    return {name.partition(".")[0] for name in names(tree)} if tree is not None else set()


def _with_sources(item_ids: set[str], blueprint: Blueprint) -> set[str]:
    """Add the items that the calculations among these are worked out from."""
    found: set[str] = set()
    waiting = list(item_ids)
    while waiting:
        item_id = waiting.pop()
        step = blueprint.by_id.get(item_id)
        if item_id in found or step is None:
            continue
        found.add(item_id)
        if step.calculation is not None:
            waiting += _items_in(step.calculation) | _items_in(step.show_if)
    return found
