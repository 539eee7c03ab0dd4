"""Who must have a second factor, and who has one."""

from survey_app.services.context import Context
from survey_app.services.staff import load_staff


def must_have_second_factor(context: Context, person_id: int) -> bool:
    """Whether any role that the person holds today asks for a second factor."""
    staff = load_staff(context, person_id)
    roles = context.settings.second_factor_roles
    return staff is not None and any(role.value in roles for role in staff.roles)
