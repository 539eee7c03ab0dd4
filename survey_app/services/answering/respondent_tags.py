"""The groups of one respondent: what the collector says, then what the answers say."""

from collections.abc import Mapping

MISMATCH = "tag_mismatch"
ROTATED = "rotated_code"


def merge_tags(
    from_collector: Mapping[str, str], from_answers: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The tags of a response and the flags that go with them.

    The collector wins, because it was set by the people who know where the QR hangs; where an
    answer says otherwise, the flag `tag_mismatch:<group>` keeps the fact.
    Example: `merge_tags({"xa": "1"}, {"xa": "2", "gioi": "nu"})` gives
    `({"xa": "1", "gioi": "nu"}, ("tag_mismatch:xa",))`.
    """
    tags = {**from_answers, **from_collector}
    differing = (
        group
        for group in sorted(from_collector)
        if group in from_answers and from_answers[group] != from_collector[group]
    )
    return tags, tuple(f"{MISMATCH}:{group}" for group in differing)
