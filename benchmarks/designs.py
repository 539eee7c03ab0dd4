"""Questionnaires of a given size, made for measuring."""

from questionnaires.model import Questionnaire
from questionnaires.reader import read_text

HEAD = """
format: ydan/1
id: {id}
title: Phiếu đo tốc độ
consent: {{text: Đồng ý trả lời phiếu này?, yes: Đồng ý, no: Không}}
lists:
  muc:
  - {{code: "1", text: Rất không hài lòng, score: 1}}
  - {{code: "2", text: Không hài lòng, score: 2}}
  - {{code: "3", text: Bình thường, score: 3}}
  - {{code: "4", text: Hài lòng, score: 4}}
  - {{code: "5", text: Rất hài lòng, score: 5}}
groups:
{groups}
pages:
- id: a
  items:
"""
GROUPS = {"gioi": 2, "tuoi": 6, "viec": 12, "dan_toc": 8, "hoc": 4, "vung": 30}
"""Groups of the large survey with their number of codes."""


def flat_questionnaire(items: int, groups: int = 0) -> Questionnaire:
    """A page of `items` scales with five steps, after the first `groups` of GROUPS."""
    chosen = list(GROUPS.items())[:groups]
    labels = "\n".join(f"- {{id: {name}, label: Nhóm {name}}}" for name, _ in chosen)
    lines = [_group_item(name, codes) for name, codes in chosen]
    lines += [
        f'  - {{id: q{n}, type: scale, required: true, choices: muc, text: "Câu hỏi số {n}?"}}'
        for n in range(1, items + 1)
    ]
    head = HEAD.format(id=f"do-{items}", groups=labels or "[]")
    if not labels:
        head = head.replace("groups:\n[]\n", "")
    return read_text(head + "\n".join(lines) + "\n", "benchmark.yaml")


def _group_item(name: str, codes: int) -> str:
    choices = ", ".join(f"{{code: n{code}, text: Nhóm {code}}}" for code in range(1, codes + 1))
    return f"  - {{id: g_{name}, type: single, tag: {name}, text: Nhóm?, choices: [{choices}]}}"
