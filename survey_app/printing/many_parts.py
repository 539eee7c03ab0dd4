"""`python -m survey_app.printing.many_parts FOLDER`: the process behind `print_many`.

Says the number of pages done, a line after each part. Two parts are typeset at a time, at low
priority: the people who answer come first.
"""

import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from survey_app.printing import many
from survey_app.printing.many import NOTICES, PART_PAGES, RESULT, read_notices, write_whole
from survey_app.printing.notice import Notice, render_notices

AT_A_TIME = 2
NICENESS = 10


def main(folder: Path) -> None:
    """Typeset every part that is not there yet, then join them."""
    os.nice(NICENESS)
    notices = read_notices(folder)
    name = sha256((folder / NOTICES).read_bytes()).hexdigest()[:12]
    starts = range(0, len(notices), PART_PAGES)
    parts = [folder / f"part-{name}-{start:06d}.pdf" for start in starts]
    shares = [notices[start : start + PART_PAGES] for start in starts]
    processes = get_context("forkserver")  # its children begin without threads, imports done
    processes.set_forkserver_preload([many.__name__, PdfWriter.__module__])
    with processes.Pool(min(AT_A_TIME, os.cpu_count() or 1), maxtasksperchild=1) as pool:
        done = 0
        for pages in pool.imap(_render, list(zip(shares, parts, strict=True))):
            done += pages
            say(done)
    join(parts, folder / RESULT, notices[0])
    for part in parts:
        part.unlink()


def _render(task: tuple[Sequence[Notice], Path]) -> int:
    notices, part = task
    if not part.is_file():
        write_whole(part, render_notices(notices))
    return len(notices)


def join(parts: Sequence[Path], result: Path, notice: Notice) -> None:
    """Put the parts one after another into one file, its title and language those of a notice."""
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
    main(Path(sys.argv[1]))
