"""How a questionnaire behaves: answers in, path, problems and finished answers out."""

from questionnaires.engine.answers import Answers
from questionnaires.engine.canonical import canonical
from questionnaires.engine.groups import group_tags, quota_cells
from questionnaires.engine.order import VARIANTS, order_choices, order_rows
from questionnaires.engine.path import finish, visible_items
from questionnaires.engine.pipe import pipe, piped_items
from questionnaires.engine.reading import read_form, read_json
from questionnaires.engine.screens import Screen, screens
from questionnaires.engine.validate import one_per_field, validate

__all__ = [
    "VARIANTS",
    "Answers",
    "Screen",
    "canonical",
    "finish",
    "group_tags",
    "one_per_field",
    "order_choices",
    "order_rows",
    "pipe",
    "piped_items",
    "quota_cells",
    "read_form",
    "read_json",
    "screens",
    "validate",
    "visible_items",
]
