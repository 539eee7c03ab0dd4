"""What each item type does with answers: one module each, and one line here."""

from collections.abc import Mapping

from questionnaires.engine.types.behaviour import Behaviour
from questionnaires.engine.types.calculate import Calculate
from questionnaires.engine.types.date import Date
from questionnaires.engine.types.decimal import Decimal
from questionnaires.engine.types.grid import Grid
from questionnaires.engine.types.integer import Integer
from questionnaires.engine.types.multiple import Multiple
from questionnaires.engine.types.note import Note
from questionnaires.engine.types.one_choice import OneChoice
from questionnaires.engine.types.ranking import Ranking
from questionnaires.engine.types.text import Text

BEHAVIOURS: Mapping[str, Behaviour] = {
    "single": OneChoice(),
    "multiple": Multiple(),
    "grid": Grid(),
    "scale": OneChoice(),
    "ranking": Ranking(),
    "integer": Integer(),
    "decimal": Decimal(),
    "text": Text(),
    "date": Date(),
    "note": Note(),
    "calculate": Calculate(),
}
