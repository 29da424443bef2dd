"""The pictures of the README and of the site: the report as a page, and `git diff` in planners' words.

    python docs/scripts/pictures.py            # draws them; needs Chromium and `pip install '.[test]'`

A picture of the page carries the words that can be read in it; that of `git diff` is the words. A test holds both
against what the program says today.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from rich.cells import cell_len

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOP = Path(__file__).parent.parent.parent
PICTURES = TOP / "docs" / "pictures"
LANGUAGES = {"zh": "", "en": ".en"}
"""Languages, and what stands before the ending of their pictures."""
WIDE = 1120
"""Pixels of the page."""
CELL, LINE, EDGE = 8.4, 20, 16
"""Pixels of a column of the terminal, of a line, and around the text."""
FONTS = "ui-monospace,Consolas,Menlo,Noto Sans Mono CJK SC,Microsoft YaHei,monospace"
READ = "header, .controls, #sentences, #resting"
"""The parts of the page whose words a picture carries: they stand in it whatever the fonts of the machine."""
DRAWN = "document.querySelector('#stages .panels').firstElementChild.getBoundingClientRect().bottom"
"""Where the picture ends: below the first chart."""


def main() -> None:
    """Draw every picture."""
    PICTURES.mkdir(exist_ok=True)
    for lang, ending in LANGUAGES.items():
        (PICTURES / f"git-diff{ending}.svg").write_text(svg(git_diff(lang)), encoding="utf-8")
        with report(lang) as page:
            (PICTURES / f"page{ending}.png").write_bytes(picture(page))


def run(words: list[str], at: Path, lang: str) -> str:
    """What a program prints in a folder, in a window of 80 columns."""
    words = [sys.executable, "-m", "xuewei", *words[1:]] if words[0] == "xuewei" else words
    env = {**os.environ, "COLUMNS": "80", "XUEWEI_LANG": lang, "PYTHONUTF8": "1"}
    return subprocess.run(words, cwd=at, env=env, capture_output=True, encoding="utf-8", check=True).stdout


def git_diff(lang: str) -> str:
    """What `git diff` says of the shipped example of a review: a school opens a year later."""
    with TemporaryDirectory() as folder:
        at = Path(folder)
        for name in ("progress.yaml", "delay.patch"):
            shutil.copy(TOP / "examples" / "review" / name, at)
        author = ["-c", "user.name=review", "-c", "user.email=review@example.org"]
        for words in (
            ["git", "init", "-q", "-b", "main"],
            ["git", "add", "progress.yaml"],
            ["git", *author, "commit", "-q", "-m", "progress"],
            ["xuewei", "git", "install"],
            ["git", "apply", "delay.patch"],
        ):
            run(words, at, lang)
        return run(["git", "diff"], at, lang)


def svg(text: str) -> str:
    """A terminal that shows `git diff` and ``text``; every stretch is as wide as its columns, whatever the font.

    >>> svg("缺 268").count("<text")  # $, git, diff, 缺, 268
    5
    """
    lines = ["$ git diff", *text.rstrip("\n").splitlines()]
    wide, high = 80 * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    drawn = [stretch for n, line in enumerate(lines) for stretch in _stretches(line, EDGE + LINE * (n + 0.75), n == 0)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" role="img"'
            f' font-family="{FONTS}" font-size="14">',
            f"<title>git diff: {escape(' '.join(lines[1:4]))}</title>",
            f'<rect width="{wide:g}" height="{high:g}" rx="8" fill="#fbfbf9" stroke="#c9c9c4"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def _stretches(line: str, y: float, strong: bool) -> Iterator[str]:
    """The words of a line where they stand: wide and narrow characters apart, shortages red."""
    red = {place for found in re.finditer(r"(缺|short) [\d,]+", line) for place in range(*found.span())}
    column = 0
    kinds = groupby(enumerate(line), lambda each: (cell_len(each[1]), each[0] in red, each[1] == " "))
    for (_, is_red, _), group in kinds:
        words = "".join(sign for _, sign in group)
        width = cell_len(words)
        if words.strip():
            look = (' fill="#b00020"' if is_red else "") + (' font-weight="bold"' if strong else "")
            place = f'x="{EDGE + column * CELL:g}" y="{y:g}" textLength="{width * CELL:g}"'
            yield f'<text {place} lengthAdjust="spacingAndGlyphs"{look}>{escape(words)}</text>'
        column += width


@contextmanager
def report(lang: str) -> Iterator[Page]:
    """The page that `xuewei report` writes of the shipped case, open in Chromium."""
    from playwright.sync_api import sync_playwright

    program = next(path for path in map(shutil.which, ("chromium", "chromium-browser")) if path)
    with TemporaryDirectory() as folder, sync_playwright() as running:
        run(["xuewei", "report", "--output", "report.html"], Path(folder), lang)
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDE, "height": 900})
        page.goto((Path(folder) / "report.html").as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        yield page
        browser.close()


def words(page: Page) -> str:
    """The words of the page that its picture shows, a line each."""
    lines = "\n".join(page.locator(READ).all_inner_texts()).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def picture(page: Page) -> bytes:
    """The top of the page as PNG of few colours, with its words as description."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told, into = PngInfo(), BytesIO()
    told.add_itxt("Description", words(page))
    part = {"x": 0, "y": 0, "width": WIDE, "height": page.evaluate(DRAWN) + 10}
    shot = Image.open(BytesIO(page.screenshot(full_page=True, clip=part))).convert("RGB")  # type: ignore[arg-type]
    shot = shot.quantize(64, dither=Image.Dither.NONE)
    shot.save(into, "PNG", optimize=True, pnginfo=told)
    return into.getvalue()


if __name__ == "__main__":
    main()
