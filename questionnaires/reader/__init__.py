"""Questionnaire files in and out: the only place with raw keys."""

from questionnaires.reader.read import (
    ReadError,
    find_sidecar,
    read_questionnaire,
    read_text,
    read_translation,
    read_with_source,
)
from questionnaires.reader.source_map import SourceMap
from questionnaires.reader.write import write_questionnaire, write_translation

__all__ = [
    "ReadError",
    "SourceMap",
    "find_sidecar",
    "read_questionnaire",
    "read_text",
    "read_translation",
    "read_with_source",
    "write_questionnaire",
    "write_translation",
]
