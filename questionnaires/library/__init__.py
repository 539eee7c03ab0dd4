"""The shipped questionnaires: a folder each, `<id>/questionnaire.yaml` and its translations."""

from pathlib import Path

FOLDER = Path(__file__).parent
FILE_NAME = "questionnaire.yaml"
FLASH_PREFIX = "nhanh-"
"""How the ids of templates for flash surveys begin: short forms that can be opened as they are."""


def list_questionnaires() -> tuple[str, ...]:
    """List the ids of the shipped questionnaires, sorted."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob(f"*/{FILE_NAME}")))


def list_flash_questionnaires() -> tuple[str, ...]:
    """List the ids of the shipped templates for flash surveys, sorted."""
    return tuple(name for name in list_questionnaires() if name.startswith(FLASH_PREFIX))


def library_path(questionnaire_id: str) -> Path:
    """Give the path of a shipped questionnaire's main file; KeyError if there is none."""
    if questionnaire_id not in list_questionnaires():
        raise KeyError(questionnaire_id)
    return FOLDER / questionnaire_id / FILE_NAME
