"""Conditions and small calculations: text -> JSON tree -> value. Standard library only.

Trees are nested lists that survive JSON; the same tree is walked here, on the phone, and over the
columns of the analysis. Their forms (`a`, `b` are trees):

    ["name", "q1"]  ["name", "q4.thai_do"]      the answer under that name, or unknown
    ["text", "co"]  ["number", 18]  ["bool", true]                      constants
    ["unknown"]                                 only from `bind`: a name without an answer
    ["and", a, b, …]  ["or", …]  ["not", a]     Kleene's three-valued logic
    ["==", a, b]  "!="  "<"  "<="  ">"  ">="    a comparison
    ["in", a, [constants…]]  ["not in", …]      raw JSON constants, texts or numbers
    ["has", "q3", "water"]                      is the choice among those chosen
    ["count", "q3"]                             how many are chosen
    ["len", a]                                  code points of a text
    ["+", a, b]  "-"  "*"  "/"  ["neg", a]      arithmetic in double precision

Rules that every walker keeps:

- A value is a text, a number, a boolean or, for a multiple or ranking item, a list of codes;
  unknown is None here, null or undefined on the phone.
- Whatever is not defined is unknown: an unanswered name; a comparison, `in` or arithmetic of
  unlike kinds (a text with a number, a number with a boolean, anything with a list); `<` and its
  kin on booleans; `len` of a non-text; `has` and `count` of a non-list; `and`, `or`, `not` of a
  non-boolean; a division by zero; a result that is infinite or no number.
- `and` is false if any part is false, else unknown if any is unknown, else true; `or` mirrors it.
- `in` is the `or` of the equalities with each constant, unknown for an unknown left side; `not in`
  is its `not`. An empty list gives false.
- Texts are compared by UTF-16 code units, as JavaScript does; equality is exact (both sides NFC).
- A condition holds only if its value is true: unknown is not true.
"""

from questionnaires.expression.evaluate import Lookup, Value, bind, evaluate, is_true, names
from questionnaires.expression.parse import ExpressionError, Tree, parse

__all__ = [
    "ExpressionError",
    "Lookup",
    "Tree",
    "Value",
    "bind",
    "evaluate",
    "is_true",
    "names",
    "parse",
]
