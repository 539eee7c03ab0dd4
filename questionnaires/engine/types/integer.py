"""Whole numbers: `integer`."""

from questionnaires.engine.types.number import Number


class Integer(Number):
    """An int."""

    is_whole = True
