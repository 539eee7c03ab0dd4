"""What fingers and keys do on a page, and how its time is held."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error, Page, Route


def tick(page: Page, *labels: str) -> None:
    """Tap labels, as fingers do."""
    for label in labels:
        page.get_by_text(label, exact=True).locator("visible=true").first.click()


def press(page: Page, name: str) -> None:
    """Tap a button and wait until another page stands there."""
    heading = page.locator("h1").element_handle()
    assert heading is not None
    page.get_by_role("button", name=name).click()
    with suppress(Error):  # without scripts the whole document goes, and its handles with it
        heading.wait_for_element_state("hidden")
    page.wait_for_load_state()


@contextmanager
def held(page: Page, address: str) -> Iterator[None]:
    """Let nothing that is asked of an address meanwhile reach the server before the block ends."""
    waiting: list[Route] = []
    is_over = False

    def hold(route: Route) -> None:
        if is_over:
            route.continue_()
        else:
            waiting.append(route)

    page.route(address, hold)
    yield
    is_over = True
    for route in waiting:
        route.continue_()


def general_part(page: Page) -> None:
    """Answer the first page of the satisfaction survey."""
    page.get_by_label("Ông, bà đang sống ở xã, phường nào?").select_option(index=3)
    tick(page, "Nông dân, làm nương rẫy, chăn nuôi", "Nữ", "30 đến 44", "Mông")


def paper_part(page: Page) -> None:
    """Answer the questions on papers of one who sent them by internet."""
    page.get_by_label("Ông, bà phải đi lại mấy lần").fill("2")
    for group in page.locator("[data-item=q4] fieldset").all():
        group.get_by_text("Hài lòng", exact=True).click()


def tabs_until(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until an element that matches has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard never reached {selector}")
