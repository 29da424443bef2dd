"""The how-to pages: every command runs in its order, and what is shown is what is printed.

``XUEWEI_GOLDEN=write pytest tests/site/test_howto.py`` writes what is shown anew. Remarks that no reader sees tell the
test what the reader does by hand (``copy`` an example, write into a ``cell``), which command ends with another code
than 0 (``exit 3``), and which lines of what is printed are shown (``lines 1-5 9``; the others are “…”).
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from clusters import process, scheduler, worker

from inside import run_together
from program import TOP, environment

HOWTO = TOP / "docs" / "howto"
PAGES = sorted(path.name.removesuffix(".en.md") for path in HOWTO.glob("*.en.md"))
ENDINGS = {"zh": ".md", "en": ".en.md"}
NAMES = {
    "学位台账.xlsx": "ledger.xlsx",
    "项目台账!": "Ledger!",
    "通告.docx": "notice.docx",
    "报告.html": "report.html",
    "余缺": "gap",
    "排程.yaml": "schedule.yaml",
    "晚一年.yaml": "late.yaml",
    "全国": "country",
    "一个进程": "one",
    "两个进程": "two",
    "多台机器": "many",
    "接着算": "resumed",
    "错的.yaml": "wrong.yaml",
    "必须建.yaml": "must.yaml",
    "-m 方案": "-m plan",
}
"""Files that the reader makes, whose names are in the language of the page."""
STEP = re.compile(
    r"^<!-- (?P<mark>copy|cell) (?P<what>.+?) -->$"
    r'|^(?:<!-- (?P<note>[^>]+) -->\n)?```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)
WRITE = os.environ.get("XUEWEI_GOLDEN") == "write"
ADDRESS = "tcp://192.168.1.10:8786"
"""The scheduler that the page names."""
MAIL = "review@example.org"
XUEWEI = str(Path(sys.executable).with_name("xuewei"))
"""The program by the name that people call it."""
SEVERAL = {"--workers", "--scheduler", "git"}
"""Words of commands that are run as people run them, in a process of their own; the others run in this one."""


@dataclass
class Reader:
    """Somebody who does what a page says, in a folder of their own."""

    at: Path
    lang: str
    dask: str
    printed: str = ""

    def follow(self, step: re.Match[str]) -> str:
        """One step done; its text, where it shows an answer that of today."""
        if step["mark"] == "copy":
            self.copy(*step["what"].split())
        elif step["mark"] == "cell":
            self.fill(*shlex.split(step["what"]))
        elif step["title"]:
            (self.at / step["title"]).write_text(step["text"], encoding="utf-8")
        elif step["kind"] == "sh":
            self.run(step["text"].splitlines(), step["note"] or "exit 0")
        elif step["kind"] == "text":
            shown = chosen(self.printed, step["note"] or "lines")
            return f"{step[0].partition('```text')[0]}```text\n{shown}```"
        return step[0]

    def copy(self, name: str) -> None:
        """An example of the project, beside what is there."""
        source = TOP / "examples" / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, self.at / source.name)

    def fill(self, file: str, cell: str, value: str) -> None:
        """A cell of a workbook as somebody changes it."""
        book = openpyxl.load_workbook(self.at / file)
        sheet, _, place = cell.partition("!")
        book[sheet][place] = int(value) if value.isdigit() else value
        book.save(self.at / file)

    def run(self, lines: list[str], note: str) -> None:
        """Commands, of which the last one ends as the note says."""
        self.printed = ""
        for number, line in enumerate(lines, 1):
            words = shlex.split(line.replace(ADDRESS, self.dask))
            if words[0] == "cd":
                self.at = self.at / words[1]
                continue
            code = int(note.removeprefix("exit ")) if number == len(lines) else 0
            self.printed += self.answer(words, code)

    def answer(self, words: list[str], code: int) -> str:
        """What a command says in a window of 80 columns, on both streams as it comes."""
        variables = {"COLUMNS": "80", "XUEWEI_LANG": self.lang, "SOURCE_DATE_EPOCH": "1790000000"}
        if words[0] == "xuewei" and not SEVERAL & {*words}:
            ended, told = run_together(*words[1:], cwd=self.at, **variables)
        else:
            words = [XUEWEI, *words[1:]] if words[0] == "xuewei" else words
            names = {f"GIT_{who}_{what}": MAIL for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
            done = subprocess.run(
                words,
                cwd=self.at,
                env=environment(GIT_CONFIG_GLOBAL=os.devnull, **names, **variables),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
            ended, told = done.returncode, done.stdout
        assert ended == code, (words, told)
        assert "Traceback" not in told
        return "".join(f"{line.rstrip()}\n" for line in told.splitlines())


def chosen(printed: str, note: str) -> str:
    """The lines that a note names, “…” for each stretch that it leaves out; all lines where it names none.

    >>> chosen("a\\nb\\nc\\nd\\n", "lines 2-3")
    '…\\nb\\nc\\n…\\n'
    """
    lines, shown, last = printed.splitlines(keepends=True), "", 0
    for part in note.split()[1:]:
        first, _, end = part.partition("-")
        shown += "…\n" if int(first) > last + 1 else ""
        last = int(end or first)
        assert last <= len(lines), (note, printed)
        shown += "".join(lines[int(first) - 1 : last])
    return shown + ("…\n" if 0 < last < len(lines) else "") if last else printed


def steps(page: str, lang: str) -> list[str]:
    """What the reader of a page does, step by step, files named as in English, without what they hold."""
    text = (HOWTO / f"{page}{ENDINGS[lang]}").read_text(encoding="utf-8")
    for chinese, english in NAMES.items():
        text = text.replace(chinese, english)
    return [_told(step) for step in STEP.finditer(text)]


def _told(step: re.Match[str]) -> str:
    if step["mark"]:
        return " ".join([step["mark"], *step["what"].split()[:2]])
    shown = step["title"] or ("" if step["kind"] == "text" else step["text"])
    return f"{step['kind']} {shown}"


def test_there_are_pages() -> None:
    """Every page stands in both languages."""
    assert len(PAGES) == 9
    assert {path.name for path in HOWTO.iterdir()} == {f"{page}{end}" for page in PAGES for end in ENDINGS.values()}


@pytest.mark.parametrize("lang", ENDINGS)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_its_commands_print(page: str, lang: str, tmp_path: Path) -> None:
    """All of its steps in order, in one folder; `simulate` in any number of processes writes the same bytes."""
    path = HOWTO / f"{page}{ENDINGS[lang]}"
    text = path.read_text(encoding="utf-8")
    with ExitStack() as running:
        address = ""
        if ADDRESS in text:
            address = running.enter_context(scheduler(tmp_path))
            running.enter_context(process(*worker(address)))
        (tmp_path / "reader").mkdir()
        wanted = STEP.sub(Reader(tmp_path / "reader", lang, address).follow, text)
    if WRITE:
        path.write_text(wanted, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == wanted
    assert len({each.read_bytes() for each in tmp_path.glob("reader/*.csv")} if address else {b""}) == 1


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_do_the_same(page: str) -> None:
    """The same commands on the same files, and an answer after the same ones."""
    chinese, english = (steps(page, lang) for lang in ENDINGS)
    assert chinese == english
    assert "text " in chinese


@pytest.mark.parametrize("end", ENDINGS.values())
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_short(page: str, end: str) -> None:
    """It begins with its question, and has about 80 lines that are read."""
    lines = (HOWTO / f"{page}{end}").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert lines[2].startswith("**")
    assert sum(bool(line) and not line.startswith("<!--") for line in lines) <= 100
