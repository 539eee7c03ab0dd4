"""Who answered, before and after weighting, against the people they stand for."""

from analysis.briefing.facts import MarginFacts, MarginRow, WeightFacts
from analysis.briefing.fieldwork import make_mode_table, make_unit_table
from analysis.briefing.frame import MOST_HIDDEN, Frame, lower_first
from analysis.briefing.outline import Block, Paragraph, Section, Table
from analysis.rounding import write_count, write_number, write_share
from analysis.wording import has, say

FAR = 0.05  # a difference of five points is worth a sentence


def present_respondents(frame: Frame) -> Section:
    """Counts by unit and mode, then a table for each margin and the report on weights."""
    facts = frame.facts
    blocks: list[Block] = []
    for table in (make_mode_table(facts.fieldwork), make_unit_table(facts.fieldwork)):
        blocks.extend((table,) if table else ())
    weights = facts.weights
    if facts.margins:
        blocks.append(
            Paragraph(say("respondents.intro" if weights else "respondents.intro_unweighted"))
        )
        blocks.extend(Paragraph(text) for text in say_furthest(facts.margins))
        blocks.extend(
            make_table(margin, is_weighted=weights is not None)
            for margin in facts.margins
            if margin.rows
        )
    else:
        blocks.append(Paragraph(say("respondents.none")))
    if weights is not None:
        blocks.append(Paragraph(say_weights(weights)))
    return Section("respondents", say("section.respondents"), tuple(blocks))


def make_table(margin: MarginFacts, *, is_weighted: bool) -> Table:
    """Levels of one margin: people, share before, target, share after."""
    has_target = any(row.target is not None for row in margin.rows)
    is_weighted = is_weighted and any(row.after is not None for row in margin.rows)
    shown, left_out = _split_rows(margin)
    columns = [say("respondents.level"), say("respondents.people"), say("respondents.before")]
    columns += [say("respondents.target")] * has_target + [say("respondents.after")] * is_weighted
    rows = []
    for row in shown:
        texts = [_people(row), _share(row, row.before)]
        texts += [_share(row, row.target, is_known=True)] * has_target
        texts += [_share(row, row.after)] * is_weighted
        rows.append((row.text, *texts))
    caption = say("respondents.caption", group=lower_first(margin.label))
    notes = _notes(margin, has_target=has_target)
    if left_out:
        notes += (say("groups.left_out", count=left_out),)
    return Table(caption, tuple(columns), tuple(rows), notes)


def _split_rows(margin: MarginFacts) -> tuple[tuple[MarginRow, ...], int]:
    """The rows to print, and how many hidden or empty ones are only counted."""
    shown = tuple(row for row in margin.rows if row.target is not None or row.n)
    left_out = len(margin.rows) - len(shown)
    return (shown, left_out) if left_out > MOST_HIDDEN else (margin.rows, 0)


def _people(row: MarginRow) -> str:
    if row.suppressed:
        return say("cell.hidden")
    return "–" if row.n is None else write_count(row.n)


def _share(row: MarginRow, share: float | None, *, is_known: bool = False) -> str:
    """A share with one decimal; a target is public and shown even where the people are hidden."""
    if row.suppressed and not is_known:
        return say("cell.hidden")
    return "–" if share is None else write_share(share, 1)


def _notes(margin: MarginFacts, *, has_target: bool) -> tuple[str, ...]:
    notes = []
    if has_target and (margin.universe or margin.source):
        notes.append(
            say(
                "respondents.source",
                universe=margin.universe,
                year=say("respondents.year", year=margin.year) if margin.year else "",
                source=say("respondents.source_part", source=margin.source)
                if margin.source
                else "",
            )
        )
    if margin.missing_share:
        notes.append(say("respondents.missing", share=write_share(margin.missing_share, 1)))
    return tuple(notes)


def say_furthest(margins: tuple[MarginFacts, ...]) -> tuple[str, ...]:
    """The level that was furthest from its target before weighting, if by five points or more."""
    found = [
        (row.before, row.target, margin, row)
        for margin in margins
        for row in margin.rows
        if row.before is not None and row.target is not None and not row.suppressed
    ]
    if not found:
        return ()
    before, target, margin, row = max(found, key=lambda entry: abs(entry[0] - entry[1]))
    if abs(before - target) < FAR:
        return ()
    return (
        say(
            "respondents.far", group=lower_first(margin.label), level=row.text,
            before=write_share(before, 1), target=write_share(target, 1),
        ),
    )  # fmt: skip


def say_weights(weights: WeightFacts) -> str:
    """Method, groups, range, Kish's deff and what the sample is worth."""
    known = weights.smallest is not None and weights.largest is not None
    values = {
        "method": name_method(weights.method),
        "groups": ", ".join(lower_first(group) for group in weights.groups),
        "deff": write_number(weights.kish_deff, 2),
        "n": write_count(weights.n),
        "n_effective": write_count(weights.n_effective),
    }
    if not known:
        return say("respondents.weights_short", **values)
    return say(
        "respondents.weights",
        smallest=write_number(weights.smallest or 0.0, 2),
        largest=write_number(weights.largest or 0.0, 2),
        **values,
    )


def name_method(method: str) -> str:
    """A weighting method in words."""
    return say(f"weight_method.{method}") if has(f"weight_method.{method}") else method
