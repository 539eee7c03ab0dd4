"""Where in its file each part of a questionnaire stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.reader.yaml_text import Data, Parsed, Path

NAMING_KEYS = ("id", "code", "group")


@dataclass(frozen=True)
class SourceMap:
    """Lines by path: `title`, `pages.a`, `items.q1.show_if`, `lists.x.1`, `weighting.targets.gioi`.

    Parts of a list go by their `id`, `code` or `group`, else by number from 0; items stand under
    `items` without their page. These are also the paths of translated texts.
    """

    file: str
    lines: Mapping[str, int]
    sidecars: Mapping[str, "SourceMap"] = field(default_factory=dict)

    def line(self, where: str) -> int | None:
        """Give the line of a path, or of the nearest part around it that is known."""
        while where:
            if where in self.lines:
                return self.lines[where]
            where = where.rpartition(".")[0]
        return self.lines.get("")

    def sidecar(self, language: str) -> "SourceMap | None":
        """Give the map of a translation's file, or None."""
        return self.sidecars.get(language)


def make_source_map(file: str, parsed: Parsed) -> SourceMap:
    """Give the map of one parsed file."""
    lines: dict[str, int] = {}
    for path, line in parsed.lines.items():
        lines.setdefault(where_of(path, parsed.data), line)
    return SourceMap(file, lines)


def where_of(path: Path, data: Data) -> str:
    """Name a path of keys and numbers the way people do: `items.q1.choices.co`."""
    names: list[str] = []
    for depth, key in enumerate(path):
        if isinstance(data, dict):
            data = data.get(str(key))
            names.append(str(key))
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
            names.append(_name_of(data, key))
            if depth == 3 and names[0] == "pages" and names[2] == "items":
                names = ["items", names[3]]
        else:
            names.append(str(key))
    return ".".join(names)


def _name_of(data: Data, number: int) -> str:
    if isinstance(data, dict):
        for key in NAMING_KEYS:
            value = data.get(key)
            if isinstance(value, str) and value:
                return value
    return str(number)
