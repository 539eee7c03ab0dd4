// The walker: the value of a condition's tree, null where it is unknown. Its rules are those of
// questionnaires/expression/__init__.py; one file of vectors holds both to them.
(function () {
  "use strict";
  const is = (type, ...values) => values.every((value) => typeof value === type);
  const invert = (value) => (value === null ? null : !value);
  const alike = (a, b) => is("string", a, b) || is("number", a, b);
  const equal = (a, b) => (alike(a, b) || is("boolean", a, b) ? a === b : null);
  const less = (a, b) => (alike(a, b) ? a < b : null);
  const finite = (value) => (Number.isFinite(value) ? value : null);
  const logic = (values, stop) =>
    values.includes(stop) ? stop : values.every((value) => value === !stop) ? !stop : null;
  const among = (value, list) => {
    if (is("object", value)) return null;
    const found = list.map((constant) => equal(value, constant));
    return found.includes(true) ? true : found.includes(null) ? null : false;
  };
  const compare = {
    "==": equal, "!=": (a, b) => invert(equal(a, b)), "<": less, ">": (a, b) => less(b, a),
    "<=": (a, b) => invert(less(b, a)), ">=": (a, b) => invert(less(a, b)),
  };
  const sums = {
    "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b,
  };
  const list = (value, result) => (Array.isArray(value) ? result(value) : null);
  const forms = {
    text: (tree) => tree[1],
    number: (tree) => tree[1],
    bool: (tree) => tree[1],
    name: (tree, at, named) => named(),
    and: (tree, at) => logic(tree.slice(1).map((part, index) => at(index + 1)), false),
    or: (tree, at) => logic(tree.slice(1).map((part, index) => at(index + 1)), true),
    not: (tree, at) => { const value = at(1); return is("boolean", value) ? !value : null; },
    in: (tree, at) => among(at(1), tree[2]),
    "not in": (tree, at) => invert(among(at(1), tree[2])),
    has: (tree, at, named) => list(named(), (codes) => codes.includes(tree[2])),
    count: (tree, at, named) => list(named(), (codes) => codes.length),
    len: (tree, at) => { const value = at(1); return is("string", value) ? Array.from(value).length : null; },
    neg: (tree, at) => { const value = at(1); return is("number", value) ? -value : null; },
  };
  function walk(tree, answer) {
    const word = tree[0];
    const at = (index) => walk(tree[index], answer);
    const named = () => { const value = answer(tree[1]); return value === undefined ? null : value; };
    if (forms[word]) return forms[word](tree, at, named);
    if (compare[word]) return compare[word](at(1), at(2));
    if (!sums[word]) return null;
    const a = at(1), b = at(2);
    return is("number", a, b) ? finite(sums[word](a, b)) : null;
  }
  window.ydanWalk = walk;
})();
