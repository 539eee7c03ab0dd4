"""Each kind of block as HTML."""

from functools import singledispatch
from itertools import count

from analysis.briefing.html.elements import Html, join, raw, tag, words
from analysis.briefing.outline import Block, Bullets, Definitions, Figure, Paragraph, Table
from analysis.charts import note_lines, svg
from analysis.charts.drawing import NARROW, WIDE
from analysis.wording import say


class Numbering:
    """Ids that no two parts of one page share."""

    def __init__(self) -> None:
        self._next = count(1)

    def make(self, prefix: str) -> str:
        """A new id such as `table-7`."""
        return f"{prefix}-{next(self._next)}"


@singledispatch
def render_block(block: Block, _ids: Numbering) -> Html:
    """A block as HTML; TypeError for a kind that has no renderer."""
    raise TypeError(type(block).__name__)


@render_block.register
def _paragraph(block: Paragraph, _ids: Numbering) -> Html:
    if block.kind == "plain":
        return tag("p", words(block.text))
    return tag("p", words(block.text), class_=block.kind)


@render_block.register
def _bullets(block: Bullets, _ids: Numbering) -> Html:
    if not block.items:
        return raw("")
    leads = block.leads or ("",) * len(block.items)
    return tag("ul", *map(_item, leads, block.items))


def _item(lead: str, text: str) -> Html:
    return tag("li", tag("b", lead), " ", words(text)) if lead else tag("li", words(text))


@render_block.register
def _definitions(block: Definitions, _ids: Numbering) -> Html:
    pairs = (tag("div", tag("dt", name), tag("dd", words(text))) for name, text in block.pairs)
    return tag("dl", *pairs)


@render_block.register
def _table(block: Table, ids: Numbering) -> Html:
    return tag("div", _scrolled(block, ids), _notes(block.notes), class_=_keeping(block))


def _keeping(table: Table) -> str:
    """Short tables stay on one page; long ones may break between rows."""
    return "keep" if len(table.rows) <= 14 else "long"


def _scrolled(table: Table, ids: Numbering) -> Html:
    key = ids.make("table")
    head = tag(
        "thead",
        tag("tr", *(_head(i, text, table) for i, text in enumerate(table.columns))),
    )
    body = join(*_bodies(table))
    caption = tag("caption", table.caption, id=key)
    return tag(
        "div", tag("table", caption, head, body, class_=_density(table)),
        class_="scroll", role="group", aria_labelledby=key, tabindex="0",
    )  # fmt: skip


def _bodies(table: Table) -> list[Html]:
    """A body for each section of rows, headed by its name; one body where there are none."""
    starts = [start for start, _ in table.sections]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    names = dict(table.sections)
    bodies = []
    for start, end in zip(starts, [*starts[1:], len(table.rows)], strict=True):
        rows = [_row(row, table) for row in table.rows[start:end]]
        if start in names:
            rows.insert(0, _section_head(names[start], len(table.columns)))
        bodies.append(tag("tbody", *rows))
    return bodies


def _section_head(name: str, width: int) -> Html:
    cell = tag("th", name, scope="rowgroup", colspan=str(width), class_="t section")
    return tag("tr", cell)


def _density(table: Table) -> str:
    return "dense" if len(table.columns) > 6 else "open"


def _head(index: int, text: str, table: Table) -> Html:
    if index in table.texts:
        return tag("th", text, scope="col", class_="t")
    return tag("th", text, scope="col")


def _row(row: tuple[str, ...], table: Table) -> Html:
    cells = [tag("th", row[0], scope="row", class_="t")]
    hidden = {say("cell.hidden"), say("cell.too_few"), say("cell.absent")}
    for index, text in enumerate(row[1:], start=1):
        kind = "t" if index in table.texts else "h" if text in hidden else ""
        cells.append(tag("td", text, class_=kind) if kind else tag("td", text))
    return tag("tr", *cells)


def _notes(notes: tuple[str, ...]) -> Html:
    return join(*(tag("p", note, class_="note") for note in notes))


@render_block.register
def _figure(block: Figure, ids: Numbering) -> Html:
    chart = block.chart
    wide = svg(chart.with_key(ids.make(chart.key)), width=WIDE, with_title=False, with_notes=False)
    narrow = svg(
        chart.with_key(ids.make(chart.key)), width=NARROW, with_title=False, with_notes=False
    )
    pictures = join(tag("div", raw(wide), class_="wide"), tag("div", raw(narrow), class_="narrow"))
    caption = tag("figcaption", *(tag("p", line, class_="note") for line in note_lines(chart)))
    parts = [tag("figure", pictures, caption)]
    if block.table is not None:
        shown = set(note_lines(chart))
        notes = tuple(note for note in block.table.notes if note not in shown)
        parts.append(join(_scrolled(block.table, ids), _notes(notes)))
    return tag("div", *parts, class_="keep")
