"""Questionnaire files -> model."""

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from questionnaires.model import Questionnaire, Translation
from questionnaires.model.scalars import Part
from questionnaires.problem import Problem, make_problem
from questionnaires.reader.model_problems import model_problems
from questionnaires.reader.source_map import SourceMap, make_source_map
from questionnaires.reader.yaml_text import MAX_BYTES, Parsed, parse_yaml

PartType = TypeVar("PartType", bound=Part)

MAIN_FILE = "questionnaire.yaml"


class ReadError(ValueError):
    """A file that is no questionnaire: every problem found, with file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = (f"{p.file or ''}:{p.line or 0}: {p.where}: {p.detail}" for p in problems)
        super().__init__("\n".join(lines))


def read_questionnaire(path: Path) -> Questionnaire:
    """Read a questionnaire (a file, or a folder with `questionnaire.yaml`) with its translations.

    The translation `en` is `en.yaml` or `<file>.en.yaml` beside it, for every declared language.
    Raises ReadError with all problems of the main file, or else of the translations.
    """
    return read_with_source(path)[0]


def read_with_source(path: Path) -> tuple[Questionnaire, SourceMap]:
    """Read as `read_questionnaire` does; also give the lines, for later checks."""
    if path.is_dir():
        path = path / MAIN_FILE
    questionnaire, source = _read_main(_content(path), str(path))
    translations, maps = _read_sidecars(path, questionnaire, source)
    if not translations:
        return questionnaire, source
    complete = questionnaire.model_copy(update={"translations": translations})
    return complete, replace(source, sidecars=maps)


def read_text(text: str | bytes, name: str) -> Questionnaire:
    """Read a main file's text, without translations; `name` stands for the file in problems."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return _read_main(content, name)[0]


def read_translation(path: Path, language: str) -> tuple[Translation, SourceMap]:
    """Read the file of one translation; raises ReadError, also if it is of another language."""
    parsed = _parse(_content(path), str(path))
    translation = _validate(Translation, parsed, str(path))
    if translation.language != language:
        problem = make_problem(
            "wrong_language",
            "language",
            line=parsed.lines.get(("language",)),
            found=translation.language,
            expected=language,
        )
        raise _refusal([problem], str(path))
    return translation, make_source_map(str(path), parsed)


def find_sidecar(path: Path, language: str) -> Path | None:
    """Give the file of a translation beside a questionnaire's main file, or None."""
    names = (f"{path.stem}.{language}.yaml", f"{language}.yaml")
    return next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)


def _read_main(content: bytes, name: str) -> tuple[Questionnaire, SourceMap]:
    parsed = _parse(content, name)
    if isinstance(parsed.data, dict) and "translations" in parsed.data:
        line = parsed.lines.get(("translations",))
        problem = make_problem("unknown_key", "translations", line=line, key="translations")
        raise _refusal([problem], name)
    return _validate(Questionnaire, parsed, name), make_source_map(name, parsed)


def _read_sidecars(
    path: Path, questionnaire: Questionnaire, source: SourceMap
) -> tuple[dict[str, Translation], dict[str, SourceMap]]:
    translations: dict[str, Translation] = {}
    maps: dict[str, SourceMap] = {}
    problems: list[Problem] = []
    for language in questionnaire.languages:
        sidecar = find_sidecar(path, language)
        if sidecar is None:
            name = f"{language}.yaml"
            missing = make_problem("missing_sidecar", "languages", name=name, missing=language)
            line = source.line("languages")
            problems.append(replace(missing, file=str(path), line=line))
            continue
        try:
            translations[language], maps[language] = read_translation(sidecar, language)
        except ReadError as error:
            problems.extend(error.problems)
    if problems:
        raise ReadError(tuple(problems))
    return translations, maps


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        raise _refusal([make_problem("not_found", "", name=path.name)], str(path)) from None


def _parse(content: bytes, name: str) -> Parsed:
    parsed = parse_yaml(content)
    if not parsed.problems and not isinstance(parsed.data, dict):
        parsed.problems.append(make_problem("not_a_mapping", "", line=1))
    if parsed.problems:
        raise _refusal(parsed.problems, name)
    return parsed


def _validate(model: type[PartType], parsed: Parsed, name: str) -> PartType:
    try:
        return model.model_validate(parsed.data)
    except ValidationError as error:
        raise _refusal(model_problems(error, parsed), name) from None


def _refusal(problems: tuple[Problem, ...] | list[Problem], name: str) -> ReadError:
    return ReadError(tuple(replace(problem, file=name) for problem in problems))
