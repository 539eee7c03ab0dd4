"""Made-up answers: 40 questions × 5, six groups, 20 strata × 20 sampling units, weights.

`python -m benchmarks.peers.data ROWS FILE` writes them as Parquet. A shorter file is the beginning
of a longer one.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

SEED = 20261122
QUESTIONS, STEPS = 40, 5
GROUPS = {"g1": 2, "g2": 3, "g3": 4, "g4": 5, "g5": 8, "g6": 12}
STRATA, UNITS = 20, 20
RAKED = ("g1", "g2", "g4", "g6")
DRAWN, WRITTEN = 10_000, 131_072
LIMITS = (-1.1, -0.4, 0.4, 1.2)
Codes = NDArray[np.intp]
Drawn = dict[str, Codes | NDArray[np.float64]]


@dataclass(frozen=True)
class Labels:
    """The texts that the codes of a column stand for."""

    names: dict[str, tuple[str, ...]]

    @classmethod
    def make(cls) -> "Labels":
        """Steps "m1" … "m5", classes "k01" …, strata "s01" …, units "s01u01" …"""
        steps = tuple(f"m{step + 1}" for step in range(STEPS))
        strata = tuple(f"s{stratum + 1:02}" for stratum in range(STRATA))
        names = {f"q{number + 1}": steps for number in range(QUESTIONS)}
        for group, count in GROUPS.items():
            names[group] = tuple(f"k{code + 1:02}" for code in range(count))
        names["stratum"] = strata
        names["psu"] = tuple(f"{one}u{unit + 1:02}" for one in strata for unit in range(UNITS))
        return cls(names)


def draw(rows: int) -> Iterator[Drawn]:
    """Yield the codes and weights of `rows` people, 10,000 at a time, the same at every call."""
    effects = np.random.default_rng(SEED).normal(0, 0.25, (STRATA * UNITS, QUESTIONS))
    for start in range(0, rows, DRAWN):
        chance = np.random.default_rng([SEED, start])
        units = chance.integers(0, STRATA * UNITS, DRAWN)
        found: Drawn = {"stratum": units // UNITS, "psu": units}
        lean = np.zeros(DRAWN)
        for group, count in GROUPS.items():
            shares = 1 + np.arange(count) / count
            codes = chance.choice(count, DRAWN, p=shares / shares.sum())
            lean += 0.1 * (codes / count - 0.5)
            found[group] = codes
        opinions = effects[units] + lean[:, None] + chance.normal(0, 1, (DRAWN, QUESTIONS))
        answers = np.searchsorted(LIMITS, opinions)
        found.update({f"q{number + 1}": answers[:, number] for number in range(QUESTIONS)})
        found["w"] = chance.lognormal(0, 0.5, DRAWN)
        keep = min(DRAWN, rows - start)
        yield {name: values[:keep] for name, values in found.items()}


def write(rows: int, path: Path) -> None:
    """Write so many rows to a Parquet file: texts as dictionaries, weights as floats."""
    labels = Labels.make().names
    types = {name: pa.dictionary(pa.int32(), pa.string()) for name in labels}
    schema = pa.schema({**types, "w": pa.float64()})
    waiting: list[pa.RecordBatch] = []
    with pq.ParquetWriter(path, schema) as file:
        for drawn in draw(rows):
            waiting.append(_batch(drawn, labels, schema))
            if sum(batch.num_rows for batch in waiting) >= WRITTEN:
                file.write_table(pa.Table.from_batches(waiting).combine_chunks())
                waiting = []
        if waiting:
            file.write_table(pa.Table.from_batches(waiting).combine_chunks())


def _batch(drawn: Drawn, labels: dict[str, tuple[str, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        pa.DictionaryArray.from_arrays(drawn[name].astype(np.int32), pa.array(labels[name]))
        if name in labels
        else pa.array(drawn[name])
        for name in schema.names
    ]
    return pa.record_batch(columns, schema=schema)


def margins(total: float) -> dict[str, dict[str, float]]:
    """Return margins that are not those of the sample, each with the same sum."""
    found = {}
    for group in RAKED:
        labels = Labels.make().names[group]
        parts = [2 - number / len(labels) for number in range(len(labels))]
        found[group] = {
            label: total * part / sum(parts) for label, part in zip(labels, parts, strict=True)
        }
    return found


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
