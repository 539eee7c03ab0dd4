"""`python -m analysis run PLAN.json --data FILE`: the answer on standard output.

With `--engine spark` the data are a Spark table or a Parquet folder.

Exit status 0 with the answer, 2 with `{"error": {"code": …, "detail": …}}` for what is refused.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from analysis.error import AnalysisError
from analysis.files.open_file import open_source
from analysis.lines import GroupingSource
from analysis.plan import Plan, parse_plan
from analysis.reading import find_repeated
from analysis.run import run
from analysis.source import Source
from analysis.spark.engine import open_with_spark

REFUSED = 2
MOST_PLAN = 2**26


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("run", help="run a plan over a file")
    command.add_argument("plan", type=Path, help="the plan, JSON of ydan-analysis/1")
    command.add_argument("--data", required=True, help="CSV, Parquet, .sav, .dta; or for Spark")
    command.add_argument("--engine", choices=list(ENGINES), default="numpy")
    options = parser.parse_args(arguments)
    try:
        plan = parse_plan(_read_plan(options.plan))
        with ENGINES[options.engine](options.data, plan) as source:
            answer = run(plan, source)
    except AnalysisError as error:
        print_json(error.as_answer())
        return REFUSED
    print_json(answer)
    return 0


def _open_file(data: str, plan: Plan) -> AbstractContextManager[Source]:
    return open_source(Path(data), plan)


ENGINES: Mapping[str, Callable[[str, Plan], AbstractContextManager[Source | GroupingSource]]] = {
    "numpy": _open_file,
    "spark": open_with_spark,
}


def _read_plan(path: Path) -> dict[str, object]:
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST_PLAN + 1)
        if len(text) > MOST_PLAN:
            raise AnalysisError(
                "bad_file", f"the plan {path} is longer than {MOST_PLAN} characters"
            )
        document = json.loads(text, object_pairs_hook=_unique)
    except OSError as error:
        raise AnalysisError("bad_file", f"cannot read the plan {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise AnalysisError("bad_file", f"the plan {path} is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise AnalysisError("bad_plan", "the plan must be a JSON object")
    return document


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated = find_repeated(key for key, _ in pairs)
        raise AnalysisError("bad_plan", f"the plan repeats the key {repeated!r}")
    return found


def print_json(document: object) -> None:
    """Write a document to standard output as one line of JSON, escaped where it cannot be told."""
    line = json.dumps(document, ensure_ascii=False, allow_nan=False)
    try:
        line.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:  # another encoding, or half a character
        line = json.dumps(document, allow_nan=False)
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
