"""The paper form of a survey as a PDF, in each of its languages."""

from dataclasses import asdict
from pathlib import Path

from questionnaires.model import Questionnaire
from survey_app.printing.paper_form import render_paper_form
from survey_app.printing.paper_words import privacy_sentence, read_paper_words
from survey_app.services.context import Context
from survey_app.services.find_survey import get_questionnaire, get_survey
from survey_app.services.refusal import Refusal
from survey_app.services.sheets.form_outline import OutlineItem, outline_of


def print_paper_form(
    context: Context, survey_id: int, path: Path, language: str | None = None
) -> None:
    """Write the form. Raises Refusal `unknown_survey`, `unknown_language` or `cannot_write`."""
    pdf = make_paper_form(context, survey_id, language)
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise Refusal("cannot_write", path=path, detail=error.strerror) from error


def make_paper_form(context: Context, survey_id: int, language: str | None = None) -> bytes:
    """The form as PDF, in the questionnaire's own language unless told.

    Raises Refusal `unknown_survey` or `unknown_language`.
    """
    with context.database.session() as session:
        survey = get_survey(session, survey_id)
        questionnaire = get_questionnaire(session, survey.version_hash)
    wanted = language or questionnaire.language
    if wanted not in questionnaire.shown_languages:
        known = ", ".join(questionnaire.shown_languages)
        raise Refusal("unknown_language", language=wanted, languages=known)
    return render_paper_form(describe_form(questionnaire.in_language(wanted)))


def describe_form(questionnaire: Questionnaire) -> dict[str, object]:
    """The data that the template lays out."""
    language = questionnaire.language
    words = read_paper_words(language)
    outline = outline_of(questionnaire)
    privacy = questionnaire.privacy
    return {
        "language": language,
        "words": {key: text for key, text in words["form"].items() if isinstance(text, str)},
        "rules": words["rule"],
        "title": questionnaire.title,
        "demonstration": questionnaire.demonstration,
        "intro": questionnaire.intro,
        "closing": questionnaire.closing,
        "conductor": questionnaire.conductor.rstrip("."),
        "contact": questionnaire.contact.rstrip("."),
        "privacy": privacy_sentence(language, privacy.mode, privacy.k_min),
        "is_named": privacy.mode == "named",
        "consent": questionnaire.consent.model_dump(),
        "pages": [
            {"title": page.title, "items": [asdict(item) for item in page.items]}
            for page in outline.pages
        ],
        "codes": [_codes(item) for page in outline.pages for item in page.items if item.number],
    }


def _codes(item: OutlineItem) -> dict[str, object]:
    """One line of the table of codes: the item, and its marks where they are not the codes."""
    pairs = [f"{o.mark} = {o.code}" for o in item.options if o.mark != o.code]
    rows = [row.code for row in item.rows]
    return {"number": item.number, "id": item.id, "pairs": pairs, "rows": rows}
