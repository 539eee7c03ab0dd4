"""First paint on a slow phone network: Chromium at 400 kbit/s and 400 ms, connection open."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

BYTES_PER_S = 400_000 // 8
LATENCY_MS = 400
PATIENCE = 200
CHROMIUM = "/usr/bin/chromium"
FIRST_PAINT = """() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const waited = performance.getEntriesByType('resource')
    .filter(entry => entry.renderBlockingStatus === 'blocking').length;
  return paint ? [paint.startTime / 1000, 1 + waited] : null;
}"""
FILL = """(fields) => {
  for (const [name, values] of Object.entries(fields))
    for (const field of document.getElementsByName(name)) {
      const ticked = field.type === 'radio' || field.type === 'checkbox';
      if (ticked) field.checked = values.includes(field.value);
      else field.value = values[0];
      field.dispatchEvent(new Event('change', {bubbles: true}));
    }
}"""
Paint = tuple[float, int]


@contextmanager
def open_browser(*, scripts: bool) -> Iterator[Page]:
    """A page of a phone's size; its cache is off."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 360, "height": 640}, java_script_enabled=scripts, is_mobile=True
        )
        yield context.new_page()
        browser.close()


def slow_down(page: Page) -> None:
    """From now on the network is slow."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    conditions = {"latency": LATENCY_MS, "downloadThroughput": BYTES_PER_S}
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "uploadThroughput": BYTES_PER_S, **conditions},
    )


def first_paint(page: Page) -> Paint:
    """(seconds to the first contentful paint, requests it waited for) of the page that is shown."""
    for _ in range(PATIENCE):
        found = page.evaluate(FIRST_PAINT)
        if found is not None:
            return float(found[0]), int(found[1])
        page.wait_for_timeout(50)
    raise RuntimeError("the page does not paint")


def paint_start(page: Page, address: str) -> Paint:
    """The first paint of the first page, slow, over a connection that is open."""
    page.goto(address)
    slow_down(page)
    page.goto(address)
    return first_paint(page)


def paint_walk(page: Page, address: str, fields: Mapping[str, Sequence[str]]) -> list[Paint]:
    """The first paints of all pages from the consent to the thanks, answering with `fields`.

    For a browser without scripts: with them, later pages are fetched into the one that is there.
    """
    paints = [paint_start(page, address)]
    with page.expect_navigation():
        page.locator("button[name=consent][value=yes]").click()
    while True:
        paints.append(first_paint(page))
        onward = page.locator("button[name=action][value=next], button[name=action][value=send]")
        if not onward.count():
            return paints
        page.evaluate(FILL, dict(fields))
        with page.expect_navigation():
            onward.first.click()
