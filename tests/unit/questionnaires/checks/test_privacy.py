import pytest

from questionnaires.checks.privacy import check_privacy
from tests.unit.questionnaires.checks.draft import HEAD, Q1, YES_NO, draft, found


@pytest.mark.parametrize(
    ("privacy", "expected"),
    [
        ("{mode: confidential, k_min: 10}", []),
        ("{mode: confidential, k_min: 9}", [("small_k", "privacy.k_min")]),
        ("{mode: named}", []),
        ("{mode: anonymous}", [("anonymous_open", "privacy.mode")]),
        (
            "{mode: anonymous}\nsample: {type: invited}",
            [("anonymous_unavailable", "privacy.mode")],
        ),
    ],
)
def test_the_mode_fits_the_sample_and_small_cells_stay_hidden(
    privacy: str, expected: list[tuple[str, str]]
) -> None:
    assert found(check_privacy, draft(Q1, f"privacy: {privacy}")) == expected


def test_warns_when_the_consent_does_not_say_who_why_and_where_to_ask() -> None:
    bare = "format: ydan/1\nid: thu\ntitle: T\nconsent: {text: C, yes: Có, no: Không}\n"
    (problem,) = check_privacy(draft(Q1, head=bare))
    assert (problem.code, problem.where) == ("consent_incomplete", "consent")
    assert "conductor, contact, purpose" in problem.detail


def test_refuses_two_buttons_that_say_the_same() -> None:
    same = HEAD.replace("no: Không", "no: có")
    assert found(check_privacy, draft(Q1, head=same)) == [("same_buttons", "consent.no")]


def test_warns_when_a_sensitive_item_cannot_be_skipped() -> None:
    item = f"- {{id: q1, type: single, text: A, sensitive: true, required: true, {YES_NO}}}"
    assert found(check_privacy, draft(item)) == [("sensitive_required", "items.q1.required")]
    assert found(check_privacy, draft(item.replace("required: true, ", ""))) == []
