"""Two surveys that ask the same questions: what changed between them, and whether it holds.

Every difference is worked out from figures that both surveys show, so it tells no more than they.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.estimate.apart import Apart, adjust, difference_apart
from analysis.rounding import round_half_up
from questionnaires.model import Question
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.refusal import Refusal
from survey_app.services.results.shown import Shown, shown_results
from survey_app.services.results.tables import ShownCell, ShownItem, ShownResults, ShownTable
from survey_app.services.surveys.wave_series import waves_of
from survey_app.store.survey_queries import list_surveys

SIGNIFICANT = 0.05
MOST_OFFERED = 60


@dataclass(frozen=True)
class OtherSurvey:
    """A survey to compare with; `is_wave`: of the same series."""

    survey_id: int
    title: str
    is_wave: bool


@dataclass(frozen=True)
class Change:
    """One answer in both surveys; `difference`, `low`, `high` are None unless both show it.

    `is_top`: the best answers together (`answer` is then empty). `p` is adjusted (Holm) over all
    changes of the comparison.
    """

    answer: str
    now: ShownCell
    before: ShownCell
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    is_top: bool = False

    @property
    def verdict(self) -> str:
        """`up`, `down`, `same` (it could be chance) or `unknown`."""
        if self.difference is None or self.p is None:
            return "unknown"
        if self.p >= SIGNIFICANT:
            return "same"
        return "up" if self.difference > 0 else "down"


@dataclass(frozen=True)
class ComparedTable:
    """One variable that both surveys followed."""

    item: ShownItem
    title: str
    is_share: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """A survey beside another; `other` is None until one is chosen."""

    shown: Shown
    other: Shown | None
    offered: tuple[OtherSurvey, ...]
    tables: tuple[ComparedTable, ...]


def compare_waves(context: Context, survey_id: int, other_id: int | None) -> Comparison:
    """Compare the totals of two surveys in the questions that both follow (`trend`).

    Raises Refusal `unknown_survey` for one that the reader cannot see.
    """
    shown = shown_results(context, survey_id)
    offered = list_comparable(context, survey_id)
    if other_id is None:
        return Comparison(shown, None, offered, ())
    if other_id == survey_id:
        raise Refusal("same_survey")
    other = shown_results(context, other_id)
    found: list[ComparedTable] = []
    if shown.results is not None and other.results is not None:
        found = list(_tables(shown.results, other.results))
    return Comparison(shown, other, offered, _adjusted(found))


def list_comparable(context: Context, survey_id: int) -> tuple[OtherSurvey, ...]:
    """The other waves of the series first, then other surveys that follow a question of this."""
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        waves = {wave.survey_id for wave in waves_of(session, survey)}
        followed = _followed(get_questionnaire(session, survey.version_hash).items)
        others = [row for row in reversed(list_surveys(session)) if row.id != survey_id]
        near = [row for row in others if row.id in waves]
        far = [row for row in others if row.id not in waves][:MOST_OFFERED] if followed else []
        return tuple(
            OtherSurvey(row.id, row.title, is_wave=row.id in waves)
            for row in (*near, *far)
            if row.id in waves
            or followed & _followed(get_questionnaire(session, row.version_hash).items)
        )


def _followed(items: object) -> set[tuple[str, str]]:
    """The followed questions by id and type."""
    found: set[tuple[str, str]] = set()
    for item in items if isinstance(items, tuple) else ():
        if isinstance(item, Question) and item.trend:
            found.add((item.id, type(item).__name__))
    return found


def _tables(now: ShownResults, before: ShownResults) -> Iterator[ComparedTable]:
    for item in now.items:
        same = before.item(item.id)
        if not item.is_trend or same is None or not same.is_trend or same.type != item.type:
            continue
        for variable in item.variables:
            one, two = now.table(variable.code), before.table(variable.code)
            if one is not None and two is not None:
                tops = now.table(f"top.{variable.code}"), before.table(f"top.{variable.code}")
                yield _table(item, variable.text, (one, two), tops)


Pair = tuple[ShownTable, ShownTable]
MaybePair = tuple[ShownTable | None, ShownTable | None]


def _table(item: ShownItem, title: str, pair: Pair, tops: MaybePair) -> ComparedTable:
    """The answers that both surveys offer, and the best ones together where both have them."""
    one, two = pair
    texts = {label.code: label.text for label in item.answers}
    changes = [
        _change(texts.get(cell.answer, ""), cell, other, is_share=one.is_share)
        for cell in one.row()
        if (other := two.places.get(((), cell.answer))) is not None
    ]
    if len(item.top_answers) > 1 and tops[0] is not None and tops[1] is not None:
        best = _change("", tops[0].cells[0], tops[1].cells[0], is_share=True)
        changes.append(replace(best, is_top=True))
    return ComparedTable(item, title, one.is_share, tuple(changes))


def _change(text: str, now: ShownCell, before: ShownCell, *, is_share: bool) -> Change:
    found = _apart(now, before)
    if found is None:
        return Change(text, now, before)
    near, bound = (4, 3) if is_share else (2, 2)
    return Change(
        text,
        now,
        before,
        difference=round_half_up(found.value, near),
        low=round_half_up(found.low, bound),
        high=round_half_up(found.high, bound),
        p=found.p,
    )


def _apart(now: ShownCell, before: ShownCell) -> Apart | None:
    if now.weighted is None or before.weighted is None or now.se is None or before.se is None:
        return None
    return difference_apart((now.weighted, now.se, now.df), (before.weighted, before.se, before.df))


def _adjusted(tables: list[ComparedTable]) -> tuple[ComparedTable, ...]:
    p_values = iter(adjust([change.p for table in tables for change in table.changes]))
    return tuple(
        replace(
            table,
            changes=tuple(replace(change, p=next(p_values)) for change in table.changes),
        )
        for table in tables
    )
