"""A fixed sample of the attack, the cases that were once found, and a guard that nothing new goes unattacked."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from random import Random

import click
import pytest

from xuewei.cli.app import COMMANDS
from xuewei.cli.json_schema import KINDS
from xuewei.formats.population.tables import TABLES
from xuewei.formats.population.zone_tables import ZONE_TABLES

from commands import commands
from fire.attacks import attacks, shares
from fire.command_lines import command_line
from fire.formats import FORMATS
from fire.kept import CASES

TOP = Path(__file__).parent.parent.parent
FIRE = [sys.executable, str(TOP / "tests" / "fire")]
SAMPLE = 120
READING = ("read_yaml", "read_text", "read_table", "read_parquet", "read_bytes")
"""Functions by which the formats of the project are read."""
OTHERWISE = {
    "xuewei.formats.any_file": "plans, scenarios and people, by their own readers",
    "xuewei.workbook.imported": "workbooks, lists and plans, by their own readers",
    "xuewei.workbook.imported_list": "lists and plans, by their own readers",
    "xuewei.formats.own_project": "plans, by their own reader",
    "xuewei.formats.kinds": "plans and scenarios, by their own readers",
    "xuewei.formats.project": "plans, scenarios and people, by their own readers",
    "xuewei.formats.plan.register": "plans, by their own reader",
    "xuewei.formats.plan.edit": "plans, as text that is edited",
    "xuewei.cli.commands.verify": "balances of a report that formats.provenance has read",
    "xuewei.cli.new_project": "the plan that it has just written",
    "xuewei.answers.new.project_files": "shipped files",
    "xuewei.cli.commands.git": "plans and scenarios as git has them",
    "xuewei.formats.git.revision": "plans and scenarios as git has them",
    "xuewei.formats.map_files": "boundaries that geopandas reads, from bytes",
    "xuewei.formats.population.csv_people": "tables of people as arrays, held against their reader by cell",
    "xuewei.formats.population.estate_places": "estates, by their own reader",
    "xuewei.workbook.edited_sheets": "workbooks, by their own readers",
    "xuewei.formats.book.sheets": "the archive below xlsx and ods",
}
"""Modules that read what other formats stand for, and what."""


def test_a_sample_of_mutated_inputs_and_what_was_once_found_break_nothing(tmp_path: Path) -> None:
    """No traceback, no abort, nothing slow or heavy, no number that is none, nothing left behind; and every case that
    is kept ends as it should. One process for both: half its time goes into importing all there is."""
    asked = ("--inputs", str(SAMPLE), "--seed", "16", "--workers", "1", "--keep", tmp_path)
    done = subprocess.run(
        [*FIRE, *asked, "--case", *sorted(CASES.glob("*.json"))], capture_output=True, encoding="utf-8", cwd=TOP
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


BELOW = {f"xuewei/formats/{name}.py" for name in ("csv", "parquet", "places", "yaml", "yaml_edit")}
"""What all readers share."""


def test_every_format_is_attacked() -> None:
    """Those that there is a schema of, every table of people in both its forms, and whatever else a module reads."""
    tables = (*TABLES, *ZONE_TABLES)
    assert set(FORMATS) >= {*KINDS, *tables, *(f"{name} in parquet" for name in tables)}
    readers = {each.reader for each in FORMATS.values()} | set(OTHERWISE)
    assert {name for name in _modules() if name not in readers} == set()


def _modules() -> list[str]:
    """Modules that call what files are read with, above those that all readers share."""
    source = TOP / "src"
    found = []
    for path in sorted((source / "xuewei").rglob("*.py")):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        named = {each.id for each in calls if isinstance(each, ast.Name)}
        if named & set(READING) and path.relative_to(source).as_posix() not in BELOW:
            found.append(".".join(path.relative_to(source).with_suffix("").parts))
    return found


def test_every_command_is_attacked() -> None:
    """Each that can be typed has cases of its own, and each that reads a plan is asked of plans that are mutated."""
    names = {f"xuewei {name}" for name in _typed()}
    assert set(attacks()) == {*FORMATS, *names}
    assert min(shares(SAMPLE).values()) > 0
    asked = {" ".join(words) for each in FORMATS.values() for words in each.words}
    reading = [
        name for name in COMMANDS if {"plan", "before", "scenarios"} & {one.name for one in commands()[name].params}
    ]
    assert [name for name in reading if not any(each.startswith(f"{name} ") for each in asked)] == []


def _typed() -> list[str]:
    """The words that call each command, those of groups that are commands themselves too."""
    return [
        name
        for name, each in commands().items()
        if name and (not isinstance(each, click.Group) or each.invoke_without_command)
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_attacked(name: str) -> None:
    """Among some hundred command lines of a command each of its options stands at least once."""
    lines = [command_line(name, Random(n)) for n in range(400)]
    there = {word.partition("=")[0] for line in lines for word in line}
    options = {each.opts[0] for each in commands()[name].params if isinstance(each, click.Option)}
    assert options <= there
