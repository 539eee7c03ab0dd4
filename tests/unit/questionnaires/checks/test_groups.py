from questionnaires.checks.groups import check_groups
from tests.unit.questionnaires.checks.draft import YES_NO, draft, found


def tagged(item_id: str, tag: str) -> str:
    return f"- {{id: {item_id}, type: single, text: A, tag: {tag}, {YES_NO}}}"


def test_accepts_a_group_with_one_item() -> None:
    assert found(check_groups, draft(tagged("q1", "g"), "groups: [{id: g, label: G}]")) == []


def test_finds_a_tag_without_a_group() -> None:
    assert found(check_groups, draft(tagged("q1", "g"))) == [("unknown_group", "items.q1.tag")]


def test_warns_of_a_group_without_a_source_among_the_items() -> None:
    questionnaire = draft(tagged("q1", "g"), "groups: [{id: g, label: G}, {id: h, label: H}]")
    (problem,) = check_groups(questionnaire)
    assert (problem.code, problem.where) == ("group_from_collector", "groups.h")
    assert "--tag h=" in problem.detail


def test_finds_a_group_with_two_sources() -> None:
    questionnaire = draft(
        f"{tagged('q1', 'g')}\n{tagged('q2', 'g')}", "groups: [{id: g, label: G}]"
    )
    assert found(check_groups, questionnaire) == [("tag_twice", "items.q2.tag")]


def test_finds_tables_of_unknown_groups_and_of_one_group() -> None:
    questionnaire = draft(
        tagged("q1", "g"),
        """
        groups: [{id: g, label: G}]
        tables: {pairs: [[g, h], [g, g]]}
        """,
    )
    assert found(check_groups, questionnaire) == [
        ("unknown_group", "tables.pairs.0"),
        ("same_pair", "tables.pairs.1"),
    ]
