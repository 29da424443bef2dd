"""`gap --by provision`: seats by who they are for add up to the stage's, and targets are decided where they can be."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from xuewei.answers.gap.by_provision import COLUMNS, ProvisionTable, by_provision, provision_tables
from xuewei.model.assessment import Assessment, assess
from xuewei.model.plan import PROVISIONS, BaseSeats, Plan, School
from xuewei.model.policy import Listed
from xuewei.model.provision import KINDS, STAGE
from xuewei.tables.screen import layout
from xuewei.tables.view import as_csv, as_json, in_pieces

from builders import assumptions, immortal, level, plan, population, school
from inside import run
from program import TOP

CITY = Listed(("city",))
YEARS = (2022, 2023)


def nursery(name: str, seats: int, area: str = "甲", **changes: Any) -> School:
    """A kindergarten in use since 2000."""
    changed: dict[str, Any] = {"planned": None, "opens": 2000, "counted": True, **changes}
    return school(name, area, type="kindergarten", seats={STAGE: seats}, **changed)


def held(written: Plan) -> Assessment:
    """A plan whose areas have 400 children at every age."""
    areas = {area: level(200) for area in written.all_areas()}
    return assess(written, population(areas, assumed=assumptions(survival=immortal())))


def tables(found: Assessment, stages: tuple[str, ...] = (STAGE,)) -> list[ProvisionTable]:
    """The tables of the plan's two years."""
    return provision_tables(found, YEARS, stages, found.areas, CITY)


def four() -> Assessment:
    """In use 500 public (one by its founder), 300 inclusive, 100 unwritten; from 2023 on 100 private."""
    schools = [
        nursery("a", 300, provision="public"),
        nursery("b", 200, founder="city"),
        nursery("c", 300, provision="inclusive"),
        nursery("d", 100),
        nursery("e", 100, planned=2022, opens=None, provision="private", counted=None),
    ]
    return held(plan(*schools, base_seats=BaseSeats(2021, listed=True), years=YEARS))


def test_seats_demand_and_balance_by_hand() -> None:
    """Of 1,000 seats in 2023 half are public; 1,200 children are split 660, 456 and 84 by 55 and 93 %."""
    (table,) = tables(four())
    rows = [row for row in table.lines() if row[0] == 2023]
    assert [row[2:] for row in rows] == [
        (STAGE, "public", 500, 0.5, 660, -160),
        (STAGE, "inclusive", 300, 0.3, 456, -156),
        (STAGE, "private", 100, 0.1, 84, 16),
        (STAGE, "unknown", 100, 0.1, None, None),
    ]
    assert [int(each) for each in table.seats[:, 0, 0]] == [500, 300, 0, 100]


def test_a_balance_is_a_bound_while_seats_are_unknown() -> None:
    """100 unknown seats may be public: at most 160 are short; where all are known it is 160 and no less."""
    found = four()
    sheet = by_provision(found, tables(found)[:1], CITY, "zh", year=None)[0].sheets[1]
    assert [str(row[0]) for row in sheet.rows] == ["2022", "2023"]
    (table,) = provision_tables(found, [2023], [STAGE], found.areas, CITY)
    lines = by_provision(found, [table], CITY, "zh", year=2023)[0].sheets[1].rows
    assert [row[-1] for row in lines[:4]] == [
        ("至多缺 160", "yellow"),
        ("至多缺 156", "yellow"),
        ("至多缺 316", "yellow"),
        "至少余 16",
    ]
    known = held(plan(nursery("a", 500, provision="public"), base_seats=BaseSeats(2021, listed=True), years=YEARS))
    (table,) = provision_tables(known, [2023], [STAGE], known.areas, CITY)
    assert by_provision(known, [table], CITY, "zh", year=2023)[0].sheets[1].rows[0][-1] == ("缺 160", "red")


def test_the_sentence_decides_what_can_be_decided() -> None:
    """Public 500 of 1,000: 50 short of 55 %, met if the unwritten ones are; inclusive at most 90 %: broken."""
    found = four()
    shown, broken = by_provision(found, tables(found), CITY, "zh", year=2023)
    assert shown.sheets[0].notes == [
        "甲幼儿园 2023 年公办学位占 50 %，目标 55 %，按已写明的还差 50 个学位，无法判定；"
        "普惠学位（公办和普惠性民办）占 80 %，目标 93 %，还差 130 个学位；"
        "未写办学性质的 1 所、100 个学位，若全为公办，则公办占 60 %、普惠占 90 %。"
    ]
    assert broken
    shares: Any = shown.head["shares"]
    assert [(row["year"], row["share"], row["verdict"], row["wanted"]) for row in shares] == [
        (2022, "inclusive", "unknown", 37),
        (2022, "public", "meets", 0),
        (2023, "inclusive", "breaks", 130),
        (2023, "public", "unknown", 50),
    ]
    assert "1 所学校没有写 provision、由政府举办，算公办" in " ".join(shown.notes)


def test_seats_in_no_listed_school_are_unknown_and_said_to_be() -> None:
    """Of 1,000 written seats one school brings 600: 400 are nobody's, with the key that lists them."""
    base = BaseSeats(2021, {"甲": {STAGE: 1000, "primary": 0, "middle": 0}})
    found = held(plan(nursery("a", 600, provision="public"), base_seats=base, years=YEARS))
    (table,) = tables(found)
    assert [int(each) for each in table.seats[:, 0, 0]] == [600, 0, 0, 400]
    shown, broken = by_provision(found, [table], CITY, "en", year=None)
    text = " ".join(shown.sheets[0].notes) + " ".join(shown.notes)
    assert "400 seats in use are in no listed school" in text
    assert "public seats 60 %, target 55 %, met" in text
    assert "`base_seats.seats: listed`" in text
    assert not broken


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 900), st.sampled_from([None, *PROVISIONS]), st.sampled_from(["甲", "乙"])),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["listed", "balanced"]),
)
def test_kinds_add_up_to_the_stage(rows: list[tuple[int, str | None, str]], base: str) -> None:
    """Seats of the kinds are the seats of the balance, and demand of the targets is its demand, area by area."""
    schools = [nursery(f"k{n}", seats, area, provision=what) for n, (seats, what, area) in enumerate(rows)]
    listed = BaseSeats(2021, listed=base == "listed")
    found = held(plan(*schools, areas=("甲", "乙"), base_seats=listed, years=YEARS))
    for table in tables(found, (STAGE, "primary")):
        for n, area in enumerate(found.areas):
            for t, row in enumerate(found.rows(YEARS, [table.stage], [area])):
                assert int(table.seats[:, t, n].sum()) == row.seats
                if table.stage == STAGE:
                    assert int(table.demand[:, t, n].sum()) == row.demand
        assert (table.held.seats.sum(axis=0) - found.seats[table.stage].sum(axis=2) < 1e-6).all()


def test_other_stages_have_no_target() -> None:
    """Primary seats have a share and no target demand; on the screen they stand where somebody wrote something."""
    schools = [nursery("a", 100, provision="public"), school("p", planned=None, opens=2000, counted=True)]
    found = held(plan(*schools, base_seats=BaseSeats(2021, listed=True), years=YEARS))
    both = tables(found, (STAGE, "primary"))
    lines = [line for line in both[1].lines() if line[0] == 2022]
    assert [line[4:] for line in lines] == [(0, 0.0, None, None)] * 3 + [(540, 1.0, None, None)]
    shown, _ = by_provision(found, both, CITY, "zh", year=2022)
    assert [sheet.title for sheet in shown.sheets[1:]] == ["甲 · 幼儿园：分办学性质 · 2022"]
    alone, broken = by_provision(found, both[1:], CITY, "zh", year=2022)
    assert "小学" in alone.sheets[1].title
    assert not broken


def test_rows_are_the_same_in_pieces_and_whole() -> None:
    """CSV and JSON written row by row are those of a list of the same rows; the keys are those of the contract."""
    found = four()
    shown, _ = by_provision(found, tables(found, (STAGE, "primary")), CITY, "zh", year=None)
    rows = list(shown.records)
    assert len(rows) == len(shown.records) == 2 * 2 * len(KINDS)
    assert shown.records[-1] == rows[-1]
    for form, whole in (("csv", as_csv), ("json", as_json)):
        assert "".join(in_pieces(shown, form) or ()).strip() == whole(shown).strip()
    assert tuple(rows[0]) == COLUMNS


@pytest.mark.parametrize(
    "words", [(), ("--year", "2025"), ("--plan", str(TOP / "examples" / "counties" / "plan.yaml"))], ids=" ".join
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_cut_at_80_columns(words: tuple[str, ...], lang: str) -> None:
    """No table leaves a column out, and no line is wider."""
    done = run("gap", "--by", "provision", *words, "--lang", lang, COLUMNS="80")
    assert done.returncode == 0
    assert max(cell_len(line) for line in done.stdout.splitlines()) <= 80
    assert "--wide" not in done.stdout


def test_tables_fit_where_seats_are_many() -> None:
    """Six figures in every column."""
    schools = [nursery(kind, 300_000, provision=kind) for kind in PROVISIONS]
    found = held(plan(*schools, base_seats=BaseSeats(2021, listed=True), years=YEARS))
    for year in (None, 2022):
        for lang in ("zh", "en"):
            shown, _ = by_provision(found, tables(found), CITY, lang, year=year)
            assert all(not layout(sheet, 80).left_out for sheet in shown.sheets)


def test_the_command_reads_the_rules_of_its_people(tmp_path: Path) -> None:
    """Founders that a folder's policy.yaml names make public; bands and bars are of stages; --strict ends with 1."""
    rows = list(csv.DictReader(io.StringIO(run("gap", "--by", "provision", "--format", "csv").stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert {row["provision"] for row in rows} == {*KINDS}
    for words in (("--band", "80"), ("--format", "quick")):
        assert run("gap", "--by", "provision", *words).returncode == 2
    written = tmp_path / "plan.yaml"
    written.write_text(
        "plan: 试\narea: 中心城区\nyears: [2021, 2022]\nbase_seats: {year: 2020, seats: listed}\n"
        "schools:\n"
        "  - {id: a, name: 一, type: kindergarten, status: in_use, founder: donor, seats: {kindergarten: 300}}\n"
        "  - {id: b, name: 二, type: kindergarten, status: in_use, provision: private, seats: {kindergarten: 200}}\n",
        encoding="utf-8",
    )
    asked = ("gap", "--by", "provision", "--year", "2022", "--plan", str(written), "--strict")
    done = run(*asked, "--format", "json")
    shares = {row["share"]: row["verdict"] for row in json.loads(done.stdout)["shares"]}
    assert (shares, done.returncode) == ({"public": "unknown", "inclusive": "breaks"}, 1)
    assert np.isclose(json.loads(done.stdout)["rows"][3]["share"], 0.6)
