"""What an officer can choose from when making collectors."""

from dataclasses import dataclass

from questionnaires.model import Questionnaire
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collecting.make_collector import unit_groups
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.places import Places, load_places
from survey_app.services.staff import Scope
from survey_app.store.unit_rows import read_provinces

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TagChoice:
    """A group that a collector may set: its codes, none where any text of the officer's will do."""

    group: str
    label: str
    codes: Pairs


@dataclass(frozen=True, slots=True)
class Choices:
    """Provinces and, of the one chosen, communes; both as (code, name), within the grant.

    `has_everything`: the grant covers the installation, so a collector may stand for no unit and
    the whole country can be done at once. `is_whole`: it covers all of the province chosen.
    """

    provinces: Pairs
    province: str
    units: Pairs
    communes: int
    has_everything: bool
    is_whole: bool
    tags: tuple[TagChoice, ...]
    is_closed: bool


def read_choices(context: Context, survey_id: int, province: str = "") -> Choices:
    """The choices with the units of one province; the first one, unless another is named.

    Raises Refusal `unknown_survey`.
    """
    today = context.clock().astimezone(VIETNAM).date()
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        questionnaire = get_questionnaire(session, survey.version_hash)
        scope = context.scope
        parents = read_provinces(session, today)
        mine = [code for code, units in parents.items() if _reaches(scope, code, units)]
        chosen = province if province in mine else (mine[0] if len(mine) == 1 else "")
        units = _units(scope, chosen, parents.get(chosen, []))
        places = load_places(session, [*mine, *units], today)
    return Choices(
        provinces=_named(mine, places),
        province=chosen,
        units=_named(units, places),
        communes=sum(1 for code in units if code != chosen),
        has_everything=scope is None or scope.units is None,
        is_whole=bool(chosen) and (scope is None or scope.holds(chosen)),
        tags=_tags(questionnaire),
        is_closed=survey.state == "closed",
    )


def _reaches(scope: Scope | None, province: str, communes: list[str]) -> bool:
    return scope is None or any(scope.holds(code) for code in (province, *communes))


def _units(scope: Scope | None, province: str, communes: list[str]) -> list[str]:
    all_units = [province, *communes] if province else []
    return [code for code in all_units if scope is None or scope.holds(code)]


def _named(codes: list[str], places: Places) -> Pairs:
    return tuple((code, places.of(code).name) for code in codes)


def _tags(questionnaire: Questionnaire) -> tuple[TagChoice, ...]:
    """The groups that the place does not decide."""
    by_place = unit_groups(questionnaire)
    found = []
    for group in questionnaire.groups:
        if group.id in by_place:
            continue
        codes = {
            choice.code: choice.text
            for item in questionnaire.items
            if getattr(item, "tag", None) == group.id
            for choice in questionnaire.choices_of(item)
        }
        found.append(TagChoice(group.id, group.label, tuple(codes.items())))
    return tuple(found)
