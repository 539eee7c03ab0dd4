"""Groups: each has a source, each tag has a group, each table names two groups."""

from collections import defaultdict
from collections.abc import Iterator

from questionnaires.model import AnyItem, Choice, Questionnaire
from questionnaires.problem import Problem, make_problem


def check_groups(questionnaire: Questionnaire) -> list[Problem]:
    """Find tags without a group, groups that only a collector can feed, tables of no groups."""
    return [*_sources(questionnaire), *_tables(questionnaire)]


def tagged_items(questionnaire: Questionnaire, group: str) -> list[AnyItem]:
    """List the items that feed a group."""
    return [item for item in questionnaire.items if getattr(item, "tag", None) == group]


def group_choices(questionnaire: Questionnaire, group: str) -> tuple[Choice, ...]:
    """Give the choices of the item that feeds a group; () if there is none, or none known yet."""
    items = tagged_items(questionnaire, group)
    return questionnaire.choices_of(items[0]) if items else ()


def unknown_group(questionnaire: Questionnaire, where: str, group: str) -> list[Problem]:
    """Find out whether there is such a group."""
    names = [one.id for one in questionnaire.groups]
    if group in names:
        return []
    return [make_problem("unknown_group", where, group=group, names=", ".join(names) or "—")]


def _sources(questionnaire: Questionnaire) -> Iterator[Problem]:
    tagged: dict[str, list[str]] = defaultdict(list)
    for item in questionnaire.items:
        tag = getattr(item, "tag", None)
        if tag is not None:
            tagged[tag].append(item.id)
            yield from unknown_group(questionnaire, f"items.{item.id}.tag", tag)
    for group in questionnaire.groups:
        sources = tagged.get(group.id, [])
        if not sources:
            yield make_problem("group_from_collector", f"groups.{group.id}", group=group.id)
        if len(sources) > 1:
            items = ", ".join(sources)
            yield make_problem("tag_twice", f"items.{sources[1]}.tag", group=group.id, items=items)


def _tables(questionnaire: Questionnaire) -> Iterator[Problem]:
    for number, pair in enumerate(questionnaire.tables.pairs):
        where = f"tables.pairs.{number}"
        if pair[0] == pair[1]:
            yield make_problem("same_pair", where, group=pair[0])
        for group in dict.fromkeys(pair):
            yield from unknown_group(questionnaire, where, group)
