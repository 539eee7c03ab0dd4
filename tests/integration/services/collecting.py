"""What the tests of collectors share: a survey about communes, officers with grants."""

from pathlib import Path

from survey_app.services.context import Context
from survey_app.services.import_units import ensure_units
from survey_app.services.permissions import Permission
from survey_app.services.staff import context_for, load_staff
from survey_app.services.surveys.import_questionnaire import import_questionnaire
from survey_app.services.surveys.state import open_survey
from tests.support.site import LIBRARY
from tests.support.staff import make_person

COMMUNES = LIBRARY / "hai-long-dvc-ntm-2026" / "questionnaire.yaml"
LAI_CHAU, SON_LA = "12", "14"
TAN_PHONG = "03408"


def commune_survey(context: Context, path: Path = COMMUNES) -> int:
    """An open survey whose group `xa_phuong` takes its codes from the communes of Lai Châu."""
    ensure_units(context)
    survey_id = import_questionnaire(context, path).survey_id
    open_survey(context, survey_id)
    return survey_id


def officer(context: Context, unit: str | None, role: str = "officer") -> Context:
    """The context of an officer with a grant at a unit."""
    staff = load_staff(context, make_person(context, (role, unit)))
    assert staff is not None
    return context_for(context, staff, Permission.MANAGE_COLLECTORS)
