"""One cell of the analysis answer (`ydan-analysis/1`), read once into a frozen value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with its uncertainty and base, exactly as the analysis answered it.

    `estimate`, `low` and `high` are shares (0 to 1) for proportions, values for means; all numbers
    are None where the analysis could not or may not show them. `n` counts people (unweighted
    base), `count` the people of this category, `by` maps the group columns to their codes.
    """

    variable: str
    category: str | None
    estimate: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    df: float | None = None
    n: int | None = None
    n_effective: float | None = None
    deff: float | None = None
    count: int | None = None
    flags: tuple[str, ...] = ()
    suppressed: bool = False
    by: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_shown(self) -> bool:
        """Whether the cell holds a number that may be printed (not hidden, base large enough)."""
        return not self.suppressed and not self.is_too_few and self.estimate is not None

    @property
    def has_interval(self) -> bool:
        """Whether both bounds of the interval are known and may be printed."""
        return self.is_shown and self.low is not None and self.high is not None

    @property
    def is_few(self) -> bool:
        """Whether the base is thin (n 30 to 99): the number is shown, with a mark."""
        return "few" in self.flags

    @property
    def is_too_few(self) -> bool:
        """Whether the base cannot support the number (n or effective n under 30)."""
        return "too_few" in self.flags


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _count(value: object) -> int | None:
    return round(value) if isinstance(value, int | float) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, Iterable) else ()


def _groups(value: object) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {str(column): str(code) for column, code in value.items()}


def read_cell(document: Mapping[str, object], *, variable: str = "") -> Cell:
    """One element of an estimate's `cells`; `variable` names it where the element does not.

    Keys that are absent become None, extra keys are ignored (DESIGN §8 allows them).
    """
    category = document.get("category")
    return Cell(
        variable=str(document.get("variable") or variable),
        category=None if category is None else str(category),
        estimate=_number(document.get("estimate")),
        se=_number(document.get("se")),
        low=_number(document.get("low")),
        high=_number(document.get("high")),
        df=_number(document.get("df")),
        n=_count(document.get("n")),
        n_effective=_number(document.get("n_effective")),
        deff=_number(document.get("deff")),
        count=_count(document.get("count")),
        flags=_texts(document.get("flags")),
        suppressed=bool(document.get("suppressed")),
        by=_groups(document.get("by")),
    )


def read_cells(estimate: Mapping[str, object], *, variable: str = "") -> tuple[Cell, ...]:
    """All cells of one element of the answer's `estimates`, in the answer's order."""
    cells = estimate.get("cells")
    if not isinstance(cells, Iterable):
        return ()
    return tuple(read_cell(cell, variable=variable) for cell in cells if isinstance(cell, Mapping))
