"""Uploaded questionnaire files, checked before anything is stored: the report, line by line."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from questionnaires.model import Questionnaire
from questionnaires.problem import Problem
from questionnaires.reader.read import MAIN_FILE
from survey_app.services.surveys.check_questionnaire import check_questionnaire
from survey_app.services.surveys.unpack_upload import SENTENCES, UploadError, UploadFile, unpack
from survey_app.wording import say

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
PAGES = re.compile(rb"""(?m)^\s*["']?pages["']?\s*:""")
LONGEST_EXCERPT = 160
ALONE = 1


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One finding: `excerpt` is the line of the file it stands at, empty where there is none."""

    level: Literal["error", "warning"]
    file: str
    line: int | None
    where: str
    detail: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class UploadReport:
    """What the check found; `questionnaire` is None while an error stands."""

    questionnaire: Questionnaire | None
    lines: tuple[ReportLine, ...]

    @property
    def errors(self) -> int:
        """How many findings forbid saving."""
        return sum(1 for line in self.lines if line.level == "error")


def check_upload(files: Sequence[UploadFile], language: str = "vi") -> UploadReport:
    """Check a main file with its translations, or one zip of them; stores nothing.

    A file that cannot be used is a finding like any other, never an error of the program.
    `language` is that of our own findings; the checker speaks Vietnamese.
    """
    try:
        named = _named(unpack(files))
    except UploadError as error:
        text = say(SENTENCES[error.code], language, **error.values)
        return UploadReport(None, (ReportLine("error", error.file, None, "", text, ""),))
    with tempfile.TemporaryDirectory(prefix="ydan-") as folder:
        for name, file in named.items():
            (Path(folder) / name).write_bytes(file.content)
        found = check_questionnaire(Path(folder) / MAIN_FILE)
    lines = (
        *_lines("error", found.errors, named),
        *_lines("warning", found.warnings, named),
        *_unused(found.questionnaire, named, language),
    )
    return UploadReport(None if found.errors else found.questionnaire, tuple(lines))


def _named(files: Sequence[UploadFile]) -> dict[str, UploadFile]:
    """The files under the names that the reader looks for. Raises UploadError."""
    main = _main(files)
    named = {MAIN_FILE: main}
    for file in files:
        if file is main:
            continue
        language = Path(file.name).stem.rpartition(".")[2]
        if not LANGUAGE.fullmatch(language):
            raise UploadError("no_language", file)
        if f"{language}.yaml" in named:
            raise UploadError("language_twice", file, code=language)
        named[f"{language}.yaml"] = file
    return named


def _main(files: Sequence[UploadFile]) -> UploadFile:
    by_name = [file for file in files if file.name == MAIN_FILE]
    by_content = [file for file in files if PAGES.search(file.content)]
    candidates = by_name or by_content or (list(files) if len(files) == ALONE else [])
    if not candidates:
        raise UploadError("no_form")
    if len(candidates) > ALONE:
        raise UploadError("several_forms", candidates[1])
    return candidates[0]


def _lines(
    level: Literal["error", "warning"], problems: Sequence[Problem], files: dict[str, UploadFile]
) -> Iterator[ReportLine]:
    for problem in problems:
        file = files.get(Path(problem.file).name if problem.file else MAIN_FILE)
        yield ReportLine(
            level,
            file.name if file else Path(problem.file or "").name,
            problem.line,
            problem.where,
            problem.detail,
            _excerpt(file, problem.line),
        )


def _excerpt(file: UploadFile | None, number: int | None) -> str:
    if file is None or not number:
        return ""
    lines = file.content.decode("utf-8", "replace").splitlines()
    text = lines[number - 1] if number <= len(lines) else ""
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return shown if len(shown) <= LONGEST_EXCERPT else f"{shown[:LONGEST_EXCERPT]}…"


def _unused(
    questionnaire: Questionnaire | None, files: dict[str, UploadFile], language: str
) -> Iterator[ReportLine]:
    """Translations that the main file does not declare: the reader passes them over in silence."""
    for name, file in files.items():
        code = name.removesuffix(".yaml")
        if questionnaire and name != MAIN_FILE and code not in questionnaire.languages:
            text = say("The main file does not list the language %(code)s", language, code=code)
            yield ReportLine("warning", file.name, None, "languages", text, "")
