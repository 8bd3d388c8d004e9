"""A real browser, where there is one; without it, tests of pages are skipped and say why.

Looked for: the Chromium that `playwright install chromium` fetches, then one of this machine.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        ConsoleMessage,
        Dialog,
        Error,
        Page,
        Playwright,
        Request,
    )

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A Chromium without a window.

    While it is there an event loop runs in this thread, which other tests could not bear.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra `browser`")
    with sync_api.sync_playwright() as playwright:
        yield from _launched(playwright)


def _launched(playwright: "Playwright") -> Iterator["Browser"]:
    own = Path(playwright.chromium.executable_path)
    found = str(own) if own.exists() else next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: `playwright install chromium` fetches one")
    # in containers, where everybody is root, Chromium has no sandbox of its own
    browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    yield browser
    browser.close()


@dataclass
class Opened:
    """A page and what it did that it should not.

    Args:
        asked: addresses that it asked for, itself left out.
        complaints: what it wrote to the console, and errors.
    """

    page: "Page"
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note_request(self, request: "Request") -> None:
        if request.url != self.address:
            self.asked.append(request.url)

    def note_line(self, message: "ConsoleMessage") -> None:
        self.complaints.append(message.text)

    def note_error(self, error: "Error") -> None:
        self.complaints.append(str(error))

    def note_dialog(self, dialog: "Dialog") -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


class Opener:
    """Opens pages in tabs of their own."""

    def __init__(self, browser: "Browser", folder: Path) -> None:
        self._browser = browser
        self._file = folder / "page.html"

    def __call__(self, html: str, width: int = 1280, *, is_dark: bool = False) -> Opened:
        """Return a page that is open and quiet."""
        self._file.write_text(html, encoding="utf-8")
        page = self._browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if is_dark else "light",
            reduced_motion="reduce",
        )
        opened = Opened(page, self._file.as_uri())
        page.on("request", opened.note_request)
        page.on("console", opened.note_line)
        page.on("pageerror", opened.note_error)
        page.on("dialog", opened.note_dialog)
        page.goto(opened.address, wait_until="load")
        return opened


@pytest.fixture
def open_page(browser: "Browser", tmp_path: Path) -> Iterator[Opener]:
    """Open HTML text; all tabs are closed afterwards."""
    yield Opener(browser, tmp_path)
    for context in browser.contexts:
        context.close()
