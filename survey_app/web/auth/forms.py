"""The forms of the sign-in: WTForms checks them and says in the reader's language what is wrong."""

import gettext
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from werkzeug.datastructures import MultiDict
from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from survey_app.web.auth.passwords import LONGEST
from survey_app.web.shared.staff.identity import current_language
from survey_app.wording import LOCALE_FOLDER, say

F = TypeVar("F", bound="OurForm")
LABELS: Mapping[str, str] = {
    "login": "Login name",
    "password": "Password",
    "new_password": "New password",
    "again": "The new password once more",
    "code": "Code",
    "name": "A name for it",
    "credential": "Passkeys",
}
"""What the pages call each field; the templates hold the same sentences."""
LONGEST_LOGIN = 80
LONGEST_CODE = 40
LONGEST_KEY_NAME = 64


@cache
def wtforms_words(language: str) -> gettext.NullTranslations:
    """WTForms' own sentences in a language; English is what they are written in."""
    return gettext.translation("wtforms", LOCALE_FOLDER, languages=[language], fallback=True)


class OurForm(Form):  # type: ignore[misc]  # WTForms has no types
    """A form whose complaints come from our catalogue of WTForms' sentences."""

    class Meta:
        """How WTForms finds its sentences."""

        def get_translations(self, form: Form) -> gettext.NullTranslations:
            """Return them in the language of the page."""
            del form
            return wtforms_words(current_language())

    def problems(self) -> list[tuple[str, str]]:
        """(field, complaint) of everything that is wrong, in the order of the form."""
        language = current_language()
        return [
            (field.name, f"{say(LABELS[field.name], language)}: {complaint}")
            for field in self
            for complaint in field.errors[:1]
        ]


class SignInForm(OurForm):
    """Login name and password."""

    login = StringField(validators=[InputRequired(), Length(max=LONGEST_LOGIN)])
    password = PasswordField(validators=[InputRequired(), Length(max=LONGEST)])


class CodeForm(OurForm):
    """A code of the authenticator, or a recovery code."""

    code = StringField(validators=[InputRequired(), Length(max=LONGEST_CODE)])


class NewPasswordForm(OurForm):
    """A new password, twice."""

    new_password = PasswordField(validators=[InputRequired(), Length(max=LONGEST)])
    again = PasswordField(validators=[InputRequired()])


class ChangePasswordForm(NewPasswordForm):
    """The password now, and a new one, twice."""

    password = PasswordField(validators=[InputRequired(), Length(max=LONGEST)])


class OwnPasswordForm(OurForm):
    """The password now: before a second factor changes."""

    password = PasswordField(validators=[InputRequired(), Length(max=LONGEST)])


class SetUpForm(OwnPasswordForm, CodeForm):
    """The first code of a new authenticator, and the password now."""


class PasskeyForm(OwnPasswordForm):
    """A name for a new passkey, and what the browser made."""

    name = StringField(validators=[InputRequired(), Length(max=LONGEST_KEY_NAME)])
    credential = StringField(validators=[Length(max=20_000)])


def read(form: type[F], fields: MultiDict[str, str]) -> F:
    """A form filled from the fields of a request."""
    return form(formdata=fields)
