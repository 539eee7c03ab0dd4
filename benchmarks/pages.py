"""Group 1: the weight of the citizen's pages of the shipped questionnaires; their first paint."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.browser import Paint, open_browser, paint_start, paint_walk
from benchmarks.figures import Figure, at_most
from benchmarks.respondent import form_fields, full_answers
from benchmarks.servers import serve
from benchmarks.wire import Reply, ask, has_button, hidden_fields
from benchmarks.worlds import World, make_world
from questionnaires.library import library_path, list_questionnaires
from questionnaires.reader import read_questionnaire
from survey_app.services.answering.collectors import open_page

FIRST_WINDOW = 14_600
PAINT_S = 1.0
Fields = Mapping[str, Sequence[str]]


def measure_pages(round_count: int, seconds: float) -> Iterator[Figure]:
    """Every shipped questionnaire; `seconds` plays no part here."""
    del seconds
    for questionnaire_id in list_questionnaires():
        with TemporaryDirectory(prefix="ydan-bench-") as folder:
            questionnaire = read_questionnaire(library_path(questionnaire_id))
            world = make_world(Path(folder), questionnaire)
            yield from _measure(questionnaire_id, world, round_count)


def _measure(name: str, world: World, round_count: int) -> Iterator[Figure]:
    fields = _fields(world)
    paints: list[list[Paint]] = []
    scripted: list[Paint] = []
    with serve(world.environ) as server:
        pages = [page for live in (False, True) for page in walk(server.port, world, fields, live)]
        for _ in range(round_count):
            address = f"{server.address}/s/{world.code}"
            with open_browser(scripts=True) as page:
                scripted.append(paint_start(page, address))
            with open_browser(scripts=False) as page:
                paints.append(paint_walk(page, address, fields))
    largest = max(page.size for page in pages)
    at_once = max(requests for walked in [*paints, scripted] for _, requests in walked)
    yield Figure(f"{name}: pages, errors included", str(len(pages)))
    yield at_most(f"{name}: largest page, bytes with headers", [largest], FIRST_WINDOW, "", 0)
    yield at_most(f"{name}: requests before first paint", [at_once], 1, "", 0)
    slowest = [max(seconds for seconds, _ in walked) for walked in paints]
    first = [seconds for seconds, _ in scripted]
    yield at_most(f"{name}: first paint, first page, scripts on", first, PAINT_S, " s")
    yield at_most(f"{name}: first paint, slowest page, scripts off", slowest, PAINT_S, " s")


def _fields(world: World) -> dict[str, list[str]]:
    """The fullest answers to the version that the survey runs (its units filled in)."""
    context = world.context()
    page = open_page(context, world.code)
    context.close()
    if page is None:
        raise RuntimeError("the collector has no page")
    return form_fields(full_answers(page.questionnaire))


def walk(port: int, world: World, fields: Fields, live: bool) -> Iterator[Reply]:
    """Every page from the consent to the thanks, and each screen again with its errors."""
    path = f"/s/{world.code}"
    page = ask(port, path)
    yield page
    step: dict[str, Sequence[str]] = {**hidden_fields(page.html), "consent": ["yes"]}
    if live:
        step["_live"] = ["1"]
    while True:
        page = ask(port, path, step)
        yield page
        if page.status != 200:
            raise RuntimeError(f"status {page.status}")
        action = next((name for name in ("next", "send") if has_button(page.html, name)), None)
        if action is None:
            return
        hidden = hidden_fields(page.html)
        typed = {name: value for name, value in fields.items() if f'name="{name}"' in page.html}
        wrong = {name: ["không có"] for name in typed}
        yield ask(port, path, {**hidden, **wrong, "action": ["next"]})
        step = {**hidden, **typed, "action": [action]}
