"""Who must have a second factor, and who has one."""

from survey_app.services.accounts.account import AccountRecord
from survey_app.services.context import Context
from survey_app.services.staff import load_staff


def must_have_second_factor(context: Context, person_id: int) -> bool:
    """Whether any role that the person holds today asks for a second factor."""
    staff = load_staff(context, person_id)
    roles = context.settings.second_factor_roles
    return staff is not None and any(role.value in roles for role in staff.roles)


def may_remove_factor(context: Context, account: AccountRecord, *, is_last: bool) -> bool:
    """Whether a factor may be given up: not the last one of somebody who must have one."""
    return not (is_last and must_have_second_factor(context, account.person_id))
