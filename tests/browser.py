"""A real browser as the people meet it: pages opened from the disk, with no network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needed import needed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Request

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def program() -> str:
    """The browser; skips the test where there is none, except where everything has to run."""
    return needed("no Chromium on this machine (Debian: chromium)", "chromium", "chromium-browser")


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    path = program()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        found = running.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield found
        finally:
            found.close()


@contextmanager
def opened(found: Browser, file: Path, width: int = 1280, ready: str = "html[data-ready=yes]") -> Iterator[Page]:
    """A page from the disk, offline, once ``ready`` is there; errors, dialogs and requests fail at the end. A window
    that a test has left in peace opens the next page, too: in a new one every font and script is read anew, which
    takes longer than the page."""
    page = _window(found)
    page.set_viewport_size({"width": width, "height": 900})
    wrong: list[str] = []

    def refuse(dialog: Dialog) -> None:
        wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    def failed(error: Error) -> None:
        wrong.append(str(error))

    def asked(request: Request) -> None:
        if not request.url.startswith("file:"):
            wrong.append(request.url)

    heard: list[tuple[Any, Any]] = [("console", said), ("pageerror", failed), ("dialog", refuse), ("request", asked)]
    for event, hearer in heard:
        page.on(event, hearer)
    try:
        page.goto(file.as_uri())
        page.wait_for_selector(ready)
        yield page
        page.emulate_media(media="null")
        page.goto("about:blank")  # what a page says as it is left is its own
        for event, hearer in heard:
            page.remove_listener(event, hearer)
    except BaseException:
        page.context.close()
        raise
    assert not wrong, wrong


def _window(found: Browser) -> Page:
    """A window at rest, with no page of a test in it, or a new one."""
    for context in found.contexts:
        for page in context.pages:
            if page.url == "about:blank":
                return page
    return found.new_context(offline=True).new_page()


def barriers(view: Page) -> list[tuple[str, str]]:
    """What axe finds serious or critical on a page: its name and the first element that has it. Of what is well axe
    only says so, for to describe each element of it takes longer than to look; and it fetches nothing."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(view, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in serious]


def pictured(view: Page, name: str) -> None:
    """A picture of the whole page for review, where a folder for them is named: no test looks at it, and it takes as
    long as the page."""
    if os.environ.get("XUEWEI_ARTEFACTS"):
        folder = Path(os.environ["XUEWEI_ARTEFACTS"])
        folder.mkdir(parents=True, exist_ok=True)
        view.screenshot(path=folder / f"{name}.png", full_page=True)
