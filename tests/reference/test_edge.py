"""Every entry of the edge reference against R's `survey` 4.4-2, by name.

Differences up to 1e-9 agree (relative for numbers above 1), 5e-5 for likelihood intervals, 1e-5 for
standard errors after raking. Where R fails, is silent or gives a point, the test asserts our named
error or defined value. What is not covered yet is listed with its reason.
"""

import sys
from collections.abc import Callable

import pytest

from analysis.error import AnalysisError
from analysis.plan import parse_plan
from analysis.run import run
from analysis.weighting.row_weights import row_weights
from tests.reference.comparing import (
    EXACT,
    LIKELIHOOD,
    Result,
    bounds,
    close,
    compare_numbers,
    one,
    pick,
    shares,
)
from tests.reference.edge import CLUSTERED, DESIGNS, MARGINS, answer, cells, entries, rows, source

NOT_COVERED = {
    "na_mean_keep": "R keeps missing values and gives NA; here they are out of the base",
    "rake4_default_mean": "R stops raking early by default; rake4_mean is compared",
}


MEAN = {"statistic": "mean", "variables": ["spend"]}
TOTAL = {"statistic": "total", "variables": ["spend"]}
NPS = {"statistic": "nps", "variable": "nps"}
PART = {"measure": "proportion"}
BY_SEX = {"by": ["sex"]}
RESPONSES = {
    "statistic": "multiple",
    "variables": ["m1", "m2", "m3", "m4"],
    "base": "responses",
}


# -- lonely sampling units -------------------------------------------------------------------------


def lonely(name: str, entry: Result) -> None:
    _, _, policy, kind = name.split(".")
    design = {**CLUSTERED, "lonely_psu": policy}
    if kind == "fpc":
        design["fpc"] = ["npsu_pop"]
    if policy == "fail":
        with pytest.raises(AnalysisError) as refused:
            answer(design, MEAN)
        assert refused.value.code == "lonely_psu"
        assert "6" in refused.value.detail
        return
    result = entry["result"]
    if kind == "mean":
        categories = [f"factor(q2){i}" for i in (1, 2, 3, 5)]
        compare_numbers(design, shares("q2"), pick(result, *categories))
        compare_numbers(design, MEAN, pick(result, "spend"))
    elif kind == "total":
        compare_numbers(design, TOTAL, one(result))
    elif kind == "fpc":
        compare_numbers(design, MEAN, one(result))
    else:
        compare_test(design, "q2", "sex", "rao_scott_f", result)


def adjdomain_off(_design: Result, result: Result) -> None:
    design = {**CLUSTERED, "lonely_psu": "adjust"}
    compare_numbers(design, {**MEAN, "where": "dom == 1 or dom == 2"}, one(result))


def adjdomain_on(_design: Result, result: Result) -> None:
    design = {**CLUSTERED, "lonely_psu": "adjust", "adjust_domain_lonely": True}
    compare_numbers(design, {**MEAN, "where": "dom == 1 or dom == 2"}, one(result))


# -- missing answers, empty categories, small domains ----------------------------------------------


def na_mean_rm(design: Result, result: Result) -> None:
    estimate = {"statistic": "mean", "variables": ["q1"], "deff": True}
    compare_numbers(design, estimate, one(result))
    close(cells(design, estimate)[0]["deff"], result["deff"])


def na_prop_rm(design: Result, result: Result) -> None:
    compare_numbers(design, shares("q1"), result)


def empty_category(design: Result, result: Result) -> None:
    compare_numbers(design, shares("q2"), pick(result, "q2f1", "q2f2", "q2f3", "q2f5"))


def empty_category_total(design: Result, result: Result) -> None:
    estimate = {"statistic": "total", "variables": ["q2"], "indicator": True}
    compare_numbers(design, estimate, pick(result, "q2f1", "q2f2", "q2f3", "q2f5"))


def empty_cell_by(design: Result, result: Result) -> None:
    estimate = {**shares("q2"), "by": ["dom"], "df": None}
    for cell in cells(design, estimate):
        row = result["rownames"].index(cell["by"]["dom"])
        name = f"q2f{cell['category']}"
        close(cell["estimate"], result["columns"][name][row])
        if cell["n"] == 1:
            assert cell["se"] is None
            assert "one_respondent" in cell["flags"]
            continue
        close(cell["se"], result["columns"][f"se.{name}"][row])
        if 0 < cell["estimate"] < 1:
            limits = [result["columns"][f"ci_{side}.{name}"][row] for side in "lu"]
            close(bounds(cell), limits)
        else:
            assert cell["low"] < cell["high"]


def one_respondent_domain(design: Result, result: Result) -> None:
    (cell,) = cells(design, {**MEAN, "where": "dom == 1"})
    close(cell["estimate"], result["estimate"])
    assert (cell["se"], cell["low"], cell["high"], cell["n"]) == (None, None, None, 1)
    assert "one_respondent" in cell["flags"]


def one_respondent_domain_by(design: Result, result: Result) -> None:
    found = cells(design, {**MEAN, "by": ["dom"], "df": None})
    close([cell["estimate"] for cell in found], result["columns"]["spend"])
    assert found[0]["se"] is None
    close([cell["se"] for cell in found[1:]], result["columns"]["se"][1:])
    close([bounds(cell) for cell in found[1:]], result["confint"][1:])


def empty_domain(design: Result, _result: Result) -> None:
    (cell,) = cells(design, {**MEAN, "where": "dom == 99"})
    assert (cell["estimate"], cell["se"], cell["low"], cell["n"]) == (None, None, None, 0)
    assert "empty" in cell["flags"]


def prop1(design: Result, result: Result) -> None:
    (cell,) = cells(design, shares("q3"))
    close([cell["estimate"], cell["se"]], [result["estimate"][1], result["SE"][1]])


# -- derived variables -----------------------------------------------------------------------------


def nps(design: Result, result: Result) -> None:
    compare_numbers(design, {"statistic": "mean", "variables": ["nps100"]}, one(result))
    compare_numbers(design, {"statistic": "nps", "variable": "nps"}, one(result))


def nps_by(design: Result, result: Result) -> None:
    (wanted,) = (column for name, column in result["columns"].items() if name.startswith("I("))
    for own in ({"statistic": "mean", "variables": ["nps100"]}, NPS):
        found = cells(design, {**own, "by": ["sex"], "df": None})
        close([cell["estimate"] for cell in found], wanted)
        close([cell["se"] for cell in found], result["columns"]["se"])
        close([bounds(cell) for cell in found], result["confint"])


def top2(design: Result, result: Result) -> None:
    compare_numbers(design, shares("top"), result)
    box = {"statistic": "top_box", "variable": "q1", "categories": ["4", "5"], "ci": "mean"}
    compare_numbers(design, box, pick(result, "I(q1 >= 4)TRUE"))


def wave_diff(design: Result, result: Result) -> None:
    waves = {"statistic": "difference", "group": "wave", "levels": ["2", "1"], "variable": "q1"}
    box = {"measure": "top_box", "categories": ["4", "5"]}
    compare_numbers(design, {**waves, **box}, one(result))
    compare_numbers(design, {**waves, "measure": "mean", "variable": "top"}, one(result))


def colprop_pairs(design: Result, result: Result) -> None:
    pairs = {"statistic": "difference", "group": "age", "variable": "q2", "categories": ["1"]}
    order = [f"{cell['level']}-{cell['against']}" for cell in cells(design, {**pairs, **PART})]
    compare_numbers(design, {**pairs, **PART}, pick(result, *order))
    compare_numbers(design, {**pairs, "measure": "top_box"}, pick(result, *order))


def quantile_na(design: Result, result: Result) -> None:
    probs = {"statistic": "quantile", "variable": "income", "probs": [0.25, 0.5, 0.75]}
    found = cells(design, probs)
    wanted = result["vars"]["income"]["value"]
    close([[cell["estimate"], *bounds(cell), cell["se"]] for cell in found], wanted)
    close([cell["se"] for cell in found], result["SE"])


def median_by(design: Result, result: Result) -> None:
    found = cells(design, {"statistic": "quantile", "variable": "spend", "probs": 0.5, **BY_SEX})
    columns = result["columns"]
    close([cell["estimate"] for cell in found], columns["spend"])
    close([cell["se"] for cell in found], columns["se.spend"])
    close([cell["low"] for cell in found], columns["ci_l"])
    close([cell["high"] for cell in found], columns["ci_u"])


def mr_respondents_base(design: Result, result: Result) -> None:
    variables = ["m1", "m2", "m3", "m4"]
    compare_numbers(design, {"statistic": "multiple", "variables": variables, "ci": "mean"}, result)


def mr_response_base(design: Result, result: Result) -> None:
    for i in range(4):
        estimate = {
            "statistic": "ratio",
            "numerator": f"m{i + 1}",
            "denominator": "msum",
            "df": None,
        }
        (cell,) = cells(design, estimate)
        close([cell["estimate"], cell["se"]], [result["estimate"][i][0], result["SE"][i]])
        close(bounds(cell), result["confint"][i])
    for i, cell in enumerate(cells(design, {**RESPONSES, "ci": "mean", "df": None})):
        close([cell["estimate"], cell["se"]], [result["estimate"][i][0], result["SE"][i]])
        if cell["estimate"] > 0:
            close(bounds(cell), result["confint"][i])


# -- tests of crosstabs ----------------------------------------------------------------------------


def compare_test(design: Result, row: str, column: str, name: str, result: Result) -> None:
    estimate = {"statistic": "crosstab", "rows": row, "columns": column, "tests": [name]}
    found = answer(design, estimate)["estimates"][0]["tests"][name]
    (statistic,) = result["statistic"].values()
    close(found["statistic"], statistic)
    close(found["p"], result["p.value"])
    parameters = list(result["parameter"].values())
    close([found["ndf"], found["ddf"]][: len(parameters)], parameters)
    assert found["ddf"] is not None or len(parameters) == 1


def chisq(row: str, column: str, name: str) -> Callable[[Result, Result], None]:
    return lambda design, result: compare_test(design, row, column, name, result)


# -- weighting -------------------------------------------------------------------------------------


def kish(design: Result, result: Result) -> None:
    weights = answer(design)["weights"]
    r = dict(zip(result["names"], result["value"], strict=True))
    n, total, effective = weights["n"], weights["sum"], weights["n_effective"]
    squares = total**2 / effective
    positive = weights["n_positive"]
    close([n, positive, total], [r["n"], r["n_pos"], r["sumw"]])
    close([squares, effective, weights["kish_deff"]], [r["sumw2"], r["neff"], r["deff"]])
    close(positive / effective, r["deff_pos"])
    close((squares - total**2 / n) / (n - 1) / (total / n) ** 2, r["cv2"])


def rake_plan(design: Result, targets: Result, *estimates: Result) -> Result:
    return {
        "format": "ydan-analysis/1",
        "design": design,
        "weighting": [{"method": "rake", "targets": targets, "residuals": "unit"}],
        "estimates": [{"id": str(i), **estimate} for i, estimate in enumerate(estimates)],
    }


def rake4(design: Result, result: Result) -> None:
    weights = row_weights(parse_plan(rake_plan(design, MARGINS)), source())
    close(weights.tolist(), result["value"])


def rake4_mean(design: Result, result: Result) -> None:
    plan = rake_plan(design, MARGINS, shares("q2"), MEAN)
    found = run(parse_plan(plan), source())
    listed = [cell for estimate in found["estimates"] for cell in estimate["cells"]]
    wanted = [value for value in result["estimate"] if value != 0]
    close([cell["estimate"] for cell in listed], wanted)
    assert all(error is None for error in result["SE"]), "R divides by weights of 0"
    assert all(0 < (cell["se"] or 0) < 0.3 for cell in listed)
    for margin in found["weights"]["margins"]:
        close(margin["achieved"], margin["target"], 1e-10)


def rake_contradictory(design: Result, _result: Result) -> None:
    targets = {**MARGINS, "age": {"1": 250, "2": 300, "3": 250, "4": 400}}
    with pytest.raises(AnalysisError) as refused:
        answer(design, weighting=rake_plan(design, targets)["weighting"])
    assert refused.value.code == "contradictory_margins"
    assert "1200" in refused.value.detail


def rake_zero_cell(design: Result, _result: Result) -> None:
    kept = [row for row in rows() if not (row["sex"] == "1" and row["age"] == "1")]
    targets = {
        "sex": {"1": 900, "2": 100},
        "age": {"1": 400, "2": 200, "3": 200, "4": 200},
    }
    with pytest.raises(AnalysisError) as refused:
        run(parse_plan(rake_plan(design, targets)), source(kept))
    assert refused.value.code == "impossible_cell"


# -- intervals of proportions ----------------------------------------------------------------------


def interval(variable: str, category: str, method: str) -> Callable[[Result, Result], None]:
    def compare(design: Result, result: Result) -> None:
        found = cells(design, shares(variable, method))
        cell = next(cell for cell in found if cell["category"] == category)
        if cell["estimate"] in (0, 1):
            edge = 0.05 ** (1 / cell["n_effective"])
            close(bounds(cell), [0.0, 1 - edge] if cell["estimate"] == 0 else [edge, 1.0])
            assert cell["se"] == 0
            return
        tolerance = LIKELIHOOD if method == "likelihood" else EXACT
        close(cell["estimate"], result["estimate"], 1e-8 if method == "likelihood" else EXACT)
        close(cell["se"] ** 2, result["var"])
        close(bounds(cell), result["ci"], tolerance)

    return compare


COMPARE: dict[str, Callable[[Result, Result], None]] = {
    function.__name__: function
    for function in (
        adjdomain_off,
        adjdomain_on,
        na_mean_rm,
        na_prop_rm,
        empty_category,
        empty_category_total,
        empty_cell_by,
        one_respondent_domain,
        one_respondent_domain_by,
        empty_domain,
        prop1,
        nps,
        nps_by,
        top2,
        mr_respondents_base,
        mr_response_base,
        wave_diff,
        colprop_pairs,
        quantile_na,
        median_by,
        kish,
        rake4,
        rake4_mean,
        rake_contradictory,
        rake_zero_cell,
    )
}
COMPARE["wave_diff_num"] = wave_diff
COMPARE["chisq_empty_cat"] = chisq("q2", "sex", "rao_scott_f")
COMPARE["chisq_na"] = chisq("q1", "sex", "rao_scott_f")
COMPARE["chisq_empty_cell_F"] = chisq("q2", "dom", "rao_scott_f")
COMPARE["chisq_empty_cell_Chisq"] = chisq("q2", "dom", "rao_scott_chisq")
COMPARE["chisq_empty_cell_adjWald"] = chisq("q2", "dom", "adjusted_wald")
for method in ("logit", "likelihood", "asin", "beta", "mean", "xlogit"):
    COMPARE[f"ciprop0.{method}"] = interval("q2x", "4", method)
    COMPARE[f"ciprop1.{method}"] = interval("q3", "1", method)
    COMPARE[f"ciprop_rare.{method}"] = interval("q4", "1", method)
    COMPARE[f"ciprop_na.{method}"] = interval("top", "1", method)


def short(name: str) -> str:
    return name.partition(".")[2]


COVERED = [name for name in entries() if short(name) not in NOT_COVERED]


@pytest.mark.parametrize("name", COVERED)
def test_entry_agrees_with_r(name: str) -> None:
    entry = entries()[name]
    if ".lonely." in name:
        lonely(name, entry)
    else:
        design = DESIGNS.get(name.partition(".")[0], {})
        COMPARE[short(name)](design, entry.get("result", {}))


def test_every_entry_is_covered_or_named(capsys: pytest.CaptureFixture[str]) -> None:
    left = [name for name in entries() if name not in COVERED]
    lines = [f"  {name}: {NOT_COVERED[short(name)]}" for name in left]
    head = f"\nedge reference: {len(COVERED)} of {len(entries())} entries are compared; not yet:"
    with capsys.disabled():
        sys.stdout.write("\n".join([head, *lines, ""]))
    assert len(entries()) == 187
    assert {short(name) for name in left} == set(NOT_COVERED)
