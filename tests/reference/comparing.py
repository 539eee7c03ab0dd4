"""How our numbers are held against R's."""

from typing import Any

from tests.reference.edge import cells

Result = dict[str, Any]
EXACT, LIKELIHOOD = 1e-9, 5e-5


def close(ours: object, theirs: object, tolerance: float = EXACT) -> None:
    if isinstance(theirs, list):
        assert isinstance(ours, list | tuple)
        assert len(ours) == len(theirs)
        for one, two in zip(ours, theirs, strict=True):
            close(one, two, tolerance)
        return
    assert isinstance(ours, int | float), f"{ours} is no number, R says {theirs}"
    assert isinstance(theirs, int | float)
    assert abs(ours - theirs) <= tolerance * max(1.0, abs(theirs)), f"{ours} is not R's {theirs}"


def bounds(cell: Result) -> list[float]:
    return [cell["low"], cell["high"]]


def compare_numbers(design: Result, estimate: Result, result: Result, **keys: Any) -> None:
    """Compare means, totals or proportions: estimates, errors, t and normal intervals."""
    found = cells(design, estimate, **keys)
    normal = cells(design, {**estimate, "df": None}, **keys)
    close([cell["estimate"] for cell in found], result["estimate"])
    close([cell["se"] for cell in found], result["SE"])
    close([cell["se"] ** 2 for cell in found], [line[i] for i, line in enumerate(result["vcov"])])
    for i, (cell, other) in enumerate(zip(found, normal, strict=True)):
        if cell["estimate"] not in (0, 1) or estimate["statistic"] == "mean":
            close(cell["df"], result["df"])
            close(bounds(cell), result["confint_t"][i])
            close(bounds(other), result["confint_z"][i])
            assert other["df"] is None


def pick(result: Result, *names: str) -> Result:
    """Return the part of an R result for some of its names."""
    places = [result["names"].index(name) for name in names]
    part: Result = {
        key: [result[key][i] for i in places]
        for key in ("estimate", "SE", "confint_t", "confint_z")
        if key in result
    }
    vcov = [[result["vcov"][i][j] for j in places] for i in places]
    return {**part, "vcov": vcov, "df": result["df"]}


def one(result: Result) -> Result:
    """Return an R result whose single numbers are no lists as one of lists."""
    lists = {
        k: result[k] if isinstance(result[k], list) else [result[k]] for k in ("estimate", "SE")
    }
    return {**result, **lists, "names": [result["names"]]}


def shares(variable: str, ci: str = "mean") -> Result:
    return {"statistic": "proportion", "variable": variable, "ci": ci}
