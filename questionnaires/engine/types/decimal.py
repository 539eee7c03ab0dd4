"""Numbers: `decimal`."""

from questionnaires.engine.types.number import Number


class Decimal(Number):
    """A float."""
