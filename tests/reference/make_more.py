"""Make data/more.csv: 384 synthetic respondents of a two-stage sample (no real person).

`python -m tests.reference.make_more` writes the same file each time (fixed seed). Columns:
stratum; psu (numbered within its stratum) and ssu (within its psu) with the population counts fpc1
and fpc2 and the fractions f1 and f2; w = their weight; size weights ppsw; fpce, the population of a
stratum; bstratum with two bpsu each, for half-samples; sex, age, q, yes; spend, income, hours;
rw1 … rw8, replicate weights that leave out one of eight random parts each.
"""

import csv
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parent / "data" / "more.csv"
STRATA, PSUS, SSUS, PEOPLE = 4, 6, 4, 4


def main() -> None:
    """Write the file."""
    chance = np.random.default_rng(20260410)
    rows = []
    for stratum in range(1, STRATA + 1):
        fpc1 = int(chance.integers(20, 60))
        for psu in range(1, PSUS + 1):
            fpc2 = int(chance.integers(8, 30))
            level, size = chance.normal(0, 0.6), chance.lognormal(0, 0.5)
            for ssu in range(1, SSUS + 1):
                house = level + chance.normal(0, 0.5)
                for _ in range(PEOPLE):
                    rows.append(_row(chance, (stratum, psu, ssu), (fpc1, fpc2), house, size))
    _add_replicates(chance, rows)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _row(
    chance: np.random.Generator,
    place: tuple[int, int, int],
    counts: tuple[int, int],
    house: float,
    size: float,
) -> dict[str, float]:
    stratum, psu, ssu = place
    sex, age = int(chance.integers(1, 3)), int(chance.choice(3, p=[0.5, 0.3, 0.2])) + 1
    income = round(float(np.exp(2 + 0.2 * stratum + 0.3 * house + chance.normal(0, 0.4))), 2)
    spend = round(float(income * chance.uniform(0.3, 0.9) + 2 * age + 3 * (sex == 1)), 2)
    q = int(np.clip(np.round(3 + house + 0.3 * (age - 2) + chance.normal(0, 0.9)), 1, 5))
    return {
        "stratum": stratum,
        "psu": psu,
        "ssu": ssu,
        "fpc1": counts[0],
        "fpc2": counts[1],
        "f1": PSUS / counts[0],
        "f2": SSUS / counts[1],
        "w": counts[0] / PSUS * counts[1] / SSUS,
        "ppsw": round(30 / size, 4),
        "fpce": 1500 + 300 * stratum,
        "bstratum": 2 * (stratum - 1) + (1 if psu <= PSUS // 2 else 2),
        "bpsu": 1 + (ssu > SSUS // 2),
        "sex": sex,
        "age": age,
        "q": q,
        "yes": int(q >= 4),
        "spend": spend,
        "income": income,
        "hours": int(chance.poisson(2 + sex)),
    }


def _add_replicates(chance: np.random.Generator, rows: list[dict[str, float]]) -> None:
    parts = chance.integers(1, 9, len(rows))
    for row, part in zip(rows, parts, strict=True):
        for number in range(1, 9):
            row[f"rw{number}"] = 0.0 if part == number else round(row["ppsw"] * 8 / 7, 6)


if __name__ == "__main__":
    main()
