"""The shape of an answer of `ydan-analysis/1`: plain JSON-ready dictionaries, typed.

`run` returns an `Answer`. Keys that not every statistic has are marked; callers may find more keys
than these, never other names for them. No value is ever NaN: what is not defined is None.
"""

from typing import NotRequired, TypedDict

Number = float | None


class Cell(TypedDict):
    """One estimate: of one variable or category, in one domain.

    `n` is the unweighted base, `n_effective` Kish's (Σw)²/Σw² over its rows. `flags` may hold
    `few` (30 ≤ n < 100), `too_few` (n or effective n under 30), `empty` (nobody in the domain) and
    `one_respondent` (no standard error). A suppressed cell has None in every number.
    """

    by: dict[str, str]
    variable: str | None
    category: str | None
    estimate: Number
    se: Number
    low: Number
    high: Number
    df: Number
    n: int | None
    n_effective: Number
    deff: Number
    flags: list[str]
    suppressed: bool
    count: NotRequired[int | None]
    row: NotRequired[str]
    column: NotRequired[str]
    row_share: NotRequired[Number]
    row_share_se: NotRequired[Number]
    column_share: NotRequired[Number]
    column_share_se: NotRequired[Number]
    row_low: NotRequired[Number]
    row_high: NotRequired[Number]
    column_low: NotRequired[Number]
    column_high: NotRequired[Number]
    numerator: NotRequired[str]
    denominator: NotRequired[str]
    prob: NotRequired[float]
    variables: NotRequired[list[str]]
    categories: NotRequired[list[str]]
    group: NotRequired[str]
    level: NotRequired[str]
    against: NotRequired[str]
    level_n: NotRequired[int | None]
    against_n: NotRequired[int | None]
    level_count: NotRequired[int | None]
    against_count: NotRequired[int | None]
    p: NotRequired[Number]
    p_adjusted: NotRequired[Number]
    counts: NotRequired[dict[str, int] | None]
    shares: NotRequired[dict[str, float] | None]
    letter: NotRequired[str]
    letters: NotRequired[str | None]


class TestResult(TypedDict):
    """One test of a table: statistic, degrees of freedom (`ddf` None for χ²), p value."""

    statistic: Number
    ndf: Number
    ddf: Number
    p: Number


class EstimateAnswer(TypedDict):
    """The cells (and tests) of one estimate of the plan."""

    id: str
    statistic: str
    cells: list[Cell]
    tests: NotRequired[dict[str, TestResult]]
    tests_by: NotRequired[list[dict[str, object]]]


class Margin(TypedDict):
    """What one category of a weighting target was to weigh, and weighs before and after.

    `count` is the unweighted number of rows of the category.
    """

    variable: str
    category: str
    target: float
    count: int | None
    before: Number
    achieved: Number


class KnownTotal(TypedDict):
    """The population total of a number column (or the population's size), before and after."""

    variable: str
    target: float
    before: float
    achieved: float


class Weights(TypedDict):
    """How the weights came out: count of rows, sum, range, Kish's deff and the margins.

    `residuals` names those of each calibration step: `design` or `unit` (docs/methods); `totals`
    are of number columns and of the population, where a calibration was given them.
    """

    n: int
    sum: Number
    min: Number
    max: Number
    kish_deff: Number
    n_effective: Number
    margins: list[Margin]
    n_positive: int
    residuals: NotRequired[list[str]]
    totals: NotRequired[list[KnownTotal]]
    missing: list[dict[str, object]]


class Answer(TypedDict):
    """The whole answer to a plan."""

    format: str
    estimates: list[EstimateAnswer]
    weights: Weights
    errors: list[str]
