"""Opens a page from the disk in Chromium, in a window of its own, and prints the milliseconds until something can be
seen, until its charts are drawn and until it is whole; and on the last line, in seconds, the one that is asked for.

    python -m programs.opened FILE seen|drawn|whole
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

TIMES = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done({
  seen: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? performance.now(),
  drawn: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
  whole: performance.now(),
}), 0)))"""
"""The charts are drawn while the document is told to be complete."""


def main(file: str, asked: str) -> None:
    """Open it once."""
    from playwright.sync_api import sync_playwright

    path = next(path for path in map(shutil.which, ("chromium", "chromium-browser")) if path)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True).new_page()
        page.goto(Path(file).resolve().as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        times = page.evaluate(TIMES)
        browser.close()
    print(", ".join(f"{name} {time:.0f} ms" for name, time in times.items()))
    print(times[asked] / 1000)


if __name__ == "__main__":
    main(*sys.argv[1:])
