"""A questionnaire as files that an officer can change and upload again."""

import io
import zipfile
from dataclasses import dataclass

from questionnaires.library import library_path
from questionnaires.model import ChoiceQuestion, Questionnaire
from questionnaires.model.items import AnyItem
from questionnaires.reader import write_questionnaire, write_translation
from questionnaires.reader.read import MAIN_FILE
from survey_app.services.context import Context
from survey_app.services.surveys.create_survey import library_questionnaire, questionnaire_of

YAML = "application/yaml"
ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class QuestionnaireFile:
    """A file to be taken: one YAML, or a zip where there are translations."""

    name: str
    media_type: str
    content: bytes


def file_of_survey(context: Context, survey_id: int) -> QuestionnaireFile:
    """The form of a survey, choices that came from the units left to the next saving.

    Raises Refusal `unknown_survey`.
    """
    questionnaire = _thawed(questionnaire_of(context, survey_id))
    texts = {MAIN_FILE: write_questionnaire(questionnaire)}
    for language, translation in questionnaire.translations.items():
        texts[f"{language}.yaml"] = write_translation(translation)
    return _packed(questionnaire.id, texts)


def file_of_library(questionnaire_id: str) -> QuestionnaireFile:
    """A shipped form as it is, remarks included. Raises Refusal `unknown_questionnaire`."""
    languages = library_questionnaire(questionnaire_id).translations
    folder = library_path(questionnaire_id).parent
    names = [MAIN_FILE, *(f"{language}.yaml" for language in languages)]
    return _packed(
        questionnaire_id, {name: (folder / name).read_text(encoding="utf-8") for name in names}
    )


def _packed(name: str, texts: dict[str, str]) -> QuestionnaireFile:
    if len(texts) == 1:
        return QuestionnaireFile(f"{name}.yaml", YAML, texts[MAIN_FILE].encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in texts.items():
            archive.writestr(zipfile.ZipInfo(file, (1980, 1, 1, 0, 0, 0)), text)
    return QuestionnaireFile(f"{name}.zip", ZIP, packed.getvalue())


def _thawed(questionnaire: Questionnaire) -> Questionnaire:
    pages = tuple(
        page.model_copy(update={"items": tuple(_item(item) for item in page.items)})
        for page in questionnaire.pages
    )
    return questionnaire.model_copy(update={"pages": pages})


def _item(item: AnyItem) -> AnyItem:
    if isinstance(item, ChoiceQuestion) and item.choices_from:
        return item.model_copy(update={"choices": None})
    return item
