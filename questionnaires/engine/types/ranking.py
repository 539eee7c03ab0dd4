"""Items that are put in order: `ranking`."""
# ruff: noqa: ARG002  # not every type needs every argument of the interface

from collections.abc import Mapping, Sequence
from typing import cast

from questionnaires.engine.report import Report
from questionnaires.engine.step import Step
from questionnaires.engine.types.behaviour import Behaviour, Fields, Values, one_field
from questionnaires.expression import Value
from questionnaires.model import RankingItem


class Ranking(Behaviour):
    """A tuple of codes, the first choice first; form fields `<item>.<code>` hold ranks from 1."""

    required_message = "required_rank"

    def form_fields(
        self,
        item_id: str,
        rows: Sequence[str],
        codes: Sequence[str],
    ) -> tuple[str, ...]:
        """Give one field for each choice."""
        return tuple(f"{item_id}.{code}" for code in codes)

    def read_form(self, step: Step, fields: Fields, values: Values, report: Report) -> None:
        """Read the rank of each choice."""
        codes: dict[int, str] = {}
        problems = len(report.problems)
        for code in step.choices:
            self._read_rank(
                step, code, one_field(fields, f"{step.id}.{code}", report), codes, report
            )
        if len(report.problems) > problems or not codes:
            return
        if max(codes) > len(codes):
            report.add("rank_gap", step.id)
            return
        values[step.id] = tuple(codes[rank] for rank in sorted(codes))

    def _read_rank(
        self, step: Step, code: str, text: str | None, codes: dict[int, str], report: Report
    ) -> None:
        if text is None:
            return
        where = f"{step.id}.{code}"
        rank = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
        if not 1 <= rank <= _last_rank(step):
            report.add("bad_rank", where, maximum=_last_rank(step))
        elif rank in codes:
            report.add("rank_repeated", where)
        else:
            codes[rank] = code

    def read_text(self, step: Step, text: str, values: Values, report: Report) -> None:
        """Read a ranking of one choice."""
        self.read_json(step, [text], values, report)

    def read_json(self, step: Step, value: object, values: Values, report: Report) -> None:
        """Read a list of codes, the first choice first."""
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            report.add("bad_shape", step.id)
        elif not all(code in step.choices for code in value):
            report.add("unknown_choice", step.id)
        elif len(set(value)) < len(value):
            report.add("repeated", step.id)
        elif value:
            values[step.id] = tuple(value)

    def collect(self, step: Step, answers: Mapping[str, Value], values: Values) -> None:
        """Keep the order, each choice once."""
        value = answers.get(step.id)
        if isinstance(value, tuple):
            codes = tuple(code for code in dict.fromkeys(value) if code in step.choices)
            if codes:
                values[step.id] = codes

    def validate_value(self, step: Step, value: Value, report: Report) -> None:
        """Report unknown or repeated choices, and too few or too many."""
        minimum = cast(RankingItem, step.item).min
        if not isinstance(value, tuple) or not all(code in step.choices for code in value):
            report.add("unknown_choice", step.id)
        elif len(set(value)) < len(value):
            report.add("repeated", step.id)
        elif len(value) > _last_rank(step):
            report.add("too_many_choices", step.id, maximum=_last_rank(step))
        elif minimum is not None and len(value) < min(minimum, len(step.choices)):
            report.add("too_few_choices", step.id, minimum=minimum)

    def label(self, step: Step, name: str, answers: Mapping[str, Value], language: str) -> str:
        """Give the texts in order, with commas."""
        value = answers.get(name)
        if not isinstance(value, tuple):
            return super().label(step, name, answers, language)
        return ", ".join(step.choices[code].text for code in value if code in step.choices)


def _last_rank(step: Step) -> int:
    maximum = cast(RankingItem, step.item).max
    return len(step.choices) if maximum is None else min(maximum, len(step.choices))
