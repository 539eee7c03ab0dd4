"""The canonical content of an answer sheet: what makes two submissions of one id the same."""

import hashlib
import json

from questionnaires.engine import Answers, canonical
from survey_app.services.answering.collector_page import CollectorPage


def content_hash(page: CollectorPage, answers: Answers) -> str:
    """SHA-256 (hex) over survey, version, collector and the finished answers.

    Language, route and form token are left out on purpose: a citizen who switches the language
    or whose queue sends again has not said anything else.
    """
    head = json.dumps([page.survey_id, page.version_hash, page.code], separators=(",", ":"))
    return hashlib.sha256(head.encode() + b"\n" + canonical(answers)).hexdigest()
