"""Open a data file by its ending: a new format is one module and one line here."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from analysis.error import AnalysisError
from analysis.files.csv_file import open_csv
from analysis.files.parquet_file import open_parquet
from analysis.files.spss_file import open_spss
from analysis.files.stata_file import open_stata
from analysis.plan import Plan
from analysis.source import Source

Opener = Callable[[Path, Plan], AbstractContextManager[Source]]

FORMATS: Mapping[str, Opener] = {
    ".csv": open_csv,
    ".tsv": open_csv,
    ".txt": open_csv,
    ".parquet": open_parquet,
    ".pq": open_parquet,
    ".sav": open_spss,
    ".zsav": open_spss,
    ".dta": open_stata,
}


def open_source(path: Path, plan: Plan) -> AbstractContextManager[Source]:
    """Open a file for the columns a plan reads; raises AnalysisError("bad_file")."""
    opener = FORMATS.get(path.suffix.lower())
    if opener is None:
        known = ", ".join(sorted(FORMATS))
        raise AnalysisError("bad_file", f"{path.name}: only files ending in {known} can be read")
    if not path.is_file():
        raise AnalysisError("bad_file", f"there is no file {path}")
    return opener(path, plan)
