"""A made-up district on the disk: a register, zones that its schools serve, children, pupils by school."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.report.contents import Report

TODAY = date(2026, 11, 27)
"""The day of its reports: the next Septembers are those of 2027 to 2029."""
FEW = 6
"""Children of the second zone who enter primary school in 2028."""
MIGRANTS = 17
"""Children of migrants in the first zone who enter a stage in a year, where there are any."""
PLAN = """\
plan: 试区学位规划
area: 试区
years: [2026, 2031]
population: people
register: schools.csv
base_seats: {year: 2026, seats: listed}
schools:
  - {id: new, name: 新建小学, type: primary, area: 试区, planned: 2027, zone: 第1片, seats: {primary: 540}}
"""
CLASSES = {"primary": (1, 1, 2, 1, 1, 1), "middle": (3, 3, 3)}
"""Classes by grade of every school."""
NAMES = {"primary": "小学", "middle": "中学"}


def district(folder: Path, zones: int = 3, name: str = "第{n}片", migrants: bool = False) -> Path:
    """The plan of a district of ``zones`` zones with a primary and a middle school each; with ``migrants`` children
    outside the count in the first zone."""
    people = folder / "people"
    people.mkdir(parents=True)
    names = [name.format(n=n) for n in range(1, zones + 1)]
    tables: dict[Path, list[str]] = {
        people / "census.csv": ["area,sex,age_from,age_to,persons,date,basis,source"]
        + [
            f"试区,{sex},{age},{'' if age == 60 else age},{40 * zones},2020-11-01,published,普查"
            for sex in ("male", "female")
            for age in range(61)
        ],
        people / "births.csv": ["area,year,births,basis,source"]
        + [f"试区,{year},{60 * zones},published,公报" for year in range(2010, 2026)],
        people / "zones.csv": ["area,part_of,basis,source"] + [f"{name},试区,published,划片通告" for name in names],
        people / "children.csv": ["area,birth_year,persons,kind,date,basis,source,period_end"]
        + [
            f"{name},{year},{_children(n, year)},hukou,2026-09-01,published,户籍登记,{year}-08-31"
            for n, name in enumerate(names)
            for year in range(2012, 2027)
        ]
        + [
            f"{names[0]},{year},{MIGRANTS},migrant,2026-09-01,published,居住证,{year}-08-31"
            for year in range(2012, 2027)
        ]
        * migrants,
        people / "enrolment.csv": ["area,year,stage,grade,pupils,basis,source,school,classes"]
        + [
            f"试区,{year},{stage},{grade},{(25 + 7 * n % 31) * classes + year % 3},published,学籍,"
            f"{stage[0]}{n},{classes}"
            for n in range(zones)
            for stage, by_grade in CLASSES.items()
            for year in range(2023, 2027)
            for grade, classes in enumerate(by_grade, start=1)
        ],
        folder / "schools.csv": ["id,name,area,zone,type,stage,classes,rooms,basis,source"]
        + [
            f"{stage[0]}{n},{name}{NAMES[stage]},试区,{name},{stage},{stage},{sum(by_grade)},{sum(by_grade) + n % 2},"
            "published,学校名册"
            for n, name in enumerate(names)
            for stage, by_grade in CLASSES.items()
        ],
    }
    for path, lines in tables.items():
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    plan = folder / "plan.yaml"
    plan.write_text(PLAN.replace("第1片", names[0]), encoding="utf-8")
    return plan


def _children(n: int, year: int) -> int:
    """Those of the ``n``-th zone who were born in a year (from September to August)."""
    return FEW if (n, year) == (1, 2022) else 44 + (13 * n + 7 * year) % 29


def report_of(plan: Path) -> Report:
    """Its report on its day."""
    found = assess(*read_project(plan))
    return Report([("base", found)], list(found.known), today=TODAY)
