"""The project's own text: nothing of a machine or a registry, no unfinished work."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# One letter of each word stands in brackets, so that this file does not find itself.
REGISTRIES = re.compile(r"python[h]osted|pypi\.[o]rg|registry\.[n]pmjs|deb\.[d]ebian\.org")
MACHINE_PATHS = re.compile(r"(^|[^A-Za-z0-9_.])/(work|root|farm)/")
UNFINISHED = re.compile(
    r"\b([T]ODO|[F]IXME|[X]XX)\b|[N]otImplementedError|pytest\.[s]kip|[x]fail\("
)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    hits = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        hits += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return hits


@pytest.mark.parametrize("pattern", [REGISTRIES, MACHINE_PATHS], ids=["registries", "paths"])
def test_tracked_files_name_no_registry_and_no_machine(pattern: re.Pattern[str]) -> None:
    assert found(pattern, tracked()) == []


def test_source_holds_no_unfinished_work() -> None:
    assert found(UNFINISHED, tracked("*.py", "*.html", "*.js")) == []


def test_no_tracked_file_is_large() -> None:
    large = [path for path in tracked() if path.stat().st_size > 1_500_000]
    assert large == []
