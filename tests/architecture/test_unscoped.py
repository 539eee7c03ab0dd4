"""Who may look past the scope of a grant, each with its reason: a module without a line fails."""

# ruff: noqa: E501 - a reason is as long as it is

import re
from pathlib import Path

APP = Path(__file__).parents[2] / "survey_app"
PAST = re.compile(r"\.unscoped\b|\bcontext\.whole\b")
"""The two ways past it: the databases without a scope, and the context that was narrowed."""

REASONS = {
    "services/accounts/account.py": "a person's own account, before any grant is known",
    "services/accounts/add_person.py": "the first person there is; login names are unique",
    "services/accounts/delays.py": "guesses at a password, before anybody is signed in",
    "services/accounts/invitations.py": "whoever holds the link is nobody yet",
    "services/accounts/sessions.py": "a browser's own session",
    "services/audit_chain.py": "one chain over all units; only its state is told",
    "services/board/arrivals.py": "people who took part, by collector; pages keep to the scope",
    "services/board/units.py": "sums by province; the board shows the units of the scope",
    "services/briefing/briefings.py": "the units below the one for which a briefing was saved",
    "services/surveys/browse_surveys.py": "how many people took part in a survey that is listed",
    "services/comments/codebook.py": "topics of a whole survey, after its owner changed the codebook",
    "services/collecting/lines.py": "people who took part, by collectors of the scope",
    "services/collecting/sheet.py": "people who took part at a collector of the scope",
    "services/answering/collectors.py": "citizens come without a grant",
    "services/context.py": "the writer of answers takes everybody's",
    "services/sheets/find_stack.py": "typed sheets go the way of every answer; stacks keep to the scope",
    "services/analysing/fieldwork.py": "the counts of a whole survey; pages keep to the scope",
    "services/surveys/list_surveys.py": "how many people took part in a survey that is listed",
    "services/surveys/put_away.py": "whether any sheet of a survey is there, before it is deleted",
    "services/results/shown.py": "computed once for all; each reader gets what the scope reaches",
    "services/analysing/shown_state.py": "what a whole survey showed before",
    "services/staff.py": "the grants of the person who asks",
    "services/surveys/stop_rules.py": "the writer's counts, after the survey was changed in the scope",
    "services/surveys/overview.py": "how many people took part, after the survey was read",
    "services/surveys/settings.py": "how many people took part, after the survey was read",
    "services/analysing/survey_source.py": "a part of a survey cannot be weighted",
    "services/comments/sync_comments.py": "comments are copied for all; the queue reads them in the scope",
    "services/comments/topic_shares.py": "a part of a survey cannot be weighted",
}


def test_whoever_looks_past_the_scope_says_why() -> None:
    found = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        if PAST.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(REASONS)


def test_pages_and_commands_never_do() -> None:
    assert not [name for name in REASONS if name.startswith(("web/", "cli/"))]
