"""What a briefing needs to know, filled by a service from a questionnaire and the analysis answer.

Shares are 0 to 1, counts are people, texts are plain text in the briefing's language. A text that
is empty and a number that is None mean "not known": the briefing leaves that sentence out, or says
that it is unknown where a reader must know.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from analysis.charts.cell import Cell


class SampleType(StrEnum):
    """How people came into the sample (the questionnaire's `sample.type`)."""

    PROBABILITY = "probability"
    INVITED = "invited"
    OPEN = "open"


class Measure(StrEnum):
    """What an indicator measures."""

    TOP_BOX = "top_box"
    MEAN_TOP_BOX = "mean_top_box"


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """One choice of an item, one level of a group, one code of a mode: a code and its text.

    `missing` (don't know, refused) stands outside the base.
    """

    code: str
    text: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One statement of a grid; `variable` is its column in the answer (`q4.thai_do`)."""

    variable: str
    text: str


@dataclass(frozen=True, slots=True)
class TestFacts:
    """One test of one variable against one group, as the answer's `tests` give it."""

    __test__: ClassVar[bool] = False  # pytest would take the name for a class of tests

    variable: str
    name: str
    p: float | None
    statistic: float | None = None


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """The cells of one item within the levels of one group.

    `column` is the key in each cell's `by` (`group.gioi`), `levels` the codes in the order to
    print, `cells` those of an estimate with `by: [column]`, `tests` those of the crosstabs of the
    item with the group (one per variable; none: no difference is named).
    """

    column: str
    label: str
    levels: tuple[ChoiceFacts, ...]
    cells: tuple[Cell, ...]
    tests: tuple[TestFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendFacts:
    """The cells of one item by period: `by: [column]` with ISO dates (of the survey's grain)."""

    column: str
    grain: str  # day | week | month
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item and its results.

    `type` is the questionnaire's item type. `cells` are taken as they stand from the answer:
    single and scale: a cell per category of variable `id`; grid: the same for each row's variable;
    multiple: a cell per variable `id.code`, category None; integer and decimal: one mean; ranking:
    a mean rank per variable `id.code`. `top_box` lists the codes that count as agreement, `top`
    the cell of their joint share (one per grid row), if the analysis gave it. `asked_of` says in
    words who was asked when not everybody was. `not_given` is the number of people asked who gave
    a `missing` code or no answer (None: unknown).
    """

    id: str
    text: str
    type: str
    cells: tuple[Cell, ...]
    choices: tuple[ChoiceFacts, ...] = ()
    rows: tuple[RowFacts, ...] = ()
    hint: str = ""
    asked_of: str = ""
    not_given: int | None = None
    top_box: tuple[str, ...] = ()
    top: tuple[Cell, ...] = ()
    groups: tuple[GroupFacts, ...] = ()
    trend: TrendFacts | None = None
    headline: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """An indicator against its threshold (share 0 to 1).

    `cell` is the measured share with its interval; None where the analysis gave none (the
    briefing then takes the joint share of the item's top box, Wilson on the effective n).
    """

    id: str
    text: str
    item_id: str
    threshold: float
    measure: Measure = Measure.TOP_BOX
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class MarginRow:
    """One level of a weighting margin: people counted, shares before, wanted and after.

    All shares are of those whose class on this margin is known; `target` is of the population.
    """

    code: str
    text: str
    n: int | None
    before: float | None
    target: float | None
    after: float | None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class MarginFacts:
    """Who answered, against whom they stand for.

    `missing_share` is the share of people without an answer on this margin (their own class, kept
    as observed by the weighting). A group without a target has rows whose `target` and `after`
    are None.
    """

    label: str
    rows: tuple[MarginRow, ...]
    universe: str = ""
    year: int | None = None
    source: str = ""
    missing_share: float | None = None


@dataclass(frozen=True, slots=True)
class WeightFacts:
    """The answer's `weights` and how they were made; `method` is rake | poststratify."""

    method: str
    groups: tuple[str, ...]
    n: int
    n_effective: float
    kish_deff: float
    smallest: float | None = None
    largest: float | None = None
    trim: tuple[float, float] | None = None
    residuals: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One administrative unit that took part; None where unknown or hidden."""

    name: str
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class FieldworkFacts:
    """Sheets issued, returned and valid (people), and the days between which they came.

    `valid` is what the numbers rest on. `modes` pairs a response mode (qr, invited, interviewer,
    paper) with its count of people, None where hidden.
    """

    valid: int
    issued: int | None = None
    returned: int | None = None
    started: date | None = None
    ended: date | None = None
    modes: tuple[tuple[str, int | None], ...] = ()
    languages: tuple[str, ...] = ("vi",)
    units: tuple[UnitFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """The state shown: tables as of a day, moving in steps of `step` new people.

    `accepted` is the count of people accepted by now (it may exceed the number analysed).
    """

    as_of: date
    step: int
    accepted: int | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """What a reader must know of how the numbers came about (AAPOR's disclosure items)."""

    sample_type: SampleType
    population: str = ""
    purpose: str = ""
    sponsor: str = ""
    recruitment: str = ""
    contact: str = ""
    level: float = 0.95
    minimum_base: int = 10
    privacy_mode: str = "confidential"
    processing: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """One open comment that a reviewer has cleared for printing."""

    text: str
    item_text: str = ""


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """One topic that reviewers coded comments with; the cell is its share of those who wrote."""

    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class BriefingFacts:
    """Everything a briefing says. `kind` quiz: participants only, no interval is printed.

    `decimals` of percentages; `rounding` largest_remainder | plain. `comments` None leaves the
    comments section out; a tuple (even empty) holds reviewed comments only. `topics` are printed
    beside them. `meeting_day` and `meeting_place` say what the briefing was made for.
    """

    title: str
    conductor: str
    fieldwork: FieldworkFacts
    release: ReleaseFacts
    method: MethodFacts
    items: tuple[ItemFacts, ...] = ()
    margins: tuple[MarginFacts, ...] = ()
    weights: WeightFacts | None = None
    indicators: tuple[IndicatorFacts, ...] = ()
    comments: tuple[CommentFacts, ...] | None = None
    topics: tuple[TopicFacts, ...] = ()
    agency_parent: str = ""
    place: str = ""
    meeting_day: date | None = None
    meeting_place: str = ""
    demonstration: bool = False
    kind: str = "survey"
    decimals: int = 2
    rounding: str = "largest_remainder"
    language: str = field(default="vi")
