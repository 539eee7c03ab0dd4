"""The kinds of an expression's parts: what is a text, a number, a yes-or-no; and what clashes."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from questionnaires.checks.names import Answer
from questionnaires.expression import Tree

Finding: TypeAlias = tuple[str, dict[str, object]]
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def find_clashes(tree: Tree, known: Mapping[str, Answer], calculated: Mapping[str, str]) -> "Kinds":
    """Walk a tree; its `kind` and `findings` tell what it gives and what cannot be right.

    Names that are not in `known` have no kind and clash with nothing: they are found elsewhere.
    `calculated` gives the kinds of calculated items met so far.
    """
    return Kinds(tree, known, calculated)


class Kinds:
    """The kind of a tree ("text", "number", "bool", "list", None: not known) and its findings."""

    def __init__(
        self, tree: Tree, known: Mapping[str, Answer], calculated: Mapping[str, str]
    ) -> None:
        self.known = known
        self.calculated = calculated
        self.findings: list[Finding] = []
        self.kind = self.walk(tree)

    def walk(self, tree: Tree) -> str | None:
        """Give the kind of a part, noting what clashes inside it."""
        return WALKERS[cast(str, tree[0])](self, tree)

    def note(self, code: str, **values: object) -> None:
        """Note a finding."""
        self.findings.append((code, values))

    def _name(self, tree: Tree) -> str | None:
        answer = self.known.get(cast(str, tree[1]))
        if answer is None or answer.kind == "grid":
            return None
        if answer.kind == "calculated":
            return self.calculated.get(cast(str, tree[1]))
        return "text" if answer.kind == "date" else answer.kind

    def _logic(self, tree: Tree) -> str:
        for part in tree[1:]:
            kind = self.walk(cast(Tree, part))
            if kind not in {"bool", None}:
                self.note("not_a_condition", part=show(cast(Tree, part)))
        return "bool"

    def _arithmetic(self, tree: Tree) -> str:
        for part in tree[1:]:
            kind = self.walk(cast(Tree, part))
            if kind not in {"number", None}:
                self.note("number_needed", part=show(cast(Tree, part)))
        return "number"

    def _comparison(self, tree: Tree) -> str:
        left, right = cast(Tree, tree[1]), cast(Tree, tree[2])
        kinds = (self.walk(left), self.walk(right))
        ordered = tree[0] not in {"==", "!="}
        if "list" in kinds:
            self.note("multiple_compared", name=show(left if kinds[0] == "list" else right))
        elif None not in kinds and (kinds[0] != kinds[1] or (ordered and "bool" in kinds)):
            self.note("unlike_kinds", left=show(left), right=show(right))
        else:
            self._constants(left, [right])
            self._constants(right, [left])
        return "bool"

    def _membership(self, tree: Tree) -> str:
        left = cast(Tree, tree[1])
        parts = [_constant(value) for value in cast(Tree, tree[2])]
        kind = self.walk(left)
        if kind == "list":
            self.note("multiple_compared", name=show(left))
        elif not parts:
            self.note("empty_list", name=show(left))
        elif kind is not None and any(self.walk(part) != kind for part in parts):
            odd = next(part for part in parts if self.walk(part) != kind)
            self.note("unlike_kinds", left=show(left), right=show(odd))
        else:
            self._constants(left, parts)
        return "bool"

    def _constants(self, left: Tree, parts: list[Tree]) -> None:
        answer = self.known.get(cast(str, left[1])) if left[0] == "name" else None
        if answer is None:
            return
        for part in parts:
            if part[0] != "text":
                continue
            text = cast(str, part[1])
            if answer.codes is not None and text not in answer.codes:
                codes = ", ".join(sorted(answer.codes))
                self.note("unknown_code", name=left[1], choice=text, codes=codes)
            if answer.kind == "date" and not DATE.fullmatch(text):
                self.note("bad_date_constant", name=left[1], value=text)

    def _has(self, tree: Tree) -> str:
        answer = self._chosen(tree, "has_needs_multiple")
        if answer is not None and answer.codes is not None and tree[2] not in answer.codes:
            codes = ", ".join(sorted(answer.codes))
            self.note("unknown_code", name=tree[1], choice=tree[2], codes=codes)
        return "bool"

    def _count(self, tree: Tree) -> str:
        self._chosen(tree, "count_needs_multiple")
        return "number"

    def _chosen(self, tree: Tree, code: str) -> Answer | None:
        answer = self.known.get(cast(str, tree[1]))
        if answer is None or answer.kind == "list":
            return answer
        self.note(code, name=tree[1])
        return None

    def _length(self, tree: Tree) -> str:
        if self.walk(cast(Tree, tree[1])) not in {"text", None}:
            self.note("len_needs_text", part=show(cast(Tree, tree[1])))
        return "number"


def show(tree: Tree) -> str:
    """Write a part of an expression the way it was typed, shortened to `…` where it is long."""
    word = tree[0]
    if word in {"name", "number", "bool"}:
        return str(tree[1])
    if word == "text":
        return f"'{tree[1]}'"
    if word in {"has", "count", "len"}:
        return f"{word}(…)"
    if len(tree) == 3 and isinstance(tree[1], list) and word not in {"in", "not in"}:
        return f"{show(tree[1])} {word} {show(cast(Tree, tree[2]))}"
    return "…"


def _constant(value: object) -> Tree:
    if isinstance(value, bool):
        return ["bool", value]
    return ["text", value] if isinstance(value, str) else ["number", cast(float, value)]


WALKERS: dict[str, Callable[[Kinds, Tree], str | None]] = {
    "name": Kinds._name,
    "text": lambda _kinds, _tree: "text",
    "number": lambda _kinds, _tree: "number",
    "bool": lambda _kinds, _tree: "bool",
    "has": Kinds._has,
    "count": Kinds._count,
    "len": Kinds._length,
    "neg": Kinds._arithmetic,
    "in": Kinds._membership,
    "not in": Kinds._membership,
    **dict.fromkeys(("and", "or", "not"), Kinds._logic),
    **dict.fromkeys(("+", "-", "*", "/"), Kinds._arithmetic),
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), Kinds._comparison),
}
