"""Make docs/methods/worked-example.md by running the analysis on made-up answers.

`python -m tools.make_worked_example` writes the page; `--files FOLDER` writes the plan and the
answers instead, so that anybody can run the command of the page and see the same numbers.
"""

import argparse
import csv
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from analysis.__main__ import main as analysis_main
from tools.worked_example_text import page

PAGE = Path(__file__).parents[1] / "docs" / "methods" / "worked-example.md"
SEED = 4
VILLAGES = {"dong_bang": 14, "mien_nui": 10}
PEOPLE_OF_VILLAGE = 25
PLAN: Mapping[str, object] = {
    "format": "ydan-analysis/1",
    "design": {"strata": "vung", "clusters": ["thon"]},
    "weighting": [
        {
            "method": "rake",
            "targets": {
                "gioi": {"nam": 4900, "nu": 5100},
                "tuoi": {"18-34": 3400, "35-54": 3900, "55+": 2700},
            },
        }
    ],
    "estimates": [
        {"id": "hai_long", "statistic": "proportion", "variable": "hai_long", "deff": True},
        {"id": "cho", "statistic": "mean", "variables": ["phut_cho"], "by": ["vung"]},
        {
            "id": "theo_tuoi",
            "statistic": "crosstab",
            "rows": "hai_long",
            "columns": "tuoi",
            "tests": ["rao_scott_f"],
        },
        {
            "id": "chenh",
            "statistic": "difference",
            "measure": "mean",
            "variable": "phut_cho",
            "group": "vung",
            "levels": ["mien_nui", "dong_bang"],
        },
    ],
}
Person = dict[str, str]


def people() -> Iterator[Person]:
    """Make the answers: more women and old people than in the population, villages that differ."""
    chance = Random(SEED)
    for region, villages in VILLAGES.items():
        for village in range(1, villages + 1):
            mood = chance.gauss(0, 0.08)
            for _ in range(PEOPLE_OF_VILLAGE):
                yield _person(chance, region, f"{region[0]}{village:02}", mood)


def _person(chance: Random, region: str, village: str, mood: float) -> Person:
    age = chance.choices(("18-34", "35-54", "55+"), (22, 38, 40))[0]
    likes = {"18-34": 0.52, "35-54": 0.6, "55+": 0.7}[age] + mood
    minutes = chance.gauss(34 if region == "mien_nui" else 27, 9) - 40 * mood
    return {
        "vung": region,
        "thon": village,
        "gioi": "nu" if chance.random() < 0.62 else "nam",
        "tuoi": age,
        "hai_long": ""
        if chance.random() < 0.03
        else ("co" if chance.random() < likes else "khong"),
        "phut_cho": "" if chance.random() < 0.05 else str(max(2, round(minutes))),
    }


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write `plan.json` and `answers.csv`; returns both paths."""
    plan, data = folder / "plan.json", folder / "answers.csv"
    plan.write_text(json.dumps(PLAN, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    rows = list(people())
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return plan, data


def run_example() -> dict[str, Any]:
    """Return the answer that the command line prints for the files."""
    printed = io.StringIO()
    with TemporaryDirectory() as folder, redirect_stdout(printed):
        plan, data = write_files(Path(folder))
        status = analysis_main(["run", str(plan), "--data", str(data)])
    if status:
        raise RuntimeError(printed.getvalue())
    return dict(json.loads(printed.getvalue()))


def make_page() -> str:
    """Return the page."""
    return page(PLAN, list(people()), run_example())


def main() -> None:
    """Write the page, or the files it speaks of."""
    parser = argparse.ArgumentParser(prog="python -m tools.make_worked_example")
    parser.add_argument("--files", type=Path, help="write plan.json and answers.csv there instead")
    folder = parser.parse_args().files
    if folder is None:
        PAGE.write_text(make_page(), encoding="utf-8")
        print(f"wrote {PAGE.name}")
        return
    folder.mkdir(parents=True, exist_ok=True)
    print(*write_files(folder), sep="\n")


if __name__ == "__main__":
    main()
