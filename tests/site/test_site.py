"""The site: built strictly, and opened in a browser from the disk with no network."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser import barriers, opened

from needed import lacking
from program import TOP

if TYPE_CHECKING:
    from playwright.sync_api import Browser

READY = "[data-md-component=search] input"
CHINESE = ["index", "tutorial", "commands", "cli", "keys", "api", "formats", "method"]
PAGES = [
    *CHINESE,
    "en/index",
    "en/tutorial",
    "en/commands",
    "en/api",
    "howto/zones",
    "howto/review",
    "en/howto/schedule",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `mkdocs build --strict` writes it: a link or an anchor that leads nowhere ends it."""
    if not all(map(find_spec, ("material", "mkdocs_static_i18n", "mkdocstrings"))):
        lacking("no pip install '.[docs]'")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],  # --quiet would count no warning
        cwd=TOP,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_from_the_disk(page: str, width: int, site: Path, chromium: Browser) -> None:
    """Nothing is fetched or wrong, nothing is wider than the window, and axe, which looks at every page in one of the
    widths, finds no serious fault."""
    with opened(chromium, site / f"{page}.html", width, READY) as view:
        assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if width != (1280, 360)[PAGES.index(page) % 2]:
            return
        assert barriers(view) == []


@pytest.mark.parametrize(
    ("page", "asked", "found"), [("index", "大班额", "commands.html"), ("en/index", "siting", "formats.html")]
)
def test_a_page_is_found_by_its_words(page: str, asked: str, found: str, site: Path, chromium: Browser) -> None:
    """The search works from the disk, in Chinese as in English."""
    with opened(chromium, site / f"{page}.html", ready=READY) as view:
        view.fill(READY, asked)
        view.press(READY, "End")
        view.wait_for_selector(".md-search-result__item a")
        links = view.eval_on_selector_all(".md-search-result__item a", "all => all.map((each) => each.href)")
        assert any(found in link for link in links), links
        assert len({"/en/" in link for link in links}) == 1, "pages of one language alone"


def test_the_other_language_is_one_click_away(site: Path, chromium: Browser) -> None:
    """On every page the same page in the other language; one that there is not yet says so at its top."""
    with opened(chromium, site / "cli.html", ready=READY) as view:
        link = view.locator(".md-select__link[hreflang=en]").get_attribute("href")
        assert link == "en/cli.html"
    with opened(chromium, site / "en" / "keys.html", ready=READY) as view:
        assert "This page is in Chinese only" in view.inner_text("article")
        assert view.locator("a.md-nav__link", has_text="Commands").count()
