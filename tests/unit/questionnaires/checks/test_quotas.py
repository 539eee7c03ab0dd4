import pytest

from questionnaires.checks.quotas import check_quotas
from tests.unit.questionnaires.checks.draft import YES_NO, draft, found

ITEM = f"- {{id: q1, type: single, text: A, tag: g, {YES_NO}}}"


@pytest.mark.parametrize(
    ("quotas", "expected"),
    [
        ("[{group: g, cells: {co: 1, khong: 0}}]", []),
        ("[{group: g, cells: {co: 1, x: 2}}]", [("quota_unknown_cell", "quotas.g.cells.x")]),
        ("[{group: h, cells: {co: 1}}]", [("unknown_group", "quotas.h")]),
        ("[{group: g, cells: {}}]", [("no_cells", "quotas.g.cells")]),
        (
            "[{group: g, cells: {co: 1}}, {group: g, cells: {khong: 1}}]",
            [("duplicate_quota", "quotas.g")],
        ),
    ],
)
def test_quotas_are_of_known_groups_and_cells(quotas: str, expected: list[tuple[str, str]]) -> None:
    questionnaire = draft(ITEM, f"groups: [{{id: g, label: G}}]\nquotas: {quotas}")
    assert found(check_quotas, questionnaire) == expected
