"""What is posted with a link: a ready text for Zalo and Facebook, and the words of the preview."""

from dataclasses import dataclass
from datetime import datetime

from questionnaires.model import Questionnaire
from survey_app.services.answering.collector_page import CollectorPage
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.context import Context
from survey_app.services.places import Place
from survey_app.store.models import Survey
from survey_app.wording import say


@dataclass(frozen=True, slots=True)
class Share:
    """The address of a collector below `YDAN_PUBLIC_URL`, that of its card, the text to post."""

    address: str
    card: str
    text: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation to a survey says, whoever shows it; `place` with its province or ''."""

    title: str
    conductor: str
    place: str
    closes_at: datetime | None
    demonstration: bool
    language: str


def share_address(context: Context, code: str) -> str:
    """The address to post. Example: 'https://ydan.example/s/K7M2QP'."""
    return f"{context.settings.public_url}/s/{code}"


def share_of(
    context: Context, survey: Survey, questionnaire: Questionnaire, code: str, place: Place
) -> Share:
    """The address and the text of a collector."""
    invitation = Invitation(
        title=questionnaire.title,
        conductor=questionnaire.conductor,
        place=place.full,
        closes_at=survey.close_at,
        demonstration=questionnaire.demonstration,
        language=questionnaire.language,
    )
    address = share_address(context, code)
    return Share(address, f"{address}/card.png", share_text(invitation, address))


def page_invitation(page: CollectorPage, language: str) -> Invitation:
    """The invitation behind a citizen's page, in one of its languages."""
    questionnaire = page.questionnaire.in_language(language)
    return Invitation(
        title=questionnaire.title,
        conductor=questionnaire.conductor,
        place=page.place,
        closes_at=page.close_at,
        demonstration=page.demonstration,
        language=language,
    )


def share_text(invitation: Invitation, address: str) -> str:
    """The text to post, a sentence a line, the address last."""
    last = f"{say('Answer here:', invitation.language)} {address}"
    return "\n".join((invitation.title, describe(invitation), last))


def describe(invitation: Invitation) -> str:
    """Who is asked where, who asks, until when: one paragraph."""
    language = invitation.language
    parts = []
    if invitation.demonstration:
        parts.append(say("DEMONSTRATION, not a real survey.", language))
    if invitation.place:
        parts.append(
            say("The people of %(place)s are invited to say what they think.", language,
                place=_inside(invitation.place))
        )  # fmt: skip
    else:
        parts.append(say("You are invited to say what you think.", language))
    if invitation.conductor:
        conductor = invitation.conductor.rstrip(".")
        parts.append(say("Run by: %(conductor)s.", language, conductor=conductor))
    if invitation.closes_at:
        moment = invitation.closes_at.astimezone(VIETNAM)
        parts.append(
            say("Open until %(hour)s on %(day)s.", language, hour=f"{moment:%H:%M}",
                day=f"{moment:%d/%m/%Y}")
        )  # fmt: skip
    return " ".join(parts)


def _inside(place: str) -> str:
    """The place as it stands inside a sentence: 'phường Tân Phong, tỉnh Lai Châu'."""
    return place[:1].lower() + place[1:]
