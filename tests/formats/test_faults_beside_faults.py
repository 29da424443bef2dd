"""No fault of a record hides another one of the same record."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from xuewei.errors import Fault, InputError, ModelError, not_computed
from xuewei.formats.any_file import read_all
from xuewei.formats.plan.read import read_plan
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project

GOOD = {
    "id": "s1",
    "name": "一小",
    "type": "primary",
    "planned": "2021",
    "seats": "{primary: 540}",
    "status": "approved",
    "progress": "[{date: 2021-05-01, status: approved}]",
}
SLIPS = {
    "id": ("{}", ()),
    "name": ("[]", ()),
    "type": ("primry", ()),
    "area": ("{}", ()),
    "planned": ("20211", ()),
    "opens": ("soon", ()),
    "seats": ("{primary: -540}", ()),
    "removes": ("{primary: x}", ()),
    "fill": ("al", ()),
    "founder": ("citty", ()),
    "works": ("neww", ()),
    "provision": ("publik", ()),
    "status": ("planed", ()),
    "progress": ("[{date: 2021-13-01, status: approved}]", ()),
    "convert": ("[{year: 2030, from: primary}]", ()),
    "cost_wan": ("much", ()),
    "responsible": ("{unit: []}", ()),
    "due": ("2021-13-01", ()),
    "basis": ("{seats: publishd}", ()),
    "note": ("[]", ()),
    "colour": ("red", ()),
    "closes": ("2022", ("planned", "opens")),
    "until": ("2020", ("planned", "opens")),
    "convert ": ("[{year: 2030, from: primary, to: middle, seats: 600}]", ("seats", "convert")),
    "convert  ": ("[{year: 2020, from: primary, to: middle, seats: 45}]", ("planned", "opens", "convert", "convert ")),
    "progress ": ("[{date: 2021-05-01, status: approved}, {date: 2021-04-01, status: approved}]", ("progress",)),
    "status ": ("planned", ("status", "progress")),
    "seats ": (None, ("seats", "removes", "convert ", "convert  ")),
    "planned ": (None, ("planned", "opens", "closes", "until", "convert  ")),
}
"""What is wrong with a row by key, and the slips beside which it cannot be told: they spoil what it is held against, or
stand in the same key. A key with blanks is the same key with another slip; None: it is left out."""
PAIRS = [
    pair
    for pair in combinations(SLIPS, 2)
    if pair[0].strip() != pair[1].strip() and pair[0] not in SLIPS[pair[1]][1] and pair[1] not in SLIPS[pair[0]][1]
]


def faults_of(place: Path, *slips: str) -> set[tuple[str, str]]:
    """Field and kind of every fault of a plan whose one school has these slips."""
    row = dict(GOOD)
    for slip in slips:
        written, key = SLIPS[slip][0], slip.strip()
        if written is None:
            row.pop(key, None)
        else:
            row[key] = written
    text = "plan: 试\narea: 甲\nyears: [2021, 2025]\npublished: {by_founder: {city: 1}}\nschools:\n  - "
    place.write_text(text + "\n    ".join(f"{key}: {each}" for key, each in row.items()) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_plan(str(place))
    return fields_and_kinds(wrong.value.faults)


def fields_and_kinds(faults: tuple[Fault, ...]) -> set[tuple[str, str]]:
    """Field and kind of faults; an id that is itself a slip names its row in another way."""
    return {(re.sub(r"^(schools|add)\[[^\]]*\]", r"\1[1]", fault.field), fault.kind) for fault in faults}


def test_two_slips_of_a_school_are_both_told(tmp_path: Path) -> None:
    """Every pair of slips in two keys of a row gives the faults of both, and nothing that is not wrong."""
    place = tmp_path / "p.yaml"
    alone = {slip: faults_of(place, slip) for slip in SLIPS}
    assert all(len(found) == 1 for found in alone.values()), alone
    wrong = [(pair, found) for pair in PAIRS if (found := faults_of(place, *pair)) != alone[pair[0]] | alone[pair[1]]]
    assert len(PAIRS) > 300
    assert wrong == []


def test_a_wrong_lag_does_not_make_openings_wrong(tmp_path: Path) -> None:
    """Where the plan's lag cannot be read no school is said to close before it opens."""
    row = "schools:\n  - {id: a, type: primary, planned: 2021, closes: 2022, seats: {primary: 1}, status: x}\n"
    place = tmp_path / "p.yaml"
    place.write_text("plan: 试\narea: 甲\nyears: [2021, 2025]\nopening_lag: one\n" + row, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_plan(str(place))
    assert fields_and_kinds(wrong.value.faults) == {("opening_lag", "whole"), ("schools[1].status", "choice")}


HEADS = {
    "plan": ("[]", 1),
    "source": ("{title: []}", 1),
    "areas": ("[[]]", 1),
    "years": ("[2025, 2021]", 1),
    "population": ("[]", 1),
    "opening_lag": ("one", 1),
    "fill": ("al", 1),
    "delivered_share": ("2", 1),
    "base_seats": ("{year: soon, seats: {primary: 5, 丙: {primary: 4}}}", 3),
    "published": ("{by_type: {primry: 1, nine_year: 1, 九年一贯制: 1}, by_year: {3000: {primary: 1}}}", 3),
    "stages": ("{高中: {entry_age: 15}}", 2),
    "schools": ("[{id: a, type: middel, planned: 2021, seats: {middle: -1}}]", 2),
    "colour": ("red", 1),
}
"""What is wrong with a key of the plan, and how many faults that is."""


def test_two_slips_of_a_plan_are_both_told(tmp_path: Path) -> None:
    """Every pair of keys of a plan, in any order of their checks."""
    place = tmp_path / "p.yaml"

    def found(*keys: str) -> set[tuple[str, str]]:
        good = {"plan": "试", "area": "甲", "years": "[2021, 2025]", "schools": "[]"}
        row = {**good, **{key: HEADS[key][0] for key in keys}}
        place.write_text("".join(f"{key}: {each}\n" for key, each in row.items()), encoding="utf-8")
        with pytest.raises(InputError) as wrong:
            read_plan(str(place))
        return fields_and_kinds(wrong.value.faults)

    alone = {key: found(key) for key in HEADS}
    assert {key: len(faults) for key, faults in alone.items()} == {key: n for key, (_, n) in HEADS.items()}
    for pair in combinations(HEADS, 2):
        assert found(*pair) == alone[pair[0]] | alone[pair[1]], pair


PARTS = {
    "stages": (
        "{primary: {entry_age: 6, grades: 6, class_size: 45}, middle: {entry_age: 11, grades: 3, class_size: 50}}",
        1,
    ),
    "participation": ("{primry: {basis: assumed, source: x, values: {2020: 1}}}", 1),
    "inflow": ("{midle: {value: 1, basis: assumed, source: x}}", 1),
    "warning": (
        "{yellow: {value: 2, basis: assumed, source: x}, red: {value: 1, basis: assumed, source: x}}",
        1,
    ),
    "base_crowding": ("{value: 1, basis: assumed, source: x, range: [2, 1]}", 1),
    "fertility": ("{shape: {basis: assumed, source: x, values: {20: 0}}}", 1),
    "uncertainty": ("{opening_delay: {basis: assumed, source: x, values: {0: 0.5}}}", 1),
    "survival": ("{life_expectancy: {male: {value: 75, basis: assumed, source: x}}}", 1),
    "horizon": ("soon", 1),
    "entry_cutoff": ("09-31", 1),
    "migration": ("{path: middle}", 1),
    "tracking": ("{soon_months: {value: 1, basis: assumd, source: x, range: [1]}}", 2),
    "costs": ("{seat: {value: 5}}", 2),
    "scope": ("{甲: {census_area: 乙}}", 1),
}
"""What is wrong with a section of the assumptions, and how many faults that is."""


def test_two_slips_of_assumptions_are_both_told(tmp_path: Path) -> None:
    """What a single key shows hides nothing of what keys show together."""
    place = tmp_path / "assumptions.yaml"

    def found(*sections: str) -> set[tuple[str, str]]:
        place.write_text("".join(f"{each}: {PARTS[each][0]}\n" for each in sections), encoding="utf-8")
        with pytest.raises(InputError) as wrong:
            read_assumptions(str(place))
        return fields_and_kinds(wrong.value.faults)

    alone = {each: found(each) for each in PARTS}
    assert {each: len(faults) for each, faults in alone.items()} == {each: n for each, (_, n) in PARTS.items()}
    for pair in combinations(PARTS, 2):
        assert found(*pair) == alone[pair[0]] | alone[pair[1]], pair


def test_a_slip_in_a_figure_of_a_section_hides_no_other_slip_there(tmp_path: Path) -> None:
    """Yellow without a value, a stage without grades and a list of one end break no check of their neighbours."""
    text = (
        "warning: {yellow: {basis: assumed, source: x}, red: {value: 1, basis: assumed, source: x, range: [2, 1]}}\n"
        "stages: {primary: {entry_age: 6, class_size: 45}, middle: {entry_age: 12, grades: 3, class_size: 50}}\n"
        "inflow: {primary: {value: 1, basis: assumed, source: x, range: [1]}, x: {value: a, basis: assumed, source: x}}\n"
    )
    place = tmp_path / "assumptions.yaml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_assumptions(str(place))
    assert fields_and_kinds(wrong.value.faults) == {
        ("warning.yellow.value", "required"),
        ("warning.red.range", "order"),
        ("stages.primary.grades", "required"),
        ("inflow.primary.range", "length"),
        ("inflow.x.value", "number"),
        ("inflow.x", "no_stage"),
    }


def test_a_scenario_tells_what_is_wrong_with_a_school_it_adds(tmp_path: Path) -> None:
    """A wrong type beside a wrong year, in a row that a scenario adds."""
    (tmp_path / "p.yaml").write_text("plan: 试\narea: 甲\nyears: [2021, 2025]\nschools: []\n", encoding="utf-8")
    row = "{id: n, type: primry, planned: 2021, closes: 2020, seats: {primary: 1}}"
    place = tmp_path / "s.yaml"
    place.write_text(f"scenario: 试\nextends: p.yaml\nadd:\n  - {row}\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_project(scenarios=[str(place)])
    assert fields_and_kinds(wrong.value.faults) == {("add[1].type", "type"), ("add[1].closes", "before_opening")}


HEAD = "area,sex,age_from,age_to,persons,date,basis,source\n"


def test_a_row_of_people_is_told_whole(tmp_path: Path) -> None:
    """Every cell of a row, that its ages are the wrong way round and that it stands there twice; gaps of the census
    beside faults of other tables."""
    (tmp_path / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    good = "甲,male,0,,10,2020-11-01,published,x\n甲,female,0,,10,2020-11-01,published,x\n"
    (tmp_path / "census.csv").write_text(
        HEAD + good + "甲,male,9,5,ten,2020-11-01,publishd,x\n甲,male,0,,1,2020-11-01,published,\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as wrong:
        read_population(str(tmp_path))
    assert sorted((fault.place.line, fault.field, fault.kind) for fault in wrong.value.faults) == [
        (4, "age_to", "age_order"),
        (4, "basis", "choice"),
        (4, "persons", "whole"),
        (5, "", "repeated_row"),
    ]
    (tmp_path / "census.csv").write_text(HEAD + good.replace(",0,,", ",1,,"), encoding="utf-8")
    (tmp_path / "births.csv").write_text("area,year,births,basis,source\n甲,2020,many,published,x\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_population(str(tmp_path))
    assert [(fault.place.line, fault.kind) for fault in wrong.value.faults] == [
        (2, "number"),
        (2, "first_age"),
        (3, "first_age"),
    ]


def test_a_stage_that_there_is_not_is_told_beside_a_wrong_type(tmp_path: Path) -> None:
    """In one run, at its own key; a stage that other people may know is left to them."""
    place = tmp_path / "p.yaml"
    rows = (
        "  - {id: a, type: midle, planned: 2021, seats: {primry: 5}}\n"
        "  - {id: b, type: 学校, planned: 2021, seats: {晚班: 5}}\n"
    )
    for named, stages in (("", [("schools[a].seats.primry", "primary")]), ("population: people\n", [])):
        place.write_text(f"plan: 试\narea: 甲\nyears: [2021, 2025]\n{named}schools:\n{rows}", encoding="utf-8")
        with pytest.raises(InputError) as wrong:
            read_plan(str(place))
        found = [(each.field, each.suggestion) for each in wrong.value.faults]
        assert sorted(found) == [*stages, ("schools[a].type", "middle")]


def test_types_stages_and_areas_that_the_people_do_not_know_are_told_in_one_run(tmp_path: Path) -> None:
    """Each at its own key; a stage of seats does not make a type of its misspelt name."""
    census = "area,sex,age_from,age_to,persons,date,basis,source\n"
    rows = (
        f"甲,{sex},{age},{age if age < 100 else ''},100,2020-11-01,published,普查\n"
        for sex in ("male", "female")
        for age in range(101)
    )
    people = tmp_path / "people"
    people.mkdir()
    (people / "census.csv").write_text(census + "".join(rows), encoding="utf-8")
    (people / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    schools = (
        "{id: a, type: primry, planned: 2022, seats: {primry: 5}}",
        "{id: b, type: primary, planned: 2022, seats: {primary: 9}, removes: {midle: 5}, convert: [{year: 2030, from: primary, to: mddle}]}",
        "{id: c, type: primary, area: 乙, planned: 2022, seats: {primary: 9}}",
    )
    body = "area: 甲\nyears: [2021, 2025]\nschools:\n  - " + "\n  - ".join(schools) + "\n"
    wanted = [
        ("schools[a].type", "type", "primary"),
        ("schools[a].seats.primry", "no_stage", "primary"),
        ("schools[b].removes.midle", "no_stage", "middle"),
        ("schools[b].convert[1].to", "no_stage", "middle"),
        ("schools[c].area", "no_people", None),
    ]
    for head, beside in (("plan: 试\npopulation: people\n", []), ("plan: 试\n", [str(people)])):
        (tmp_path / "plan.yaml").write_text(head + body, encoding="utf-8")
        with pytest.raises(InputError) as wrong:
            read_all([str(tmp_path / "plan.yaml"), *beside])
        assert sorted((each.field, each.kind, each.suggestion) for each in wrong.value.faults) == sorted(wanted)


def test_every_area_that_cannot_be_computed_is_named() -> None:
    """Faults of one place and kind that differ in their area alone are as many; the same one twice is one."""
    areas = ("甲县", "乙县", "甲县")
    raised = InputError([not_computed("people", ModelError("no_census", area=area)) for area in areas])
    assert str(raised) == "people: 甲县 has no census\npeople: 乙县 has no census"
