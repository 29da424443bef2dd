"""班级教师经费: classes, posts and running cost in the workbook, as `resources` has them, also after a change in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import xuewei
from xuewei.answers.resources.resourcing import AREA, Resources, resources
from xuewei.formats.population.resource_table import resource_rules, rules_of
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure
from xuewei.model.parameters import with_parameter
from xuewei.model.resource_rules import PostRule, ResourceRules
from xuewei.model.staff import StaffRow
from xuewei.workbook.write.book import write_book
from xuewei.workbook.write.layout import HEAD_ROWS, RESOURCE_KEYS

from ledgers import CASES, TOP, parameter
from spreadsheet import differing, saved

SHEET = "班级教师经费"
DISTRICT = TOP / "examples" / "district" / "plan.yaml"
SHOWN = {
    "seats": "seats", "pupils": "pupils", "classes": "classes", "held": "classes_held", "posts": "posts",
    "by_pupils": "posts_by_pupils", "by_classes": "posts_by_classes", "staff": "staff", "balance": "balance",
    "running": "running_wan",
}  # fmt: skip


def in_workbook(path: Path) -> Iterator[tuple[object, ...]]:
    """Stage, area, year and every figure of the sheet."""
    sheet = openpyxl.load_workbook(path, data_only=True)[SHEET]
    for row in sheet.iter_rows(min_row=HEAD_ROWS + 1, values_only=True):
        cells = dict(zip(RESOURCE_KEYS, row, strict=False))
        yield (*row[:3], *(_plain(cells[key]) for key in SHOWN))


def _plain(value: object) -> object:
    return round(float(value), 4) if isinstance(value, int | float) else value or None


def of_engine(held: Resources, found: Assessment) -> Iterator[tuple[object, ...]]:
    """The same of the engine."""
    stages = [stage.name for stage in found.stages]
    for row in held.rows(AREA, found.known, stages, found.areas):
        figures = (getattr(row, name) for name in SHOWN.values())
        yield (named("stage", row.stage, "zh"), row.area, row.year, *map(_plain, figures))


def _district() -> Assessment:
    plan, people = read_project(DISTRICT)
    return xuewei.assess(plan, people)


def _rules(by: str) -> ResourceRules:
    """The shipped rates, posts of primary school by ``by``, with so few pupils a post that both ways matter."""
    shipped = resource_rules({})
    rule = PostRule(by, Figure(19), Figure(2.4))
    return replace(shipped, posts={**shipped.posts, "primary": rule}, rural=("合成区",))


def _staff(found: Assessment) -> list[StaffRow]:
    area, year = found.areas[0], found.known.start
    return [
        StaffRow(area, None, "primary", year, 900, 10, "assumed", "test"),
        StaffRow(area, None, "primary", year + 1, None, 20, "assumed", "test"),
    ]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path, Resources, Assessment]]:
    """Workbooks as written, as LibreOffice computes them, and what they are of."""
    folder, made = tmp_path_factory.mktemp("books"), dict[str, tuple[Path, Resources, Assessment]]()
    district = _district()
    for name, found, rules in (
        ("shipped", CASES["shipped"](), None),
        ("counties", CASES["counties"](), None),
        *((f"district {by}", district, _rules(by)) for by in ("pupils", "classes", "most")),
    ):
        held = resources(found, rules or rules_of(found.assumptions), _staff(found) if rules else ())
        path = folder / f"{name}.xlsx"
        write_book(found, path, "zh", held=held)
        made[name] = (path, held, found)
    computed = saved([path for path, _, _ in made.values()], folder)
    return {
        name: (path, other, held, found)
        for (name, (path, held, found)), other in zip(made.items(), computed, strict=True)
    }


@pytest.mark.parametrize("name", ["shipped", "counties", "district pupils", "district classes", "district most"])
def test_the_sheet_has_the_figures_of_the_answer(
    name: str, books: dict[str, tuple[Path, Path, Resources, Assessment]]
) -> None:
    """As written and as a spreadsheet computes it: pupils on record by school, staff and rural schools among them."""
    written, computed, held, found = books[name]
    assert differing(written, computed)[1] == []
    wanted = list(of_engine(held, found))
    assert list(in_workbook(computed)) == wanted
    if name.startswith("district"):
        assert any(row[10] is not None for row in wanted), "no staff"
    if name == "district most":
        assert any(
            row.posts > max(row.posts_by_pupils or 0, row.posts_by_classes or 0)
            for row in held.rows(AREA, found.known, ["primary"], found.areas)
            if row.posts is not None
        ), "posts by school are not more"


def test_a_rate_and_a_class_size_typed_in_are_followed(
    books: dict[str, tuple[Path, Path, Resources, Assessment]], tmp_path: Path
) -> None:
    """The workbook then has what the engine finds with the same figures."""
    written, _, _, found = books["shipped"]
    book = openpyxl.load_workbook(written)
    parameter(book, "assumptions.resources.posts.primary.pupils_per_post").value = 16
    parameter(book, "assumptions.resources.posts.kindergarten.posts_per_class").value = 2.5
    parameter(book, "assumptions.resources.running.middle").value = 1000
    parameter(book, "assumptions.inflow.middle").value = 1.25
    path = tmp_path / "edited.xlsx"
    book.save(path)
    (computed,) = saved([path], tmp_path)
    shipped = resource_rules({})
    posts = {
        **shipped.posts,
        "primary": replace(shipped.posts["primary"], pupils_per_post=Figure(16)),
        "kindergarten": replace(shipped.posts["kindergarten"], posts_per_class=Figure(2.5)),
    }
    rules = replace(shipped, posts=posts, running={**shipped.running, "middle": Figure(1000)})
    assumed = with_parameter(found.assumptions, "inflow.middle", 1.25, areas=[], source="test")
    changed = xuewei.assess(found.plan, found.population, assumed)
    assert list(in_workbook(computed)) == list(of_engine(resources(changed, rules), changed))
