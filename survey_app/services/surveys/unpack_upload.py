"""What an officer uploaded, as small files: names made plain, a zip taken apart within bounds."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from questionnaires.reader.yaml_text import MAX_BYTES

MOST_FILES = 40
SUFFIXES = (".yaml", ".yml", ".json")
SENTENCES: Mapping[str, str] = {
    "no_file": "Choose a file first",
    "zip_and_files": "Send either one zip or the files themselves",
    "empty_file": "The file is empty",
    "other_kind": "Only .yaml, .yml, .json and .zip can be read",
    "zip_without": "The zip holds no .yaml or .json file",
    "zip_of_many": "The zip holds more than %(most)s files",
    "bad_zip": "The zip is damaged or locked with a password",
    "no_language": "Name the translation after its language, for example en.yaml",
    "language_twice": "Two files hold the language %(code)s",
    "no_form": "None of the files is a questionnaire: one must have the key pages:",
    "several_forms": "Several files are questionnaires; choose one",
}
ZIP_START = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class UploadFile:
    """One file: its name without folders, its bytes."""

    name: str
    content: bytes


class UploadError(Exception):
    """Files that cannot be read as a questionnaire; the code has its sentence in `SENTENCES`."""

    def __init__(self, code: str, file: UploadFile | str = "", /, **values: object) -> None:
        self.code = code
        self.file = file if isinstance(file, str) else file.name
        self.values = values
        super().__init__(code)


def plain_name(name: str) -> str:
    """The last part of a file's name, without characters that no page may show."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:100]


def unpack(files: Sequence[UploadFile]) -> list[UploadFile]:
    """The questionnaire files of an upload, each at most 1 MiB and one byte.

    The byte more lets the reader say that the file is too big. Raises UploadError for nothing, for
    an empty file, for other kinds of files and for a zip that is broken, locked or too large.
    """
    given = [UploadFile(plain_name(file.name), file.content) for file in files if file.name]
    if not given:
        raise UploadError("no_file")
    zips = [file for file in given if file.content.startswith(ZIP_START)]
    if zips and len(given) > 1:
        raise UploadError("zip_and_files", zips[0])
    found = _unzip(zips[0]) if zips else given
    for file in found:
        if not file.content:
            raise UploadError("empty_file", file)
        if not file.name.lower().endswith(SUFFIXES):
            raise UploadError("other_kind", file)
    return found


def _unzip(file: UploadFile) -> list[UploadFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            members = [entry for entry in archive.infolist() if _is_wanted(entry)]
            if not members:
                raise UploadError("zip_without", file)
            if len(members) > MOST_FILES:
                raise UploadError("zip_of_many", file, most=MOST_FILES)
            return [_member(archive, entry) for entry in members]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise UploadError("bad_zip", file) from error


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    is_system = path.name.startswith(".") or "__MACOSX" in path.parts
    return not entry.is_dir() and not is_system and path.name.lower().endswith(SUFFIXES)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> UploadFile:
    """Read no more than a questionnaire may hold, whatever the entry says of its size."""
    with archive.open(entry) as stream:
        return UploadFile(plain_name(entry.filename), stream.read(MAX_BYTES + 1))
