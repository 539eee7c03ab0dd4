"""The picture of a collector for posts and link previews, kept in memory."""

from functools import lru_cache

from survey_app.printing.card import Card, draw_card
from survey_app.services.answering.collector_page import CollectorPage
from survey_app.services.coarse_date import VIETNAM
from survey_app.services.collecting.draw_qr import qr_address
from survey_app.services.collecting.share import page_invitation
from survey_app.services.context import Context

KEPT = 128
"""Pictures in memory, about 25 kB each."""


def card_png(context: Context, page: CollectorPage, language: str) -> bytes:
    """The picture of a collector's page in one of its languages; takes 40 ms the first time."""
    invitation = page_invitation(page, language)
    closes_at = invitation.closes_at
    return _draw(
        Card(
            address=qr_address(context, page.code),
            title=invitation.title,
            place=invitation.place,
            conductor=invitation.conductor,
            closes_at=closes_at.astimezone(VIETNAM) if closes_at else None,
            demonstration=invitation.demonstration,
            language=language,
        )
    )


@lru_cache(maxsize=KEPT)
def _draw(card: Card) -> bytes:
    return draw_card(card)
