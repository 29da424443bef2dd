"""Files of another kind, by every way in: one line says that, and nothing of their text is shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from xuewei.answers.optimise.files import read_candidates
from xuewei.errors import InputError
from xuewei.formats.any_file import read_all, read_projects
from xuewei.formats.boundaries import read_boundaries
from xuewei.formats.kinds import kind_of
from xuewei.formats.plan.edit import edit_plan
from xuewei.formats.plan.read import read_plan
from xuewei.formats.policy import read_policy
from xuewei.formats.population.folder import read_enrolment, read_record
from xuewei.formats.project import read_project, read_side, read_sides
from xuewei.model.assumptions import Costs
from xuewei.report.letter.template import read_template
from xuewei.workbook.lists.mapping import read_mapping

from inside import run
from program import TOP

SECRET = "Tr0ub4dor"
TEXTS = {
    "passwd": f"root:x:0:0:{SECRET}:/root:/bin/sh\ndaemon:x:1:1:{SECRET}:/usr/sbin:/bin/false\n",
    "word": f"{SECRET}\n",
    "lines": f"{SECRET}\n{SECRET} {SECRET}\n",
    "map": f"{SECRET}: {SECRET}\npassword: {SECRET}\n",
    "common keys": f"name: {SECRET}\nsource: {SECRET}\n{SECRET}: 1\nyears: {SECRET}\nstages: {SECRET}\n",
    "repeated keys": f"{SECRET}: 1\n{SECRET}: 2\n",
    "list": f"- {SECRET}\n- {SECRET}: {SECRET}\n",
    "json": f'{{"{SECRET}": "{SECRET}", "features": "{SECRET}"}}\n',
    "broken": f"{SECRET}: [\n{SECRET}: 1\n{SECRET}: 2\n",
    "tags": f"!{SECRET} &{SECRET} {SECRET}: *{SECRET}\n",
    "settings": f"[{SECRET}]\nkey = {SECRET}\n",
    "key": f"-----BEGIN {SECRET}-----\n{SECRET}\n-----END {SECRET}-----\n",
    "table": f"date,source,{SECRET}\n2020-01-01,{SECRET},{SECRET}\n",
    "quotes": f'"{SECRET},"{SECRET}"\n',
    "strange character": f"%{SECRET} {SECRET}\n",
}
PLAN = "plan: 试\narea: 东区\nyears: [2021, 2024]\nschools: []\n"
PEOPLE = TOP / "examples" / "small_city" / "population"
TABLES: tuple[str, ...] = ("census.csv", "births.csv", "totals.csv", "enrolment.csv", "areas.csv", "assumptions.yaml")
TABLES += ("children.csv", "zones.csv", "flows.csv")


def _scenario(at: Path, foreign: Path) -> Path:
    (at / "scenario.yaml").write_text(f"scenario: 外\nextends: {foreign}\n", encoding="utf-8")
    return at / "scenario.yaml"


def _chain(at: Path, foreign: Path) -> Path:
    _scenario(at, foreign)
    (at / "upper.yaml").write_text("scenario: 上\nextends: scenario.yaml\n", encoding="utf-8")
    return at / "upper.yaml"


def _people(at: Path, foreign: Path, table: str) -> Path:
    shutil.copytree(PEOPLE, at / "people")
    (at / "people" / table).unlink(missing_ok=True)
    (at / "people" / table).symlink_to(foreign)
    return at / "people"


def _peopled(at: Path, foreign: Path, table: str) -> Path:
    _people(at, foreign, table)
    (at / "plan.yaml").write_text(f"{PLAN}population: people\n", encoding="utf-8")
    return at / "plan.yaml"


def _read_people(table: str, at: Path, foreign: Path) -> object:
    return read_project(None, (), _people(at, foreign, table))


def _read_peopled(table: str, at: Path, foreign: Path) -> object:
    return read_project(_peopled(at, foreign, table))


WAYS: dict[str, Callable[[Path, Path], object]] = {
    "--plan": lambda at, foreign: read_project(foreign),
    "read_plan": lambda at, foreign: read_plan(foreign),
    "--scenario": lambda at, foreign: read_project(None, [foreign]),
    "--scenario over a plan": lambda at, foreign: read_project(TOP / "data" / "plan_2021_2025.yaml", [foreign]),
    "--plan below a scenario": lambda at, foreign: read_project(foreign, [TOP / "examples" / "one_year_late.yaml"]),
    "extends": lambda at, foreign: read_project(None, [_scenario(at, foreign)]),
    "extends below a scenario": lambda at, foreign: read_project(None, [_chain(at, foreign)]),
    "diff": lambda at, foreign: read_side(str(foreign)),
    "diff of a scenario": lambda at, foreign: read_side(str(_scenario(at, foreign))),
    "compare": lambda at, foreign: read_sides(None, [str(foreign)], (), None),
    "check": lambda at, foreign: read_all([str(foreign)]),
    "check --policy": lambda at, foreign: read_projects([str(foreign)]),
    "check of a scenario": lambda at, foreign: read_all([str(_scenario(at, foreign))]),
    "plan set": lambda at, foreign: edit_plan(foreign, "a", {"opens": "2025"}),
    "--candidates": lambda at, foreign: read_candidates(foreign, read_plan(), (), 2035, Costs()),
    "--boundaries": lambda at, foreign: read_boundaries(foreign, ["东区"]),
    "--template": lambda at, foreign: read_template(foreign),
    "--map": lambda at, foreign: read_mapping(foreign),
    "policy": lambda at, foreign: read_policy(foreign),
    **{f"{table} of --population": partial(_read_people, table) for table in TABLES},
    **{f"{table} of population": partial(_read_peopled, table) for table in TABLES},
    "enrolment.csv of backtest": lambda at, foreign: read_enrolment(_people(at, foreign, "enrolment.csv")),
    "census.csv of forecast": lambda at, foreign: read_record(_people(at, foreign, "census.csv")),
}
"""Every way in which a file is named, on the command line or by another file."""


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_text_of_a_foreign_file_is_shown(tmp_path: Path, way: Callable[[Path, Path], object], text: str) -> None:
    """Whatever it holds, in either language."""
    foreign = tmp_path / "foreign"
    foreign.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        way(tmp_path, foreign)
    assert wrong.value.faults
    for lang in ("zh", "en"):
        shown = "\n".join(fault.text(lang) for fault in wrong.value.faults)
        assert SECRET not in shown
    assert kind_of(foreign) is None


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_foreign_file_is_no_list(tmp_path: Path, text: str) -> None:
    """`import` shows the titles of a file that is called a list, for a mapping to name; of others it shows nothing."""
    (tmp_path / "foreign").write_text(text, encoding="utf-8")
    done = run("import", "foreign", "--map", "foreign", "--lang", "en", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert SECRET not in done.stderr
    done = run("import", "foreign", "--lang", "en", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert SECRET not in done.stderr


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PLAN.replace("years: [2021, 2024]", "years: soon"), "plan.yaml:3: years: must be a list (found soon)"),
        (PLAN.replace("plan: 试", "pln: 试"), "plan.yaml:1: pln: unknown key. Did you mean plan?"),
        (f"{PLAN}plan: 试\n", "plan.yaml:5: plan: duplicate key (first in line 1)"),
        ("{plan: 试, schools: [}\n", "plan.yaml:1: is not valid YAML"),
        ("scenario: 试\nextends: nothing\n", "plan.yaml:1: is a scenario, not a plan"),
    ],
)
def test_a_slip_in_a_plan_is_shown_with_what_was_found(tmp_path: Path, text: str, line: str) -> None:
    """A plan that is wrong is a plan."""
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_project(tmp_path / "plan.yaml")
    assert any(fault.text("en").startswith(f"{tmp_path}/{line}") for fault in wrong.value.faults), str(wrong.value)


def test_a_census_of_another_kind_is_told_by_the_columns_it_lacks(tmp_path: Path) -> None:
    """By the columns of a census alone."""
    foreign = tmp_path / "foreign"
    foreign.write_text(TEXTS["passwd"], encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_project(None, (), _people(tmp_path, foreign, "census.csv"))
    assert "census.csv:1: area: column area is missing" in str(wrong.value)
