"""A briefing as sections of blocks, before it becomes a page, a document or slides."""

from dataclasses import dataclass

from analysis.charts.data import ChartData


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `kind` is plain, lead (larger), note (smaller) or warning (boxed)."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences; `leads` (as many, or none) stand in bold before them."""

    items: tuple[str, ...]
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """Names with what they mean or hold."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts: the first cell of each row is its heading; `notes` stand below it.

    `texts` are the indices of columns that hold words (set left); others hold numbers.
    `sections` name groups of rows: (index of the first row, name).
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    texts: tuple[int, ...] = (0,)
    sections: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its table: they stay on one page."""

    chart: ChartData
    table: Table | None


Block = Paragraph | Bullets | Definitions | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with blocks, then sections one level below. `key` is its id in the page."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole briefing: head, the leader's two pages, the details.

    `marker` is printed on every page ("" = none); `head` are lines under the title.
    """

    title: str
    kind: str
    agency_parent: str
    agency: str
    place: str
    date_line: str
    marker: str
    head: tuple[str, ...]
    summary: Section
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    language: str = "vi"
