"""A real browser as the people meet it: pages opened from the disk, with no network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from needed import needed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

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
    """A page from the disk, offline, once ``ready`` is there; errors, dialogs and requests fail at the end."""
    context = found.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    wrong: list[str] = []

    def refuse(dialog: Dialog) -> None:
        wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", refuse)
    page.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector(ready)
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong


def pictured(view: Page, name: str) -> None:
    """A picture of the whole page for review, where a folder for them is named: no test looks at it, and it takes as
    long as the page."""
    if os.environ.get("XUEWEI_ARTEFACTS"):
        folder = Path(os.environ["XUEWEI_ARTEFACTS"])
        folder.mkdir(parents=True, exist_ok=True)
        view.screenshot(path=folder / f"{name}.png", full_page=True)
