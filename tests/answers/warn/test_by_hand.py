"""A warning of one zone as docs/method.md and docs/method.en.md work it out, step by step."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest

from warned import registered
from xuewei.answers.warn.entries import ZONE, entries
from xuewei.answers.warn.remedies import CLASS, NEIGHBOUR, remedies
from xuewei.answers.warn.words import named
from xuewei.model.assessment import assess
from xuewei.model.plan import BaseSeats, Plan, School
from xuewei.model.zones import EntryChildren

from builders import level, population
from program import TOP

ZONES = ("东片", "西片")
SCHOOLS = (
    School("e1", "primary", "甲区", name="东一小", status="in_use", classes={"primary": 18}, zone="东片", rooms=19),
    School(
        "c1",
        "primary",
        "甲区",
        name="中心小学",
        status="in_use",
        classes={"primary": 24},
        zone="东片:0.6;西片:0.4",
        rooms=24,
    ),
    School(
        "w1", "primary", "甲区", {"primary": 540}, name="西一小", status="in_use", intake={"primary": 90}, zone="西片"
    ),
)


TABLES = {"en": ("method.en.md", "**One worked out by hand.**"), "zh": ("method.md", "**手算一例。** 区域甲区")}
"""In which document the table stands, and the words above it."""


def rows_of(lang: str) -> list[list[str]]:
    """The cells of the table in one language, below its head."""
    name, above = TABLES[lang]
    table = (TOP / "docs" / name).read_text(encoding="utf-8").partition(above)[2].partition("\n\n|")[2]
    lines = table.partition("\n\n")[0].splitlines()[2:]
    return [[each.strip() for each in line.strip("|").split("|")] for line in lines]


def steps(lang: str) -> dict[str, tuple[str, str]]:
    """The lines of the table: what each step gives for either zone (the last number of a cell), by its English name."""
    names = [name for name, _, _ in rows_of("en")]
    given = [(east.rpartition("= ")[2], west.rpartition("= ")[2]) for _, east, west in rows_of(lang)]
    return dict(zip(names, given, strict=True))


def due(children: dict[str, int]) -> EntryChildren:
    """The children of the zones, who enter primary school in 2027."""
    counted = {stage: np.zeros((len(FOUND.years), 3)) for stage in FOUND.demand}
    counted["primary"][FOUND.years.index(2027)] = [sum(children.values()), *children.values()]
    return registered(FOUND, counted, dict.fromkeys(ZONES, "甲区"))


FOUND = assess(
    Plan("试", "甲区", SCHOOLS, (2026, 2030), base_seats=BaseSeats(2026, listed=True)),
    population({"甲区": level(50)}),
    horizon=2030,
)


@pytest.mark.parametrize("lang", TABLES)
def test_each_step_follows_from_those_before(lang: str) -> None:
    """Children of the register, places of the classes, ratio and balance, as the table has them."""
    step = steps(lang)
    for n in (0, 1):
        born = [int(step[f"on the household register: born in {year}"][n]) for year in (2020, 2021)]
        six = int(step["six by 31 August 2027: 4/12 of 2020 + 8/12 of 2021"][n])
        assert Fraction(4, 12) * born[0] + Fraction(8, 12) * born[1] == six
        schools = [int(value[n]) for name, value in step.items() if re.match("东一小|中心小学|西一小", name)]
        places = int(step["places"][n])
        assert (len(schools), sum(schools)) == (3, places)
        assert step["children ÷ places"][n] == f"{six / places:.3f}"
        assert int(step["balance"][n]) == places - six
        assert int(step["classes short: ⌈50 ÷ 45⌉"][n]) == -(min(places - six, 0) // 45)


@pytest.mark.parametrize("lang", TABLES)
def test_the_program_comes_to_the_same(lang: str) -> None:
    """Every number of the table, and the remedy below it: one class at 东一小, five children to 西片."""
    step = steps(lang)
    children = dict(zip(ZONES, map(int, step["six by 31 August 2027: 4/12 of 2020 + 8/12 of 2021"]), strict=True))
    shown = entries(FOUND, [2027], ZONE, due(children))
    rows = {row.spot.name: row for row in shown.rows() if row.stage == "primary"}
    for n, zone in enumerate(ZONES):
        row = rows[zone]
        assert row.level is not None
        assert (row.children, row.intake) == (children[zone], int(step["places"][n]))
        assert (f"{row.ratio:.3f}", named("level", row.level, lang)) == (step["children ÷ places"][n], step["level"][n])
        assert (row.balance, row.classes_short) == (int(step["balance"][n]), int(step["classes short: ⌈50 ÷ 45⌉"][n]))
    assert [int(each) for each in shown.offers.of_schools["primary"][0]] == [135, 180, 90]
    remedy = remedies(shown)["primary", 0, [spot.name for spot in shown.spots].index("东片")]
    assert [(each.kind, each.place, each.classes, each.children) for each in remedy.steps] == [
        (CLASS, "东一小", 1, 0),
        (NEIGHBOUR, "西片", 0, 5),
    ]
    assert remedy.left == 0
    assert not FOUND.base["primary"].any()
