"""Sheets issued, returned and valid: the sentence and the tables."""

from analysis.briefing.facts import BriefingFacts, FieldworkFacts, SampleType, UnitFacts
from analysis.briefing.outline import Block, Paragraph, Table
from analysis.rounding import write_count, write_trimmed
from analysis.wording import has, say


def write_rate(part: int, whole: int) -> str:
    """A rate with up to three decimals, none that are zero: 94,125 % of 800."""
    return f"{write_trimmed(part / whole * 100)}\u00a0%"


def say_fieldwork(fieldwork: FieldworkFacts) -> str:
    """`Số phiếu phát ra 800, thu về 753, đạt 94,125 %; trong đó có 753 phiếu hợp lệ, đạt 100 %.`"""
    valid = write_count(fieldwork.valid)
    returned = fieldwork.returned
    if returned is None:
        return say("fieldwork.valid_only", valid=valid)
    if fieldwork.issued:
        first = say(
            "fieldwork.issued_returned", issued=write_count(fieldwork.issued),
            returned=write_count(returned), rate=write_rate(returned, fieldwork.issued),
        )  # fmt: skip
    else:
        first = say("fieldwork.returned", returned=write_count(returned))
    if returned == 0:
        return first + "."
    return first + say("fieldwork.valid", valid=valid, rate=write_rate(fieldwork.valid, returned))


def has_response_rate(facts: BriefingFacts) -> bool:
    """Whether the number of people asked is known."""
    return bool(facts.fieldwork.issued)


def present_fieldwork(facts: BriefingFacts) -> tuple[Block, ...]:
    """Sentence, table of rates, and what valid means."""
    blocks: list[Block] = [Paragraph(say_fieldwork(facts.fieldwork), "lead")]
    if not has_response_rate(facts) and facts.method.sample_type is SampleType.OPEN:
        blocks.append(Paragraph(say("fieldwork.open_note")))
    blocks.append(make_table(facts.fieldwork))
    return tuple(blocks)


def make_table(fieldwork: FieldworkFacts) -> Table:
    """Issued, returned, valid with their rates; rows that are not known are left out."""
    issued, returned, valid = fieldwork.issued, fieldwork.returned, fieldwork.valid
    rows = []
    if issued:
        rows.append((say("fieldwork.row_issued"), write_count(issued), ""))
    if returned is not None:
        rate = say("fieldwork.of_issued", rate=write_rate(returned, issued)) if issued else ""
        rows.append((say("fieldwork.row_returned"), write_count(returned), rate))
    rate = say("fieldwork.of_returned", rate=write_rate(valid, returned)) if returned else ""
    rows.append((say("fieldwork.row_valid"), write_count(valid), rate))
    columns = (say("fieldwork.step"), say("fieldwork.number"), say("fieldwork.rate"))
    notes = (say("fieldwork.valid_means"),)
    return Table(say("fieldwork.caption"), columns, tuple(rows), notes)


def make_unit_table(fieldwork: FieldworkFacts) -> Table | None:
    """Counts by administrative unit; None where the survey has at most one."""
    if len(fieldwork.units) < 2:
        return None
    columns = (
        say("fieldwork.unit"),
        say("fieldwork.row_issued"),
        say("fieldwork.row_returned"),
        say("fieldwork.row_valid"),
    )
    rows = [(unit.name, *_counts(unit)) for unit in fieldwork.units]
    total = UnitFacts("", fieldwork.issued, fieldwork.returned, fieldwork.valid)
    rows.append((say("fieldwork.all_units"), *_counts(total)))
    return Table(say("fieldwork.unit_caption"), columns, tuple(rows))


def _counts(unit: UnitFacts) -> tuple[str, ...]:
    if unit.suppressed:
        return (say("cell.hidden"),) * 3
    numbers = (unit.issued, unit.returned, unit.valid)
    return tuple("–" if number is None else write_count(number) for number in numbers)


def make_mode_table(fieldwork: FieldworkFacts) -> Table | None:
    """Counts by response mode; None where there is at most one."""
    if len(fieldwork.modes) < 2:
        return None
    rows = tuple(
        (name_mode(code), say("cell.hidden") if count is None else write_count(count))
        for code, count in fieldwork.modes
    )
    columns = (say("fieldwork.mode"), say("fieldwork.number"))
    return Table(say("fieldwork.mode_caption"), columns, rows)


def name_mode(code: str) -> str:
    """A response mode in words."""
    return say(f"mode.{code}") if has(f"mode.{code}") else code
