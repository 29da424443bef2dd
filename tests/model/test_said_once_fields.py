"""A field of a school is said once: one row and one line bring a new one through every door."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from xuewei.formats.plan.shapes import SCHOOL
from xuewei.language.words import LABELS
from xuewei.model.plan import School
from xuewei.model.school_fields import INPUTS, SCHOOL_FIELDS
from xuewei.workbook.columns import ledger_columns

from copied import Copied, Said, copied
from program import TOP

ADDED = {
    "model/school_fields.py": (
        '    Field("note", FieldKind.TEXT',
        '    Field("postbox", FieldKind.TEXT, ("信箱", "postbox"), ledger=Ledger(24, folded=True)),',
    ),
    "model/plan.py": ("    counted: bool | None = None", "    postbox: str | None = None"),
}
"""One row of the table, and one line of the school."""
OTHERS = {
    "rebuilt": ("YEAR", "重建年", "()", "2019"),
    "licensed": ("DAY", "核准日期", "()", "2021-06-01"),
    "boarding": ("YES_NO", "寄宿", '("yes", "no")', "yes"),
    "leased": ("TRUTH", "租用校舍", "()", "false"),
    "land_wan": ("AMOUNT", "征地费（万元）", "()", "350.5"),
    "heating": ("CHOICE", "供暖", '("gas", "grid")', "gas"),
    "sponsor": ("NAME", "捐建人", "()", "乡友会"),
}
"""A field more of every kind that holds a single value: its kind, its title, its words, and a value."""
STREET, ROAD, LANE = "河东东街 12 号", "禹都大道 3 号", "红旗西街 7 号"
PLAN = TOP / "data" / "plan_2021_2025.yaml"
ONE = "  - id: 2021-primary-1\n"
SCENARIO = f"scenario: 迁址\nextends: plan.yaml\nchange:\n  - {{id: 2021-primary-1, postbox: {ROAD}}}\n"


def test_a_school_has_the_fields_of_the_table() -> None:
    """The class is written by hand, for its types; what need not be written is its default there too."""
    assert {each.name for each in SCHOOL_FIELDS} == {each.name for each in fields(School)} - {"line"}
    found = {each.name: each for each in fields(School)}
    for each in SCHOOL_FIELDS:
        own = found[each.name]
        default = own.default_factory() if own.default_factory is not MISSING else own.default
        assert each.required <= (default is MISSING), each.name
        assert each.default in (None, default), each.name


def test_names_and_columns_of_the_table_are_there_once() -> None:
    """No field, no column of the ledger and no target of lists has the name of another."""
    for names in (
        [each.name for each in SCHOOL_FIELDS],
        [each.key for each in ledger_columns(["primary"])],
        [each.target for each in INPUTS if each.target],
    ):
        assert len(names) == len(set(names))
    assert list(SCHOOL.keys) == [each.name for each in SCHOOL_FIELDS]


def test_tables_of_several_things_call_a_field_as_the_table_does() -> None:
    """Labels that schools share with areas and years, or that the page takes, say the same."""
    said = {each.name: [LABELS.get(key) for key in (each.name, f"school.{each.name}")] for each in SCHOOL_FIELDS}
    said["seats"].remove(LABELS["seats"])  # of the balance: those that can be used
    for each in SCHOOL_FIELDS:
        assert {*said[each.name]} <= {None, each.title}, each.name


@pytest.mark.parametrize("name", ["formats.md", "formats.en.md"])
def test_the_page_of_the_formats_tells_of_every_field(name: str) -> None:
    """A field that nobody is told of is not used."""
    told = set(re.findall(r"`(\w+)[^`]*`", (TOP / "docs" / name).read_text(encoding="utf-8")))
    assert [each.name for each in SCHOOL_FIELDS if each.name not in told] == []


class Trial(NamedTuple):
    """The copy, the folder of its files, and what its commands said by a word for each."""

    program: Copied
    folder: Path
    said: dict[str, Said]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The program with a field more, at work on plans, lists and ledgers in which a school has it."""
    folder = tmp_path_factory.mktemp("postbox")
    program = copied(folder / "copy", ADDED)
    text = PLAN.read_text(encoding="utf-8")
    with_one = text.replace(ONE, f"{ONE}    postbox: {STREET}\n")
    files = {
        "without.yaml": text,
        "plan.yaml": with_one,
        "back.yaml": with_one,
        "listed.yaml": text,
        "mapped.yaml": text,
        "set.yaml": text,
        "slip.yaml": text.replace(ONE, f"{ONE}    postbx: {STREET}\n"),
        "long.yaml": text.replace(ONE, f"{ONE}    postbox: {'长' * 40_000}\n"),
        "moved.yaml": SCENARIO,
        "list.csv": f"编号,信箱\n2021-primary-1,{ROAD}\n",
        "other.csv": f"编号,校址\n2021-primary-1,{LANE}\n",
    }
    for name, written in files.items():
        (folder / name).write_text(written, encoding="utf-8")
    commands: dict[str, list[str | Path]] = {
        "schema": ["schema", "plan"],
        "slip": ["check", folder / "slip.yaml"],
        "diff": ["diff", folder / "without.yaml", folder / "plan.yaml", "--lang", "zh"],
        "diff en": ["diff", folder / "without.yaml", folder / "plan.yaml", "--lang", "en"],
        "scenario": ["diff", folder / "plan.yaml", folder / "moved.yaml", "--lang", "zh"],
        "ledger": ["ledger", "--plan", folder / "plan.yaml", "--output", folder / "plan.xlsx"],
        "ledger en": ["ledger", "--plan", folder / "plan.yaml", "--output", folder / "en.xlsx", "--lang", "en"],
        "empty": ["ledger", "--plan", folder / "without.yaml", "--output", folder / "without.xlsx"],
        "too long": ["ledger", "--plan", folder / "long.yaml", "--output", folder / "long.xlsx"],
        "same": ["import", folder / "plan.xlsx", "--into", folder / "back.yaml"],
        "same en": ["import", folder / "en.xlsx", "--into", folder / "back.yaml"],
        "anew": ["import", folder / "plan.xlsx", "--output", folder / "anew.yaml", "--yes"],
        "list": ["import", folder / "list.csv", "--into", folder / "listed.yaml", "--yes"],
        "map": ["import", folder / "other.csv", "--map", "校址=postbox", "--into", folder / "mapped.yaml", "--yes"],
        "slip of map": ["import", folder / "other.csv", "--map", "校址=postbx", "--into", folder / "mapped.yaml"],
        "set": ["plan", "set", "2021-primary-1", f"postbox={LANE}", "--plan", folder / "set.yaml"],
    }
    said = dict(zip(commands, program.run(*commands.values()), strict=True))
    return Trial(program, folder, said)


def line_below(text: str, row: str, key: str) -> str | None:
    """The value of a key of a school in a plan's file."""
    found = re.search(rf"^{re.escape(row)}(?:    .*\n)*?    {key}: (.*)$", text, re.MULTILINE)
    return found and found[1]


def postbox(trial: Trial, name: str) -> str | None:
    """The postbox of the school in a file."""
    return line_below((trial.folder / name).read_text(encoding="utf-8"), ONE, "postbox")


def test_editors_are_told_of_it(trial: Trial) -> None:
    """The schema has the key, with its Chinese name as the hint, before the one that it stands before."""
    school = json.loads(trial.said["schema"].out)["properties"]["schools"]["items"]
    keys = list(school["properties"])
    assert keys.index("postbox") == keys.index("note") - 1
    assert school["properties"]["postbox"] == {**school["properties"]["note"], "description": "信箱"}
    assert "postbox" not in school["required"]


def test_a_misspelt_one_is_told_as_such(trial: Trial) -> None:
    """The nearest key is offered."""
    assert trial.said["slip"].code == 3
    assert "postbx" in trial.said["slip"].err
    assert "postbox" in trial.said["slip"].err


def test_a_difference_is_called_by_its_name(trial: Trial) -> None:
    """In both languages; what a scenario changes as well."""
    assert [trial.said[each].code for each in ("diff", "diff en", "scenario")] == [1, 1, 1]
    row = next(line for line in trial.said["diff"].out.splitlines() if STREET in line)
    assert "信箱" in row
    assert "postbox" not in row
    row = next(line for line in trial.said["diff en"].out.splitlines() if STREET in line)
    assert "postbox" in row
    row = next(line for line in trial.said["scenario"].out.splitlines() if ROAD in line)
    assert row.index("信箱") < row.index(STREET) < row.index(ROAD)


@pytest.mark.parametrize(("name", "sheet", "title"), [("plan", "项目台账", "信箱"), ("en", "Ledger", "postbox")])
def test_the_ledger_has_its_column(trial: Trial, name: str, sheet: str, title: str) -> None:
    """Behind the others that people fill in, with the value in the rows of the school."""
    found = openpyxl.load_workbook(trial.folder / f"{name}.xlsx")[sheet]
    head = next(row for row in found.iter_rows(max_row=5) if any(cell.value == title for cell in row))
    place = next(cell for cell in head if cell.value == title)
    values = [found.cell(row, place.column).value for row in range(6, found.max_row + 1)]
    assert [value for value in values if value] == [STREET]
    assert not found.column_dimensions[place.column_letter].hidden


def test_a_ledger_in_which_no_school_has_it_folds_it_away(trial: Trial) -> None:
    """As the row of the table says."""
    found = openpyxl.load_workbook(trial.folder / "without.xlsx")["项目台账"]
    place = next(cell for row in found.iter_rows(max_row=5) for cell in row if cell.value == "信箱")
    assert found.column_dimensions[place.column_letter].hidden


def test_a_cell_that_cannot_hold_it_is_told_before_anything_is_written(trial: Trial) -> None:
    """By its key."""
    assert trial.said["too long"].code == 3
    assert "schools[2021-primary-1].postbox" in trial.said["too long"].err
    assert not (trial.folder / "long.xlsx").exists()


def test_the_ledger_comes_back_as_it_went(trial: Trial) -> None:
    """Over the plan that it was made of, and as a plan of its own."""
    assert trial.said["same"].code == trial.said["same en"].code == trial.said["anew"].code == 0
    assert (trial.folder / "back.yaml").read_bytes() == (trial.folder / "plan.yaml").read_bytes()
    assert postbox(trial, "anew.yaml") == STREET


def test_what_is_typed_into_the_ledger_goes_into_the_plan(trial: Trial) -> None:
    """One cell changed, one line changed."""
    book = openpyxl.load_workbook(trial.folder / "plan.xlsx")
    cell = next(cell for row in book["项目台账"].iter_rows() for cell in row if cell.value == STREET)
    cell.value = LANE
    book.save(trial.folder / "typed.xlsx")
    typed = trial.folder / "typed.yaml"
    typed.write_bytes((trial.folder / "plan.yaml").read_bytes())
    (said,) = trial.program.run(["import", trial.folder / "typed.xlsx", "--into", typed, "--yes"])
    assert (said.code, said.err) == (0, "")
    old, new = ((trial.folder / name).read_text(encoding="utf-8") for name in ("plan.yaml", "typed.yaml"))
    assert new == old.replace(STREET, LANE)


def test_a_list_has_it_by_its_title_and_by_a_mapping(trial: Trial) -> None:
    """A key that is nearly it is refused with the right one."""
    assert trial.said["list"].code == trial.said["map"].code == 0, trial.said
    assert postbox(trial, "listed.yaml") == ROAD
    assert postbox(trial, "mapped.yaml") == LANE
    assert trial.said["slip of map"].code == 2
    assert "postbox" in trial.said["slip of map"].err.replace("校址=postbx", "")


def test_it_is_set_and_offered_on_the_command_line(trial: Trial) -> None:
    """The key completes, with its name beside it, and goes into the file where the format has it."""
    assert trial.said["set"].code == 0
    assert "信箱" in trial.said["set"].out
    assert postbox(trial, "set.yaml") == LANE
    assert trial.program.offered("plan set 2021-primary-1 po") == ["postbox="]


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The program with a field more of every kind, at work on a plan, a list and a ledger."""
    folder = tmp_path_factory.mktemp("others")
    rows = "\n".join(
        f'    Field("{name}", FieldKind.{kind}, ("{title}", "{name}"), words={words}, ledger=Ledger(9)),'
        for name, (kind, title, words, _) in OTHERS.items()
    )
    lines = "\n".join(f"    {name}: object = None" for name in OTHERS)
    added = {module: (before, {"model/plan.py": lines}.get(module, rows)) for module, (before, _) in ADDED.items()}
    program = copied(folder / "copy", added)
    text = PLAN.read_text(encoding="utf-8")
    with_all = text.replace(ONE, ONE + "".join(f"    {name}: {value}\n" for name, (*_, value) in OTHERS.items()))
    heads = ",".join(title for _, title, _, _ in OTHERS.values())
    cells = ",".join(value for *_, value in OTHERS.values())
    (folder / "plan.yaml").write_text(with_all, encoding="utf-8")
    (folder / "without.yaml").write_text(text, encoding="utf-8")
    (folder / "list.csv").write_text(f"编号,{heads}\n2021-primary-1,{cells}\n", encoding="utf-8")
    commands: dict[str, list[str | Path]] = {
        "ledger": ["ledger", "--plan", folder / "plan.yaml", "--output", folder / "plan.xlsx"],
        "same": ["import", folder / "plan.xlsx", "--into", folder / "plan.yaml"],
        "diff": ["diff", folder / "without.yaml", folder / "plan.yaml"],
        "list": ["import", folder / "list.csv", "--into", folder / "without.yaml", "--yes"],
        "same list": ["diff", folder / "without.yaml", folder / "plan.yaml"],
    }
    said = dict(zip(commands, program.run(*commands.values()), strict=True))
    return Trial(program, folder, said)


def test_every_kind_of_field_goes_into_the_ledger_and_comes_back(others: Trial) -> None:
    """Years, days, words, yes and no, true and false, sums."""
    assert [(others.said[each].code, others.said[each].err) for each in ("ledger", "same")] == [(0, ""), (0, "")]


def test_every_kind_of_field_is_read_from_a_list_and_shown_as_a_difference(others: Trial) -> None:
    """The list says what the plan says, by title alone."""
    assert others.said["diff"].code == 1
    for _, title, _, _ in OTHERS.values():
        assert title in others.said["diff"].out
    assert others.said["list"].code == 0, others.said["list"]
    assert others.said["same list"].code == 0, others.said["same list"].out
