"""Choosing a password: the same rules at an invitation and at a change."""

from flask_security import hash_password

from survey_app.web.auth.door import Door
from survey_app.web.auth.forms import NewPasswordForm
from survey_app.web.auth.security import security_of
from survey_app.web.shared.staff.desk import Desk
from survey_app.wording import say


def password_problems(
    where: Door | Desk, form: NewPasswordForm, login: str
) -> list[tuple[str, str]]:
    """What is wrong with a new password, in the reader's language; nothing for a good one."""
    if not form.validate():
        return form.problems()
    if form.data["new_password"] != form.data["again"]:
        return [("again", say("The two are not the same.", where.language))]
    complaints, _ = security_of().password_util.validate(
        form.data["new_password"], is_register=False, login=login
    )
    return [("new_password", text) for text in complaints or ()]


def hash_of(password: str) -> str:
    """The argon2 hash of a password, normalised as the check will do it."""
    return hash_password(security_of().password_util.normalize(password))
