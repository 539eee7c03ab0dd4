"""The counts of a stack: returned, valid, why the others are not, and how well it was keyed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import cast

from sqlalchemy.orm import Session

from analysis.briefing.combine import wilson
from survey_app.store.models import SheetCheck, Stack
from survey_app.store.sheet_queries import list_checks, list_sheets

VALID = "valid"
INVALID_REASONS = ("no_consent", "blank", "incomplete", "contradictory", "unreadable")
"""Why a sheet counts as returned and not as valid, in the order of the page."""
PER = 1_000


@dataclass(frozen=True, slots=True)
class CheckTotals:
    """What keying a second time found: counts of sheets and of answers.

    `compared` answers were keyed twice, `differing` of them differ; of those somebody decided that
    the first keying was wrong (`first_wrong`), the second (`second_wrong`) or both (in both).
    `by_item` counts the differing answers by their item; `by_other_person` the sheets that another
    person keyed than the first time.
    """

    drawn: int = 0
    keyed: int = 0
    by_other_person: int = 0
    compared: int = 0
    differing: int = 0
    undecided: int = 0
    first_wrong: int = 0
    second_wrong: int = 0
    by_item: Mapping[str, int] = field(default_factory=dict)

    @property
    def error_rate(self) -> float | None:
        """Errors of the first keying per 1,000 answers; what is undecided counts as an error."""
        return PER * self._errors / self.compared if self.compared else None

    @property
    def error_interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the error rate, per 1,000 answers; None without answers.

        It takes the answers as independent; errors of one sheet are a little alike, so the true
        interval is somewhat wider.
        """
        if not self.compared:
            return None
        low, high = wilson(self._errors / self.compared, float(self.compared))
        return PER * (low or 0.0), PER * (high or 0.0)

    @property
    def _errors(self) -> int:
        return self.first_wrong + self.undecided


@dataclass(frozen=True, slots=True)
class StackTotals:
    """How many sheets of a stack are valid, how many are not and why; what the check found."""

    valid: int = 0
    invalid: Mapping[str, int] = field(default_factory=dict)
    check: CheckTotals = CheckTotals()

    @property
    def returned(self) -> int:
        """Every sheet that came back, valid or not."""
        return self.valid + sum(self.invalid.values())

    def to_json(self) -> dict[str, object]:
        """The totals as they are kept with a closed stack."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> "StackTotals":
        """Read the totals of a closed stack."""
        check = CheckTotals(**cast("dict[str, int]", document.get("check", {})))  # type: ignore[arg-type]  # as asdict wrote it
        invalid = cast("dict[str, int]", document.get("invalid", {}))
        return cls(cast(int, document.get("valid", 0)), invalid, check)

    @classmethod
    def from_outcomes(cls, outcomes: Mapping[str, int]) -> "StackTotals":
        """The totals of a stack that is not closed, from how many sheets have which outcome."""
        invalid = {reason: outcomes[reason] for reason in INVALID_REASONS if reason in outcomes}
        return cls(outcomes.get(VALID, 0), invalid)


def count_stack(box: Session, stack: Stack) -> StackTotals:
    """The counts of a stack as it stands; a closed one brings its own."""
    if stack.state == "closed":
        return StackTotals.from_json(stack.totals)
    outcomes = Counter(sheet.outcome for sheet in list_sheets(box, stack.id))
    found = StackTotals.from_outcomes(outcomes)
    return StackTotals(found.valid, found.invalid, count_checks(list_checks(box, stack.id)))


def count_checks(checks: list[SheetCheck]) -> CheckTotals:
    """The counts of what was keyed a second time."""
    keyed = [check for check in checks if check.state != "waiting"]
    decisions = [answer for check in keyed for answer in check.decisions.items()]
    undecided = [name for check in keyed for name in check.differing if check.state == "different"]
    names = [*undecided, *(name for name, _ in decisions)]
    return CheckTotals(
        drawn=len(checks),
        keyed=len(keyed),
        by_other_person=sum(check.is_other_person for check in keyed),
        compared=sum(check.compared for check in keyed),
        differing=len(names),
        undecided=len(undecided),
        first_wrong=sum(who in ("second", "neither") for _, who in decisions),
        second_wrong=sum(who in ("first", "neither") for _, who in decisions),
        by_item=dict(sorted(Counter(name.partition(".")[0] for name in names).items())),
    )
