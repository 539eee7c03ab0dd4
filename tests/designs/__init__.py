"""One tiny questionnaire per feature, shared by unit, journey and browser tests."""

from pathlib import Path

FOLDER = Path(__file__).parent
FILE_NAME = "questionnaire.yaml"


def list_designs() -> tuple[str, ...]:
    """List the names of the designs, sorted."""
    files = {path.stem for path in FOLDER.glob("*.yaml")}
    folders = {path.parent.name for path in FOLDER.glob(f"*/{FILE_NAME}")}
    return tuple(sorted(files | folders))


def design_path(name: str) -> Path:
    """Give the path of a design's main file; KeyError if there is none."""
    if name not in list_designs():
        raise KeyError(name)
    path = FOLDER / f"{name}.yaml"
    return path if path.is_file() else FOLDER / name / FILE_NAME
