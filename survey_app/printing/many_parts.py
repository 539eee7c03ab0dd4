"""`python -m survey_app.printing.many_parts FOLDER`: the process behind `print_many`.

Says the number of pages done, a line after each part. Two parts are typeset at a time, at low
priority: the people who answer come first.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from survey_app.printing.many import NOTICES, PART_PAGES, RESULT, read_notices, write_whole
from survey_app.printing.notice import Notice, render_notices

AT_A_TIME = 2
NICENESS = 10
FAILED = 1


def main(folder: Path) -> int:
    """Typeset every part that is not there yet, then join them; 1 when a part fails."""
    os.nice(NICENESS)
    notices = read_notices(folder)
    name = sha256((folder / NOTICES).read_bytes()).hexdigest()[:12]
    parts = {
        folder / f"part-{name}-{start:06d}.pdf": notices[start : start + PART_PAGES]
        for start in range(0, len(notices), PART_PAGES)
    }
    done = 0
    for pages in typeset(parts):
        if pages is None:
            return FAILED
        done += pages
        say(done)
    join(list(parts), folder / RESULT, notices[0])
    for part in folder.glob("part-*"):  # those of an attempt that was killed as well
        part.unlink()
    return 0


def typeset(parts: Mapping[Path, Sequence[Notice]]) -> Iterator[int | None]:
    """Make each part in a process that ends with it; gives the pages of each as it is done.

    None for a part whose process failed. This process runs no thread, so that forking is safe,
    and typesets nothing, so that it stays small.
    """
    most = min(AT_A_TIME, os.cpu_count() or 1)
    running: dict[int, int] = {}
    for part, notices in parts.items():
        if part.is_file():
            yield len(notices)
            continue
        if len(running) >= most:
            yield _wait(running)
        running[_begin(part, notices)] = len(notices)
    while running:
        yield _wait(running)


def _begin(part: Path, notices: Sequence[Notice]) -> int:
    child = os.fork()
    if child:
        return child
    code = FAILED
    try:
        write_whole(part, render_notices(notices))
        code = 0
    finally:
        os._exit(code)


def _wait(running: dict[int, int]) -> int | None:
    child, status = os.wait()
    pages = running.pop(child)
    return None if status else pages


def join(parts: Sequence[Path], result: Path, notice: Notice) -> None:
    """Put the parts into one file, its title and language those of a notice."""
    writer = PdfWriter()
    for part in parts:
        writer.append(part, import_outline=False)
    writer.add_metadata({"/Title": notice.title, "/Author": notice.conductor})
    writer.root_object[NameObject("/Lang")] = TextStringObject(notice.language)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    draft = result.with_name(f"{result.name}.part")
    writer.write(draft)
    writer.close()
    draft.replace(result)


def say(done: int) -> None:
    """Tell whoever waits; ends this process when nobody does any more."""
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
