"""Conditions in plain words for paper: `q1 == 'co'` → 'câu 6 trả lời “Có”'."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, cast

from questionnaires.expression import Tree, evaluate
from survey_app.printing.paper_words import condition_words, read_paper_words

Constant: TypeAlias = str | float | int | bool

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in"}
OPPOSITE |= {"not in": "in", "has": "has not", "has not": "has"}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
COMPARED = frozenset(MIRRORED)
ARITHMETIC = frozenset({"+", "-", "*", "/"})


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in a condition stands for: its question on paper, its choices by code.

    `kind` is the item type; `calculation` the tree of a value worked out, which paper does not
    have: it is said through what it is worked out from.
    """

    number: int | None
    kind: str
    row: str = ""
    text: str = ""
    choices: Mapping[str, str] | None = None
    calculation: Tree | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says conditions in one language; `look` tells what a name stands for, None for nothing."""

    language: str
    look: Callable[[str], Named | None]

    def only_if(self, tree: Tree) -> str:
        """The whole instruction: 'Chỉ trả lời nếu câu 6 trả lời “Có”.'"""
        return self._text("only_if", condition=self.say(tree))

    def say(self, tree: Tree) -> str:
        """A condition in words; `not` is carried inwards, so that none is left to read twice."""
        word = cast(str, tree[0])
        speak = SPEAKERS.get(word)
        if speak is not None:
            return speak(self, tree)
        return self._value(tree)

    def _text(self, key: str, **values: object) -> str:
        return condition_words(self.language)[key].format_map(values)

    def _joined(self, tree: Tree, key: str) -> str:
        parts = [self._inner(part, tree) for part in _parts(tree)]
        said = parts[0]
        for part in parts[1:]:
            said = self._text(key, left=said, right=part)
        return said

    def _inner(self, part: Tree, outer: Tree) -> str:
        said = self.say(part)
        is_mixed = part[0] in ("and", "or") and part[0] != outer[0]
        return self._text("group", inner=said) if is_mixed else said

    def both(self, tree: Tree) -> str:
        """Say `and`."""
        return self._joined(tree, "both")

    def either(self, tree: Tree) -> str:
        """Say `or`."""
        return self._joined(tree, "either")

    def opposite(self, tree: Tree) -> str:
        """Say `not` by saying the opposite of what follows."""
        inner = cast(Tree, tree[1])
        turned = negated(inner)
        return self._text("not", inner=self.say(inner)) if turned is None else self.say(turned)

    def compared(self, tree: Tree) -> str:
        """Say a comparison, as plainly as its sides allow."""
        sign, left, right = cast(str, tree[0]), cast(Tree, tree[1]), cast(Tree, tree[2])
        if left[0] in ("text", "number", "bool") and right[0] not in ("text", "number", "bool"):
            sign, left, right = MIRRORED[sign], right, left
        constant = _constant(right)
        if constant is not None and left[0] == "name":
            said = self._of_name(sign, cast(str, left[1]), constant)
            if said:
                return said
        if constant is not None and left[0] == "count":
            name = self._name(cast(str, left[1]))
            template = read_paper_words(self.language)["condition"]["count"][sign]
            return template.format(name=name, value=self._number(constant))
        template = read_paper_words(self.language)["condition"]["general"][sign]
        return template.format(left=self._value(left), right=self._value(right))

    def chosen(self, tree: Tree) -> str:
        """Say `in` and `not in`."""
        left, constants = cast(Tree, tree[1]), cast("list[Constant]", tree[2])
        is_in = tree[0] == "in"
        named = self.look(cast(str, left[1])) if left[0] == "name" else None
        if not constants:
            return self._text("never" if is_in else "always")
        choices = self._choices(named, constants, "last_or" if is_in else "last_and")
        name = self._value(left)
        return self._text("answers" if is_in else "answers_not", name=name, choices=choices)

    def ticked(self, tree: Tree) -> str:
        """Say `has`, or that it has not."""
        name, code = cast(str, tree[1]), cast(str, tree[2])
        named = self.look(name)
        key = "ranked" if named is not None and named.kind == "ranking" else "ticked"
        choices = self._choices(named, [code], "last_or")
        prefix = "not_" if tree[0] == "has not" else ""
        return self._text(f"{prefix}{key}", name=self._name(name), choices=choices)

    def constant(self, tree: Tree) -> str:
        """Say a condition that always or never holds."""
        return self._text("always" if tree[1] is True else "never")

    def _of_name(self, sign: str, name: str, constant: Constant) -> str:
        """A comparison of an answer with a constant; empty where only the general words fit."""
        named = self.look(name)
        if named is None or named.calculation is not None:
            return ""
        words = read_paper_words(self.language)["condition"]
        said = self._name(name)
        if named.choices is not None:
            return self._of_choices(sign, said, named, constant)
        if named.kind == "date":
            return words["date"][sign].format(name=said, value=self._day(constant))
        if isinstance(constant, str):
            key = {"==": "says", "!=": "says_not"}.get(sign)
            return self._text(key, name=said, text=constant) if key else ""
        return words["number"][sign].format(name=said, value=self._number(constant))

    def _of_choices(self, sign: str, name: str, named: Named, constant: Constant) -> str:
        if sign == "!=":
            choices = self._choices(named, [constant], "last_and")
            return self._text("answers_not", name=name, choices=choices)
        tree: Tree = [sign, ["name", "x"], _leaf(constant)]
        fitting = [code for code in named.choices or () if evaluate(tree, {"x": code}.get) is True]
        if not fitting:
            return self._text("never")
        choices = self._choices(named, fitting, "last_or")
        return self._text("answers", name=name, choices=choices)

    def _choices(self, named: Named | None, codes: Sequence[Constant], last: str) -> str:
        known = (named.choices if named is not None else None) or {}
        texts = [
            self._text("quoted", text=known[code])
            if isinstance(code, str) and code in known
            else self._plain(code)
            for code in codes
        ]
        if len(texts) == 1:
            return texts[0]
        return self._text("comma").join(texts[:-1]) + self._text(last) + texts[-1]

    def _plain(self, constant: Constant) -> str:
        if isinstance(constant, str):
            return self._text("quoted", text=constant)
        return self._number(constant)

    def _value(self, tree: Tree) -> str:
        word = cast(str, tree[0])
        if word == "name":
            return self._name(cast(str, tree[1]))
        if word in ("text", "number", "bool"):
            return self._plain(cast(Constant, tree[1]))
        if word == "count":
            return self._text("count_of", name=self._name(cast(str, tree[1])))
        if word == "len":
            return self._text("length_of", name=self._value(cast(Tree, tree[1])))
        return self._calculated(word, tree)

    def _calculated(self, word: str, tree: Tree) -> str:
        words = read_paper_words(self.language)["condition"]["arithmetic"]
        if word == "neg":
            return words["neg"].format(right=self._value(cast(Tree, tree[1])))
        if word in ARITHMETIC:
            left, right = (self._nested(cast(Tree, part)) for part in tree[1:])
            return words[word].format(left=left, right=right)
        return self._text("group", inner=self.say(tree)) if word in SPEAKERS else "…"

    def _nested(self, tree: Tree) -> str:
        said = self._value(tree)
        return self._text("group", inner=said) if tree[0] in ARITHMETIC else said

    def _name(self, name: str) -> str:
        named = self.look(name)
        if named is None:
            return self._text("quoted", text=name)
        if named.calculation is not None:
            return self._text("group", inner=self._value(named.calculation))
        if named.row:
            return self._text("row", number=named.number, row=named.row)
        return self._text("item", number=named.number)

    def _number(self, value: Constant) -> str:
        text = f"{value:.15g}" if isinstance(value, float | int) else str(value)
        return text.replace(".", ",") if self.language == "vi" else text

    def _day(self, value: Constant) -> str:
        try:
            return date.fromisoformat(str(value)).strftime("%d/%m/%Y")
        except ValueError:
            return str(value)


def negated(tree: Tree) -> Tree | None:
    """The opposite of a condition without a `not` in it (De Morgan); None where there is none."""
    word = cast(str, tree[0])
    if word == "not":
        return cast(Tree, tree[1])
    if word in ("and", "or"):
        parts = [negated(part) or ["not", part] for part in _parts(tree)]
        return ["or" if word == "and" else "and", *parts]
    if word == "bool":
        return ["bool", not tree[1]]
    return [OPPOSITE[word], *tree[1:]] if word in OPPOSITE else None


def _parts(tree: Tree) -> list[Tree]:
    return [cast(Tree, part) for part in tree[1:]]


def _constant(tree: Tree) -> Constant | None:
    if tree[0] == "neg" and isinstance(inner := tree[1], list) and inner[0] == "number":
        return -cast(float, inner[1])
    return cast(Constant, tree[1]) if tree[0] in ("text", "number") else None


def _leaf(constant: Constant) -> Tree:
    return ["text" if isinstance(constant, str) else "number", constant]


SPEAKERS: Mapping[str, Callable[[Speaker, Tree], str]] = {
    "and": Speaker.both,
    "or": Speaker.either,
    "not": Speaker.opposite,
    "in": Speaker.chosen,
    "not in": Speaker.chosen,
    "has": Speaker.ticked,
    "has not": Speaker.ticked,
    "bool": Speaker.constant,
    **dict.fromkeys(COMPARED, Speaker.compared),
}
"""How each part of a condition is said; what is left are values."""
