"""The addresses that stand on posters, and who may call each: a route without a line here fails."""

# ruff: noqa: E501 - an address is as long as it is

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from survey_app.web.shared.staff.area import area
from tests.support.site import make_site

if TYPE_CHECKING:
    from pathlib import Path

    from survey_app.store.database import Database

ACCESS = {
    "GET POST /s/<code>": "public",
    "GET POST /S/<code>": "public",
    "GET /s/<code>/done": "public",
    "GET /S/<code>/done": "public",
    "GET /s/<code>/qr.<any(svg,png):form>": "public",
    "GET /S/<code>/qr.<any(svg,png):form>": "public",
    "POST /api/v1/responses": "public",
    "GET /assets/page.js": "public",
    "GET /assets/staff/<name>": "public",
    "GET POST /staff/surveys/<int:survey_id>/briefings": "write_briefings",
    "GET POST /staff/surveys/<int:survey_id>/briefings/<int:briefing_id>": "write_briefings",
    "GET /staff/surveys/<int:survey_id>/briefings/<int:briefing_id>/preview": "write_briefings",
    "GET /staff/surveys/<int:survey_id>/briefings/<int:briefing_id>/print": "write_briefings",
    "POST /staff/surveys/<int:survey_id>/briefings/<int:briefing_id>/recompute": "write_briefings",
    "POST /staff/surveys/<int:survey_id>/briefings/<int:briefing_id>/delete": "write_briefings",
    "GET /staff/surveys/<int:survey_id>/comments": "review_comments",
    "POST /staff/surveys/<int:survey_id>/comments/<uuid:comment_id>": "review_comments",
    "POST /staff/surveys/<int:survey_id>/comments/<uuid:comment_id>/undo": "review_comments",
    "GET POST /staff/surveys/<int:survey_id>/comments/topics": "review_comments",
    "POST /staff/surveys/<int:survey_id>/comments/topics/<code>": "review_comments",
    "POST /staff/surveys/<int:survey_id>/comments/topics/<code>/merge": "review_comments",
    "POST /staff/surveys/<int:survey_id>/comments/copy-topics": "review_comments",
    "GET /staff/surveys/<int:survey_id>/results": "view_results",
    "GET /staff/surveys/<int:survey_id>/results/two-waves": "view_results",
    "GET /staff/surveys/<int:survey_id>/results/as-file/<file_format>": "export_results",
    "GET /staff/surveys/<int:survey_id>/results/<item_id>": "view_results",
    "GET /staff/surveys/<int:survey_id>/results/<item_id>/figures": "view_results",
    "GET /staff/surveys/<int:survey_id>/results/<item_id>/screen": "view_results",
    "GET /staff/": "view_surveys",
    "GET /staff/surveys": "view_surveys",
    "GET /staff/surveys/<int:survey_id>": "view_surveys",
    "POST /staff/surveys/<int:survey_id>/open": "manage_surveys",
    "POST /staff/surveys/<int:survey_id>/close": "manage_surveys",
    "POST /staff/surveys/<int:survey_id>/archive": "manage_surveys",
    "POST /staff/surveys/<int:survey_id>/restore": "manage_surveys",
    "POST /staff/surveys/<int:survey_id>/delete": "manage_surveys",
    "GET POST /staff/surveys/<int:survey_id>/settings": "manage_surveys",
    "GET POST /staff/surveys/<int:survey_id>/reopen": "manage_surveys",
    "POST /staff/surveys/<int:survey_id>/rename": "manage_surveys",
    "GET POST /staff/surveys/<int:survey_id>/copy": "manage_surveys",
    "GET POST /staff/surveys/<int:survey_id>/wave": "manage_surveys",
    "GET /staff/surveys/<int:survey_id>/questionnaire": "view_surveys",
    "GET /staff/surveys/<int:survey_id>/preview": "view_surveys",
    "GET POST /staff/surveys/<int:survey_id>/preview/page": "view_surveys",
    "GET /staff/surveys/<int:survey_id>/flash": "view_surveys",
    "GET /staff/surveys/new": "manage_surveys",
    "POST /staff/surveys/new/library": "manage_surveys",
    "GET POST /staff/surveys/new/file": "manage_surveys",
    "POST /staff/surveys/new/save": "manage_surveys",
    "GET /staff/surveys/library/<name>": "manage_surveys",
    "GET POST /staff/flash": "manage_surveys",
    "GET POST /staff/login": "signed out",
    "GET POST /staff/second-factor": "signed out",
    "GET POST /staff/second-factor/set-up": "signed out",
    "POST /staff/second-factor/passkey": "signed out",
    "POST /staff/passkey": "signed out",
    "GET POST /staff/invitation/<token>": "signed out",
    "GET POST /staff/logout": "signed out",
    "GET /staff/signed-out": "signed out",
    "GET /staff/account": "own_account",
    "GET POST /staff/account/password": "own_account",
    "GET POST /staff/account/authenticator": "own_account",
    "POST /staff/account/authenticator/remove": "own_account",
    "GET POST /staff/account/recovery-codes": "own_account",
    "GET POST /staff/account/passkeys": "own_account",
    "POST /staff/account/passkeys/remove": "own_account",
    "GET /staff/account/sessions": "own_account",
    "POST /staff/account/sessions/<int:session_id>/end": "own_account",
    "POST /staff/account/sessions/end-others": "own_account",
    "POST /staff/language": "own_account",
    "GET /staff/people": "manage_people",
    "GET POST /staff/people/invite": "manage_people",
    "GET /staff/people/register": "manage_people",
    "GET /staff/people/register.csv": "manage_people",
    "GET /staff/people/<int:person_id>": "manage_people",
    "POST /staff/people/<int:person_id>/details": "manage_people",
    "POST /staff/people/<int:person_id>/grants": "manage_people",
    "POST /staff/people/<int:person_id>/grants/<int:grant_id>": "manage_people",
    "POST /staff/people/<int:person_id>/grants/<int:grant_id>/end": "manage_people",
    "POST /staff/people/<int:person_id>/sign-out": "manage_people",
    "POST /staff/people/<int:person_id>/deactivate": "manage_people",
    "POST /staff/people/<int:person_id>/reactivate": "manage_people",
    "POST /staff/people/<int:person_id>/link": "manage_people",
    "POST /staff/people/<int:person_id>/link/revoke": "manage_people",
    "POST /staff/people/<int:person_id>/reset": "manage_people",
    "GET /staff/audit": "view_audit",
    "GET /staff/audit.csv": "view_audit",
    "GET /staff/<path:lost>": "own_account",
    "GET /staff/surveys/<int:survey_id>/fieldwork": "view_fieldwork",
    "GET /staff/surveys/<int:survey_id>/fieldwork/coverage": "view_fieldwork",
    "GET /staff/surveys/<int:survey_id>/fieldwork/coverage.csv": "export_results",
    "GET /staff/surveys/<int:survey_id>/fieldwork/reminders": "manage_collectors",
    "POST /staff/surveys/<int:survey_id>/fieldwork/reminders/<unit_code>": "manage_collectors",
    "POST /staff/surveys/<int:survey_id>/fieldwork/reminders/<unit_code>/undo": "manage_collectors",
    "GET POST /staff/surveys/<int:survey_id>/sheets": "enter_sheets",
    "GET /staff/surveys/<int:survey_id>/sheets/form.pdf": "enter_sheets",
    "GET /staff/surveys/<int:survey_id>/sheets/<int:stack_id>": "enter_sheets",
    "GET POST /staff/surveys/<int:survey_id>/sheets/<int:stack_id>/entry": "enter_sheets",
    "POST /staff/surveys/<int:survey_id>/sheets/<int:stack_id>/drop/<int:number>": "enter_sheets",
    "POST /staff/surveys/<int:survey_id>/sheets/<int:stack_id>/finish": "enter_sheets",
    "POST /staff/surveys/<int:survey_id>/sheets/<int:stack_id>/resume": "enter_sheets",
    "POST /staff/surveys/<int:survey_id>/sheets/<int:stack_id>/close": "enter_sheets",
    "GET POST /staff/surveys/<int:survey_id>/sheets/<int:stack_id>/checks/<int:number>": "enter_sheets",
    "GET POST /staff/surveys/<int:survey_id>/sheets/<int:stack_id>/checks/<int:number>/differences": "enter_sheets",
    "GET /staff/surveys/<int:survey_id>/collectors": "view_surveys",
    "GET POST /staff/surveys/<int:survey_id>/collectors/new": "manage_collectors",
    "POST /staff/surveys/<int:survey_id>/collectors/all": "manage_collectors",
    "POST /staff/surveys/<int:survey_id>/collectors/notices": "manage_collectors",
    "GET POST /staff/surveys/<int:survey_id>/collectors/issued": "manage_collectors",
    "POST /staff/surveys/<int:survey_id>/collectors/issued/lines": "manage_collectors",
    "GET /staff/surveys/<int:survey_id>/collectors/<code>": "view_surveys",
    "GET /staff/surveys/<int:survey_id>/collectors/<code>/notice.pdf": "view_surveys",
    "GET POST /staff/surveys/<int:survey_id>/collectors/<code>/edit": "manage_collectors",
    "POST /staff/surveys/<int:survey_id>/collectors/<code>/rotate": "manage_collectors",
    "POST /staff/surveys/<int:survey_id>/collectors/<code>/retire": "manage_collectors",
    "POST /staff/surveys/<int:survey_id>/collectors/<code>/restore": "manage_collectors",
    "GET /staff/jobs/<int:job_id>": "manage_collectors",
    "GET /staff/jobs/<int:job_id>/file": "manage_collectors",
    "POST /staff/jobs/<int:job_id>/retry": "manage_collectors",
    "GET /s/<code>/card.png": "public",
    "GET /S/<code>/card.png": "public",
}


def named(rule: str) -> str:
    """The rule without the content hash that stands in an asset's name."""
    return re.sub(r"^(/assets/\w+)\.[0-9a-f]{12}\.", r"\1.", rule)


def test_every_route_has_its_access_declared(tmp_path: Path, sqlite_database: Database) -> None:
    site = make_site(tmp_path)
    found: dict[str, set[str]] = {}
    for rule in site.app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    site.context.close()
    routes = {f"{' '.join(sorted(methods))} {named(rule)}" for rule, methods in found.items()}
    assert routes == set(ACCESS)


def test_every_staff_route_asks_for_the_permission_that_stands_here(
    tmp_path: Path, sqlite_database: Database
) -> None:
    site = make_site(tmp_path)
    for rule in site.app.url_map.iter_rules():
        if rule.rule.startswith("/staff"):
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            wanted = [value for key, value in ACCESS.items() if key.endswith(f" {rule.rule}")]
            if rule.endpoint in area.permissions:
                permission = area.permissions[rule.endpoint].value
                assert any(permission in value.split() for value in wanted), (rule.rule, methods)
            else:
                assert wanted == ["signed out"], f"{rule.rule} asks for no permission"
    site.context.close()
