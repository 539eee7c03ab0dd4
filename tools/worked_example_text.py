"""The figures of the worked example as Vietnamese writes them, put into tools/worked_example.md."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Found = Mapping[str, Any]
TEMPLATE = Path(__file__).with_name("worked_example.md")
AGES = ("18-34", "35-54", "55+")
LABELS = {"nam": "nam", "nu": "nữ", "dong_bang": "đồng bằng", "mien_nui": "miền núi"}
FIRST_LINES = 5


def page(plan: Found, people: Sequence[Mapping[str, str]], answer: Found) -> str:
    """Return the page of a plan, its data and its answer."""
    found = {one["id"]: one for one in answer["estimates"]}
    liked = next(cell for cell in found["hai_long"]["cells"] if cell["category"] == "co")
    return TEMPLATE.read_text(encoding="utf-8").format(
        plan=_json(plan, 1),
        **_data(people),
        **_weights(answer["weights"]),
        **_share(liked),
        **_means(found["cho"]["cells"]),
        **_crosstab(found["theo_tuoi"]),
        **_difference(found["chenh"]["cells"][0]),
    )


def number(value: float, decimals: int = 0) -> str:
    """Return a number as Vietnamese writes it: `1.234,5`."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def percent(share: float) -> str:
    """Return a share as `59,0%`."""
    return f"{number(100 * share, 1)}%"


def _excerpt(cell: Found, keys: str) -> str:
    """Return some keys of a cell as a block of JSON, numbers to six decimals."""
    chosen = {key: cell[key] for key in keys.split()}
    return _json({key: round(x, 6) if isinstance(x, float) else x for key, x in chosen.items()})


def _json(document: Found, indent: int | None = None) -> str:
    return f"```json\n{json.dumps(document, ensure_ascii=False, indent=indent)}\n```"


def _data(people: Sequence[Mapping[str, str]]) -> dict[str, str]:
    villages = len({person["thon"] for person in people})
    lines = [",".join(people[0]), *(",".join(person.values()) for person in people)]
    return {
        "people": number(len(people)),
        "villages": number(villages),
        "of_village": number(len(people) // villages),
        "first_lines": "\n".join(lines[:FIRST_LINES]),
    }


def _weights(weights: Found) -> dict[str, str]:
    rows = []
    for margin in weights["margins"]:
        label = LABELS.get(margin["category"], margin["category"])
        shares = [
            percent(margin["before"] / weights["n"]),
            percent(margin["target"] / weights["sum"]),
            percent(margin["achieved"] / weights["sum"]),
        ]
        rows.append(f"| {margin['variable']} = {label} | {' | '.join(shares)} |")
    return {
        "margins": "\n".join(rows),
        "weights": _excerpt(weights, "n sum min max kish_deff n_effective"),
        "population": number(weights["sum"]),
        "least": number(weights["min"], 1),
        "most": number(weights["max"], 1),
        "effective": number(weights["n_effective"]),
        "kish_deff": number(weights["kish_deff"], 2),
    }


def _share(cell: Found) -> dict[str, str]:
    return {
        "share": _excerpt(cell, "category estimate se low high df n count n_effective deff"),
        "liked": percent(cell["estimate"]),
        "liked_count": number(cell["count"]),
        "liked_n": number(cell["n"]),
        "liked_raw": percent(cell["count"] / cell["n"]),
        "liked_se": number(100 * cell["se"], 1),
        "liked_low": percent(cell["low"]),
        "liked_high": percent(cell["high"]),
        "liked_df": number(cell["df"]),
        "liked_deff": number(cell["deff"], 2),
    }


def _means(cells: Sequence[Found]) -> dict[str, str]:
    lines = [
        f"- Vùng {LABELS[cell['by']['vung']]}: chờ trung bình {number(cell['estimate'], 1)} phút, "
        f"khoảng tin cậy 95% từ {number(cell['low'], 1)} đến {number(cell['high'], 1)} phút, "
        f"tính trên {number(cell['n'])} người nhớ được."
        for cell in cells
    ]
    blocks = [_excerpt(cell, "by estimate se low high n") for cell in cells]
    return {"waits": "\n".join(blocks), "wait_lines": "\n".join(lines)}


def _crosstab(table: Found) -> dict[str, str]:
    cells = {cell["column"]: cell for cell in table["cells"] if cell["row"] == "co"}
    shares = {age: percent(cell["column_share"]) for age, cell in cells.items()}
    rows = []
    for age in AGES:
        bounds = [percent(cells[age][key]) for key in ("column_low", "column_high")]
        of_all = percent(cells[age]["estimate"])
        rows.append(f"| {age} | {shares[age]} | {' – '.join(bounds)} | {of_all} |")
    test = table["tests"]["rao_scott_f"]
    return {
        "ages": "\n".join(rows),
        "young": shares[AGES[0]],
        "old": shares[AGES[-1]],
        "test": _excerpt(test, "statistic ndf ddf p"),
        "test_f": number(test["statistic"], 2),
        "test_ndf": number(test["ndf"], 2),
        "test_ddf": number(test["ddf"], 1),
        "test_p": number(test["p"], 4),
        "test_verdict": _verdict(test["p"]),
    }


def _difference(cell: Found) -> dict[str, str]:
    return {
        "gap": _excerpt(cell, "level against estimate se low high p level_n against_n"),
        "gap_minutes": number(cell["estimate"], 1),
        "gap_low": number(cell["low"], 1),
        "gap_high": number(cell["high"], 1),
        "gap_p": number(cell["p"], 4),
        "gap_verdict": _verdict(cell["p"]),
        "gap_n": number(cell["level_n"]),
        "gap_against_n": number(cell["against_n"]),
    }


def _verdict(p: float) -> str:
    if p < 0.05:
        return "dưới 0,05, nên coi là có chênh lệch thật"
    return "không dưới 0,05, nên chưa đủ căn cứ nói là có chênh lệch"
