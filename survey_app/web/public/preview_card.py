"""What a link shows when it is posted: Open Graph words and the address of a picture."""

from dataclasses import dataclass

from survey_app.services.answering.collector_page import CollectorPage
from survey_app.services.collecting.share import describe, page_invitation


@dataclass(frozen=True, slots=True)
class Preview:
    """The words of a preview and its addresses, all below `YDAN_PUBLIC_URL`; nobody's data."""

    text: str
    address: str
    image: str


def make_preview(public_url: str, page: CollectorPage, language: str) -> Preview:
    """The preview of a collector's page in one of its languages."""
    address = f"{public_url}/s/{page.code}"
    query = "" if language == page.questionnaire.language else f"?lang={language}"
    text = describe(page_invitation(page, language))
    return Preview(text, f"{address}{query}", f"{address}/card.png{query}")
