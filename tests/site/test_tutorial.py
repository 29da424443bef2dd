"""The tutorial: its commands run in their order in a new folder with its workbooks, and what it shows is what they
print today.

``XUEWEI_GOLDEN=write pytest tests/site/test_tutorial.py`` writes what is shown anew.
"""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from inside import run
from program import TOP

BOOKS = TOP / "examples" / "county_in_excel"
PAGES = {"zh": TOP / "docs" / "tutorial.md", "en": TOP / "docs" / "tutorial.en.md"}
SHOWN = r"(?P<before>[^`]*?<!-- shown: (?P<which>[\d ]+) -->\n```text\n)(?P<text>.*?)```\n"
STEP = re.compile(rf"(?ms)^```\n(?P<words>.*?)^```\n(?:{SHOWN})?")
LEFT_OUT = "…"


def shown(output: str, which: list[int]) -> str:
    """Some of the parts of an output, which blank lines stand between, with a mark where others are left out."""
    parts = re.split(r"\n{2,}", output.strip("\n"))
    lines, last = [], 0
    for n in which:
        lines += [LEFT_OUT] * (n > last + 1) + [parts[n - 1]]
        last = n
    return "\n\n".join([*lines, *[LEFT_OUT] * (last < len(parts))]) + "\n"


def followed(page: str, at: Path, lang: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every step of a page with all that its last command prints; each command ends well."""
    for step in STEP.finditer(page):
        output = ""
        for words in map(shlex.split, step["words"].splitlines()):
            if words[0] == "cd":
                at = at / words[1]
            elif words[0] == "xuewei":
                done = run(*words[1:], cwd=at, XUEWEI_LANG=lang, COLUMNS="80")
                assert done.returncode == 0, (words, done.stderr)
                output = f"{done.stderr}\n\n{done.stdout}"
        yield step, output


@pytest.mark.parametrize("lang", PAGES)
def test_the_tutorial_shows_what_is_printed(lang: str, tmp_path: Path) -> None:
    """From three workbooks to the table of warnings, the report and the notice; its figures in the text are theirs."""
    for book in BOOKS.glob("*.xlsx"):
        shutil.copy(book, tmp_path)
    page = PAGES[lang].read_text(encoding="utf-8")
    fresh, end, outputs = "", 0, ""
    for step, output in followed(page, tmp_path, lang):
        outputs += output
        fresh += page[end : step.start()]
        end = step.end()
        fresh += step[0] if step["which"] is None else _with(step, shown(output, [*map(int, step["which"].split())]))
    fresh += page[end:]
    if os.environ.get("XUEWEI_GOLDEN") == "write":
        PAGES[lang].write_text(fresh, encoding="utf-8")
        page = fresh
    assert fresh == page
    assert {each.name for each in (tmp_path / "东河县").iterdir()} >= {"报告.html", "报告.docx", "通告.docx"}
    told = set(re.findall(r"\d+,\d{3}", re.sub(r"(?s)```.*?```", "", page)))
    assert told
    assert {each for each in told if each not in outputs} == set()


def _with(step: re.Match[str], text: str) -> str:
    """A step that shows ``text``."""
    return f"```\n{step['words']}```\n{step['before']}{text}```\n"


def test_both_languages_take_the_same_road() -> None:
    """The same commands in the same order."""
    roads = [[step["words"] for step in STEP.finditer(page.read_text(encoding="utf-8"))] for page in PAGES.values()]
    assert roads[0] == roads[1]


def test_the_workbooks_are_what_their_maker_writes(tmp_path: Path) -> None:
    """`python examples/county_in_excel/make.py` writes them anew: the same cells, merged in the same places."""
    runpy.run_path(str(BOOKS / "make.py"))["main"](tmp_path)
    names = sorted(book.name for book in BOOKS.glob("*.xlsx"))
    assert names == sorted(book.name for book in tmp_path.iterdir())
    for name in names:
        one, other = (load_workbook(folder / name).active for folder in (BOOKS, tmp_path))
        assert one is not None
        assert other is not None
        assert [*one.iter_rows(values_only=True)] == [*other.iter_rows(values_only=True)]
        assert str(one.merged_cells) == str(other.merged_cells)
