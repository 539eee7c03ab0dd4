"""The exact wording of every question and choice, as the method note promises."""

from analysis.briefing.facts import ItemFacts
from analysis.briefing.frame import Frame
from analysis.briefing.outline import Block, Bullets, Paragraph, Section
from analysis.wording import say

_HOW = {
    "multiple": "wording_section.multiple",
    "ranking": "wording_section.ranking",
    "integer": "wording_section.number",
    "decimal": "wording_section.number",
    "text": "wording_section.open",
}
OUTSIDE = "\u00a0†"


def present_questions(frame: Frame) -> Section:
    """A heading for each item with its hint, statements and choices."""
    items = [item for item in frame.facts.items if item.type not in ("note", "calculate")]
    sections = tuple(_present_item(item, index + 1) for index, item in enumerate(items))
    intro = Paragraph(say("wording_section.intro"), "note")
    return Section("wording", say("section.wording"), (intro,), sections)


def _present_item(item: ItemFacts, number: int) -> Section:
    blocks: list[Block] = []
    how = say(_HOW[item.type]) if item.type in _HOW else ""
    rows = "; ".join(row.text for row in item.rows)
    texts = [
        item.hint,
        how,
        say("opinion.asked_of", who=item.asked_of) if item.asked_of else "",
        say("wording_section.rows", rows=rows) if rows else "",
    ]
    blocks.extend(Paragraph(text) for text in texts if text)
    if item.choices:
        choices = tuple(choice.text + OUTSIDE * choice.missing for choice in item.choices)
        blocks.append(Bullets(choices))
    title = f"{say('briefing.question_number', number=number)}. {item.text}"
    return Section(f"wording-{item.id}", title, tuple(blocks))
