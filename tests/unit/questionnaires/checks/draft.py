"""Small questionnaires as text, and what a check finds in them."""

from collections.abc import Callable
from textwrap import dedent, indent

from questionnaires.model import Questionnaire
from questionnaires.problem import Problem
from questionnaires.reader import read_text

HEAD = """\
format: ydan/1
id: thu
title: Phiếu thử
conductor: Đơn vị thử
contact: Phòng thử
purpose: Thử
consent: {text: Đồng ý chứ?, yes: Có, no: Không}
"""
YES_NO = "choices: [{code: co, text: Có}, {code: khong, text: Không}]"
Q1 = f"- {{id: q1, type: single, text: Một, {YES_NO}}}"
Q2 = f"- {{id: q2, type: multiple, text: Hai, {YES_NO}}}"
Q3 = "- {id: q3, type: integer, text: Ba, min: 1, max: 9}"
Q4 = f"- {{id: q4, type: grid, text: Bốn, {YES_NO}, rows: [{{code: a, text: A}}]}}"
QD = "- {id: qd, type: date, text: Ngày}"
QT = "- {id: qt, type: text, text: Chữ}"


def draft(items: str, extra: str = "", head: str = HEAD) -> Questionnaire:
    """Make a questionnaire of one page from its items' YAML and further keys."""
    body = indent(dedent(items).strip(), "  ")
    return read_text(f"{head}{dedent(extra)}\npages:\n- id: a\n  items:\n{body}\n", "thu.yaml")


def found(
    check: Callable[[Questionnaire], list[Problem]], questionnaire: Questionnaire
) -> list[tuple[str, str]]:
    """List code and place of what a check finds."""
    return [(problem.code, problem.where) for problem in check(questionnaire)]
