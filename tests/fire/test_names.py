"""Names that would do something: shown as text in every kind of output, in process and by the programs people use."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from browser import browser, opened
from xuewei.cli.app import program
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.read import read_plan
from xuewei.formats.plan.write import plan_text
from xuewei.formats.yaml import scalar
from xuewei.language.shown import armed, inert, visible
from xuewei.model.assessment import Assessment
from xuewei.model.plan import Plan, Progress
from xuewei.tables.view import Column, Sheet, View, as_csv, as_json, as_markdown
from xuewei.workbook.read.plan_book import read_book
from xuewei.workbook.write.book import write_book

from builders import level, plan, population, school
from fire.names import JUDGES, NAMES, acts_on_a_screen, formulas
from program import environment
from spreadsheet import profile, saved
from spreadsheet import program as spreadsheet

ALL = tuple(each.name for each in NAMES)
AREAS = tuple(dict.fromkeys(each.strip() for each in ALL if "\r" not in each and each.strip() not in ("", "*")))
"""Names that areas may have: cells of people files are stripped, their line ends made one, and ``*`` is all of them."""

OF_SHEETS = tuple(each.name.strip() for each in NAMES if "spreadsheet" in each.attacks or "workbook" in each.attacks)
SHEETED = tuple(each for each in AREAS if each in OF_SHEETS)[::3]
"""A third of those that attack workbooks and what opens them: a workbook of all areas takes minutes to compute anew."""


def hostile_plan(names: Sequence[str] = ALL, areas: Sequence[str] = ()) -> Plan:
    """A plan in which areas, ids, names, founders, notes, units and sources are such names."""
    places = areas or names
    schools = [
        school(
            name, area=places[n % len(places)], name=name, founder=name, note=name, status="approved",
            responsible={"unit": name, "person": name}, progress=(Progress("2021-09-01", "approved", name),),
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    found = plan(*schools, area=places[0])
    base = found.base_seats
    assert base is not None
    said = " · ".join(names)
    source = {"title": said, "date": names[-1], "section": names[0]}
    seats = replace(base, source=said)
    return replace(found, name=said, source=source, base_seats=seats, areas=tuple(places[1:]))


@cache
def hostile(names: tuple[str, ...]) -> Assessment:
    """The plan held against people of areas of the same names, over as few years as there may be."""
    people = population(dict.fromkeys(names, level(5)))
    return xuewei.assess(hostile_plan(names), people, horizon=2021)


AREA = "\x1b]0;t\x07=1"
"""One area for what takes long with many."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as files: plans of many areas, of fewer and of one, their people, a scenario; all have such names."""
    found = tmp_path_factory.mktemp("=1+1\x1b[31m")
    for name, areas in (("plan", AREAS), ("sheets", SHEETED), ("one", (AREA,))):
        text = plan_text(replace(hostile_plan(ALL, areas), population="people"))
        (found / f"{name}.yaml").write_text(text, encoding="utf-8")
    people = found / "people"
    people.mkdir()
    with open(people / "census.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["area", "sex", "age_from", "age_to", "persons", "date", "basis", "source"])
        for area, sex, age in product((*AREAS, AREA), ("male", "female"), range(0, 60, 5)):
            writer.writerow([area, sex, age, "" if age == 55 else age + 4, 25, "2020-11-01", "published", area])
    (people / "assumptions.yaml").write_text("horizon: 2026\n", encoding="utf-8")
    ids = [scalar(name) for name in ALL]
    lines = [f"scenario: {scalar(' '.join(ALL))}", "extends: plan.yaml", "change:"]
    lines += [f"  - {{id: {each}, opens: 2024, note: {each}}}" for each in ids[:60]]
    (found / SCENARIO.rpartition("/")[2]).write_text(
        "\n".join([*lines, f"remove: [{', '.join(ids[60:])}]\n"]), encoding="utf-8"
    )
    return found


def run_here(folder: Path, *words: str) -> tuple[int, bytes, bytes]:
    """The program in this process: its exit code, what it printed, and what it said beside that."""
    asked = [word.replace("HERE", str(folder)) for word in words]
    out, beside = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(beside):
        try:
            program()(asked, standalone_mode=True)
        except SystemExit as ended:
            code = int(ended.code or 0)
        except InputError as wrong:
            code = 3
            print(*(fault.text("en") for fault in wrong.faults), sep="\n", file=beside)
    return code, _bytes(out), _bytes(beside)


def _bytes(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    stream.seek(0)
    return bytes(stream.buffer.read())


PLANNED = ("--plan", "HERE/plan.yaml", "--population", "HERE/people")
SCENARIO = "HERE/\x1b[31m情景\n.yaml"
PRINTED = {
    "gap": ("gap", *PLANNED, "--to", "2024"),
    "gap of a year": ("gap", *PLANNED, "--year", "2023", "--scenario", SCENARIO),
    "ledger": ("ledger", *PLANNED),
    "ledger by year": ("ledger", *PLANNED, "--by", "year", "--to", "2024"),
    "forecast": ("forecast", *PLANNED, "--to", "2023"),
    "schools": ("schools", *PLANNED, "--year", "2024"),
    "explain": ("explain", *PLANNED, "--year", "2023", "--stage", "primary", "--area", AREAS[0]),
    "check": ("check", "HERE/plan.yaml", "HERE/people", SCENARIO),
    "track": ("track", *PLANNED, "--as-of", "2023-09-01"),
    "diff": ("diff", "HERE/plan.yaml", SCENARIO, "--population", "HERE/people"),
    "compare": ("compare", "HERE/plan.yaml", SCENARIO, "--population", "HERE/people"),
    "simulate": ("simulate", *PLANNED, "--draws", "5", "--to", "2022"),
}
"""Commands that print tables; the others print no name of a plan."""


FORMED = ("gap", "ledger", "check", "diff", "simulate")
"""Commands of which every form is looked at: the others give their tables to the same writers."""


@pytest.mark.parametrize(
    ("name", "form"),
    [*((name, "table") for name in PRINTED), *product(FORMED, ("md", "csv", "json"))],
)
def test_no_name_acts_in_what_a_command_prints(folder: Path, name: str, form: str) -> None:
    """Every name in every place, in every format, on standard output and beside it."""
    code, printed, beside = run_here(folder, *PRINTED[name], "--format", form)
    assert code in (0, 1), beside.decode()
    assert printed
    assert JUDGES[form](printed) == []
    assert JUDGES["table"](beside) == []
    if name.startswith("ledger") and form == "json" and "year" not in name:
        assert {row["name"] for row in json.loads(printed)["rows"]} >= set(ALL)


def tame(count: int) -> Assessment:
    """As many names that do nothing: what such a plan has of formulas, elements and scripts is ours."""
    return hostile(tuple(f"校{n}号" for n in range(count)))


def test_no_name_acts_in_bars(folder: Path) -> None:
    """Areas and notes under bars of characters."""
    code, printed, beside = run_here(folder, "gap", *PLANNED, "--to", "2022", "--format", "chart")
    assert (code, beside) == (0, b"")
    assert JUDGES["chart"](printed) == []
    assert JUDGES["chart"](run_here(folder, "gap", *PLANNED, "--output", "HERE/bars.txt", "--format", "chart")[1]) == []


WRITTEN = {
    "ledger.xlsx": ("ledger", "--plan", "HERE/sheets.yaml", "--population", "HERE/people", "--to", "2022"),
    "report.html": ("report", *PLANNED, "--from", "2021", "--to", "2022", "--scenario", SCENARIO),
    "gap.xlsx": ("gap", *PLANNED, "--to", "2022"),
    "track.xlsx": ("track", *PLANNED, "--as-of", "2023-09-01"),
    "gap.csv": ("gap", *PLANNED, "--to", "2022", "--format", "csv"),
    "ledger.csv": ("ledger", *PLANNED, "--format", "csv"),
    "gap.md": ("gap", *PLANNED, "--to", "2022", "--format", "md"),
    "ledger.json": ("ledger", *PLANNED, "--format", "json"),
    "simulate.csv": ("simulate", *PLANNED, "--draws", "5", "--to", "2022", "--format", "csv"),
    "simulate.json": ("simulate", *PLANNED, "--draws", "5", "--to", "2022", "--format", "json"),
    "fan.svg": ("chart", "fan", *PLANNED, "--area", AREAS[0], "--draws", "5", "--to", "2022"),
    "gap.svg": ("chart", "gap", *PLANNED, "--to", "2022", "--area", AREAS[1], "--area", "\x1b[31m朱\x1b[0m"),
    "gap.png": ("chart", "gap", *PLANNED, "--to", "2022", "--area", "$\\frac{", "--area", "甲\u202e乙\u202c"),
    "ledger.svg": ("chart", "ledger", *PLANNED, "--to", "2022", "--area", "<script>fetch('http://x.invalid')</script>"),
    "pyramid.svg": ("chart", "pyramid", *PLANNED, "--area", "甲]]>乙"),
    "demand.svg": ("chart", "demand", *PLANNED, "--to", "2022", "--area", "\x07", "--area", "甲\uffff"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_no_name_acts_in_what_a_command_writes(folder: Path, name: str) -> None:
    """Workbook, page, pictures and text in files."""
    path = folder / name
    code, _, beside = run_here(folder, *WRITTEN[name], "--output", str(path))
    assert code == 0, beside.decode()
    assert JUDGES[path.suffix[1:]](path.read_bytes()) == []
    assert JUDGES["table"](beside) == []


def test_no_name_acts_in_a_letter(tmp_path: Path) -> None:
    """A document of the hostile plan; few areas at a time, for each has a picture."""
    from xuewei.report.contents import Report
    from xuewei.report.letter.document import write_document

    path = tmp_path / "r.docx"
    for first in range(0, len(ALL), 50):
        found = xuewei.assess(
            hostile_plan(ALL[first : first + 50], areas=("\x1b]0;t\x07=1",)), population({"\x1b]0;t\x07=1": level(5)})
        )
        write_document(Report([("base", found), (ALL[first], found)], list(found.years)[:2]), str(path), "zh")
        assert JUDGES["docx"](path.read_bytes()) == []


def test_names_of_a_workbook_are_text(tmp_path: Path) -> None:
    """One half of them written at once and the other row by row: the formulas are those of tame names."""
    for by_row, names in ((False, ALL[::2]), (True, ALL[1::2])):
        path, other = tmp_path / f"{by_row}.xlsx", tmp_path / f"tame-{by_row}.xlsx"
        write_book(hostile(names), path, "zh", by_row=by_row)
        write_book(tame(len(names)), other, "zh", by_row=by_row)
        assert JUDGES["xlsx"](path.read_bytes()) == []
        places = [{place for place, _ in formulas(each.read_bytes())} for each in (path, other)]
        assert places[0] == places[1]


NO_AREAS = (" =1+1", "\xa0=1+1", "\u3000=1+1", "    code", "#N/A", "x\r=1+1\r", "\t=1+1", "\r=1+1", "\n@SUM(1)")
"""Names that no area has when a workbook is read: it is refused, in words that do nothing."""
READ = tuple(name for name in ALL if name not in NO_AREAS)


@pytest.mark.parametrize(
    "names", [*((name,) for name in NO_AREAS), *(READ[n : n + 10] for n in range(0, len(READ), 10))]
)
def test_names_in_a_workbook_are_read_back_or_refused(names: Sequence[str], tmp_path: Path) -> None:
    """As area, name, note and unit; only what XML cannot hold at all comes back as its escape."""
    path = tmp_path / "b.xlsx"
    schools = [
        school(f"s{n}", area=name, name=name, note=name, responsible={"unit": name}) for n, name in enumerate(names)
    ]
    planned = replace(plan(*schools, area=names[0]), areas=tuple(names[1:]))
    write_book(xuewei.assess(planned, population(dict.fromkeys(names, level(5))), horizon=2022), path, "zh")
    if names[0] in NO_AREAS:
        with pytest.raises(InputError) as wrong:
            read_book(Workbook(path))
        assert JUDGES["table"](str(wrong.value).encode()) == []
        return
    back = [{one.area, one.name, one.note, one.responsible["unit"]} for one in read_book(Workbook(path)).plan.schools]
    assert back == [{name.replace("\ufffe", "_xFFFE_").replace("\uffff", "_xFFFF_")} for name in names]


@pytest.mark.parametrize("area", ["\x1b[2J区", "区" * 300, "\x07=1+1"])
def test_an_area_that_no_formula_can_name_leaves_every_sheet_well_formed(area: str, tmp_path: Path) -> None:
    """Nor does a list inside a formula hold anything but texts: Excel would mend such a book."""
    path = tmp_path / "b.xlsx"
    planned = replace(plan(school("a", area=area), area=area), areas=("城区",))
    write_book(xuewei.assess(planned, population({area: level(5), "城区": level(5)}), horizon=2022), path, "zh")
    with ZipFile(path) as book:
        for name in book.namelist():
            text = book.read(name).decode()
            ElementTree.fromstring(text)
            assert not re.search(r"\{[^{}]*\"&amp;\"[^{}]*\}", text), name


def test_plans_and_scenarios_written_hold_the_names_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """A plan comes back equal; a schedule is a scenario over it; comments smuggle no keys."""
    written = hostile_plan()
    for comment in ALL:
        assert JUDGES["yaml"](plan_text(plan(school("a")), comment).encode()) == []
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text(written, " ".join(ALL)), encoding="utf-8")
    assert replace(read_plan(path), file="") == replace(written, file="")
    chosen = folder / "\x1b[2J选.yaml"
    code, printed, beside = run_here(
        folder, "optimise", "--now", "2021", "--plan", "HERE/one.yaml", "--time-limit", "20", "--output", str(chosen)
    )
    assert code in (0, 1), beside.decode()
    assert JUDGES["table"](printed) == JUDGES["table"](beside) == JUDGES["yaml"](chosen.read_bytes()) == []
    assert run_here(folder, "gap", "--scenario", str(chosen), "--year", "2023")[0] == 0


@pytest.mark.parametrize("name", ALL)
def test_a_fault_is_one_line_of_text(name: str) -> None:
    """In file, field, found and suggestion, and in the values of its sentence."""
    for lang in ("zh", "en"):
        faults = (
            Fault(Place(name, 3), name, "unknown_key", {}, name, name),
            Fault(Place(name), "", "choice", {"known": name}, name),
            Fault(Place(name), "", "extends_cycle", {"chain": name}),
        )
        for told in (fault.text(lang) for fault in faults):
            assert JUDGES["table"](told.encode()) == []
            assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("gap", "--plan", "NAME"), ("gap", "--scenario", "NAME"), ("check", "NAME"), ("import", "NAME"), ("NAME",),
        ("gap", "NAME"), ("gap", "--NAME"), ("gap", "--stage", "NAME"), ("gap", "--year", "NAME"),
        ("gap", "--format", "NAME"),
        ("gap", "--output", "HERE/NAME/x"), ("diff", "NAME", "NAME"), ("plan", "set", "NAME", "opens=1"), ("--NAME",),
        ("plan", "NAME"), ("sweep", "--set", "NAME=1"), ("schema", "NAME"), ("backtest", "NAME"),
    ],
)  # fmt: skip
def test_what_is_typed_is_told_as_text(words: Sequence[str], tmp_path: Path) -> None:
    """Names of files that a shell puts on the command line, and words that are wrong there."""
    for name in ("\x1b]0;t\x07\u202e", "\x9b2J\nfake: line", "\udc80\udcff"):
        code, printed, beside = run_here(tmp_path, *(word.replace("NAME", name) for word in words))
        assert code in (2, 3), (name, printed, beside)
        assert JUDGES["table"](printed) == JUDGES["table"](beside) == []
        assert not [line for line in beside.splitlines() if line.startswith(b"fake")]


SIGNS = st.text(st.sampled_from("=+-@＝'\";,\t\r\n\x1b\x85\u2028\u202e \u00a0*_`~[]()!<>&|\\\\#$:/.1a甲"), max_size=12)
"""Text mostly of signs that mean something to somebody."""


@settings(max_examples=200)
@given(st.lists(SIGNS, min_size=1, max_size=3))
def test_text_of_any_signs_is_text(texts: list[str]) -> None:
    """As cells, titles and notes of CSV, Markdown and tables; and CSV is read as what was written."""
    view = View([Sheet(texts[0], [Column(texts[-1])], [[each] for each in texts], texts)], [{"n": t} for t in texts])
    assert JUDGES["md"](as_markdown(view).encode()) == []
    assert JUDGES["csv"](as_csv(view).encode()) == []
    assert [row["n"] for row in json.loads(as_json(view))["rows"]] == texts
    read = csv.reader(io.StringIO(as_csv(view)))
    assert [armed(row[0]) for row in read][1:] == list(map(visible, texts))
    for each in texts:
        assert armed(inert(each)) == each


@pytest.mark.parametrize("name", ALL)
def test_what_was_made_safe_for_a_spreadsheet_is_read_as_it_was(name: str) -> None:
    """The apostrophe that a list's reader takes away is the one that was put there."""
    assert armed(inert(name)) == name
    assert armed(inert(inert(name))) == inert(name)


def on_a_screen(*words: str) -> bytes:
    """What a program sends to a terminal."""
    ours, theirs = pty.openpty()
    variables = environment(TERM="xterm-256color", COLUMNS="200", CI="true")  # a slow machine would show progress
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=variables) as running:
        os.close(theirs)
        found = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while part := os.read(ours, 65536):
                found += part
        running.wait()
    os.close(ours)
    return found


@pytest.mark.parametrize(
    "words",
    [
        *(PRINTED[name] for name in ("gap of a year", "ledger", "diff", "track")),
        (*PRINTED["ledger"], "--format", "csv"),
        ("gap", *PLANNED, "--to", "2022", "--format", "chart"),
        ("check", "HERE/none\x1b]0;t\x07\n.yaml", "HERE/plan.yaml"),
    ],
)
def test_a_terminal_is_sent_text_and_our_colours(folder: Path, words: Sequence[str]) -> None:
    """The bytes that reach a real one, with colours on."""
    asked = (word.replace("HERE", str(folder)) for word in words)
    sent = on_a_screen(sys.executable, "-m", "xuewei", *asked)
    assert b"Traceback" not in sent
    assert sent
    assert acts_on_a_screen(sent) == []
    if words in (PRINTED["ledger"], PRINTED["track"]):
        assert "\\x1b[31m朱\\x1b[0m" in sent.decode()


def test_git_shows_a_hostile_branch_as_text(tmp_path: Path) -> None:
    """`git diff`, `git show` and `git log -p` of plans and of files that are none, in a repository that was set up."""

    def git(*words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=tmp_path, capture_output=True, check=True, env=environment()).stdout

    git("init", "-q", "-b", "main")
    git("config", "user.name", "test")
    git("config", "user.email", "test@example.org")
    (tmp_path / "plan.yaml").write_text(plan_text(plan(school("a"))), encoding="utf-8")
    (tmp_path / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "xuewei", "git", "install"], cwd=tmp_path, check=True, capture_output=True)
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    (tmp_path / "plan.yaml").write_text(plan_text(hostile_plan(ALL, ("甲",))), encoding="utf-8")
    (tmp_path / "other.yaml").write_text("a: 1\n" + "\n".join(f"# {name}" for name in ALL), encoding="utf-8")
    (tmp_path / "broken\x1b[2J.yaml").write_text("plan: [\x1b[31m", encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    for words in (("diff", "HEAD^", "HEAD"), ("show", "--ext-diff", "HEAD"), ("log", "-p", "--ext-diff")):
        shown = git(*words)
        assert b"xuewei" not in shown or b"Traceback" not in shown
        assert "朱".encode() in shown
        assert JUDGES["table"](shown.replace(b"\t", b" ")) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_shell_is_offered_only_words_that_it_takes_as_they_are(folder: Path, shell: str) -> None:
    """Ids and files with quotes, substitutions, spaces or controls are not offered; nothing stands beside that runs."""
    (folder.parent / "tame").mkdir(exist_ok=True)
    path = folder.parent / "tame" / "one.yaml"
    path.write_bytes((folder / "one.yaml").read_bytes())
    line = f"xuewei plan set --plan {path} "
    variables = {
        "_XUEWEI_COMPLETE": f"complete_{shell}", "COMP_WORDS": line, "COMP_CWORD": "5", "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "",
    }  # fmt: skip
    program_ = Path(sys.executable).with_name("xuewei")
    done = subprocess.run([program_], capture_output=True, env=environment(**variables), check=True)
    answer = done.stdout.decode()
    assert JUDGES["table"](done.stdout.replace(b"\t", b" ")) == []
    assert "constructor" in answer
    assert not set("$`!;\\") & set(answer.replace("\\\\:", ":"))


def opened_as_csv(paths: Sequence[Path], separator: int, folder: Path) -> dict[str, bytes]:
    """What LibreOffice makes of CSV files when it is told to look for formulas: the workbooks that it saves."""
    out = folder / str(separator)
    reading = f"--infilter=Text - txt - csv (StarCalc):{separator},34,76,1,,0,false,true,false,false,false,-1,true"
    words = [
        spreadsheet(),
        profile(),
        "--headless",
        reading,
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
        *map(str, paths),
    ]
    subprocess.run(words, capture_output=True, check=True)
    return {f"{path.name} {separator}": (out / f"{path.stem}.xlsx").read_bytes() for path in paths}


@pytest.fixture(scope="module")
def in_spreadsheet(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Our CSV and our workbook, opened and saved as .xlsx by LibreOffice."""
    out = tmp_path_factory.mktemp("spreadsheet")
    for name in ("gap.csv", "ledger.csv", "ledger.xlsx", "track.xlsx"):
        assert run_here(folder, *WRITTEN[name], "--output", str(out / name))[0] == 0
    (out / "control.csv").write_text('a,b\n1,=1+1\n2,"x\r=2+2"\n', encoding="utf-8")
    books = ("ledger.xlsx", "track.xlsx")
    kept = saved([out / name for name in books], out)
    found = {name: path.read_bytes() for name, path in zip(books, kept, strict=True)}
    for separator in (44, 59, 9):
        found |= opened_as_csv([out / f"{name}.csv" for name in ("gap", "ledger", "control")], separator, out)
    return found


@pytest.mark.parametrize("name", ["gap.csv", "ledger.csv"])
@pytest.mark.parametrize("separator", [44, 59, 9])
def test_no_formula_comes_alive_in_a_spreadsheet(
    in_spreadsheet: Mapping[str, bytes], name: str, separator: int
) -> None:
    """CSV with each separator that people have set; a file that is not ours shows that formulas would be found."""
    assert list(formulas(in_spreadsheet["control.csv 44"]))
    assert list(formulas(in_spreadsheet[f"{name} {separator}"])) == []


def test_a_workbook_of_such_names_opens_in_a_spreadsheet(in_spreadsheet: Mapping[str, bytes]) -> None:
    """LibreOffice reads all of it, computes it anew, and no cell computes what a name says."""
    assert JUDGES["xlsx"](in_spreadsheet["ledger.xlsx"]) == []
    assert list(formulas(in_spreadsheet["track.xlsx"])) == []


def test_no_name_acts_on_a_page(folder: Path, tmp_path: Path) -> None:
    """In Chromium: no dialog, no request, no error, whatever is pointed at, chosen and sorted."""
    with browser() as chromium:
        path = tmp_path / "page.html"
        words = ("report", "--plan", "HERE/plan.yaml", "--from", "2021", "--to", "2023", "--scenario", SCENARIO)
        assert run_here(folder, *words, "--output", str(path))[0] == 0
        with opened(chromium, path) as view:
            view.select_option("#years-from", "2022")
            view.fill("#filter-find", "<script>")
            for each in view.query_selector_all("th button")[:12]:
                each.click()
            for chart in view.query_selector_all(".chart")[:4]:
                box = chart.bounding_box()
                if box:
                    chart.hover(position={"x": box["width"] / 2, "y": box["height"] / 2})
            view.fill("#filter-find", "")
            view.fill("#save-name", "<img src=x onerror=alert(1)>")
            view.click("#save")
            told = view.inner_text("body")
            assert view.evaluate("document.querySelectorAll('body img, iframe, object, embed').length") == 0
            assert view.evaluate("document.querySelectorAll('script').length") == 4
        assert "<script>fetch(" in told
        assert "\\u202e" in told
