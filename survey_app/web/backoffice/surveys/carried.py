"""A checked questionnaire on its way from the report to the saving, carried in the form itself.

Signed for the one person and compressed: the server keeps nothing that could reach another.
"""

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import ValidationError

from questionnaires.model import Questionnaire
from survey_app.services.refusal import Refusal
from survey_app.web.shared.staff.desk import Desk

KEPT_S = 12 * 3600


def pack(desk: Desk, questionnaire: Questionnaire) -> str:
    """The questionnaire as text for a hidden field."""
    text = _serializer(desk).dumps(questionnaire.to_json().decode())
    return text if isinstance(text, str) else text.decode()


def unpack(desk: Desk, text: str) -> Questionnaire:
    """The questionnaire that `pack` put into a form of the same person.

    Raises Refusal `upload_expired` for one that is old, changed or somebody else's.
    """
    try:
        content = _serializer(desk).loads(text, max_age=KEPT_S)
        return Questionnaire.from_json(str(content).encode())
    except (BadData, ValidationError) as error:
        raise Refusal("upload_expired") from error


def _serializer(desk: Desk) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        desk.context.settings.secret_key, salt=f"ydan.checked-upload:{desk.staff.person_id}"
    )
