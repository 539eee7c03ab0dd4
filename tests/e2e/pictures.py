"""Pictures of pages."""

from playwright.sync_api import Error, Page

TRIES = 4
PAUSE_MS = 500


def take_picture(page: Page, *, full_page: bool = True) -> bytes:
    """A picture of a page (PNG), of all of it or of what the screen shows.

    Now and then Chromium says that it cannot take one, of a page that stands there as it should; a
    moment later it can.
    """
    for _ in range(TRIES - 1):
        try:
            return page.screenshot(full_page=full_page)
        except Error as error:
            if "Unable to capture screenshot" not in error.message:
                raise
            page.wait_for_timeout(PAUSE_MS)
    return page.screenshot(full_page=full_page)
