"""The page's script without a browser: its modules joined, their types checked, their arithmetic held against the
engine in plain node."""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import xuewei
from recorded import long_record
from scripted import SCRIPT, program, told
from xuewei.answers.compare.standings import standings
from xuewei.answers.gap.ahead import Ahead, cards
from xuewei.answers.gap.bands_view import band_values, total_bands
from xuewei.answers.gap.conclusion import message, past
from xuewei.answers.gap.reliance import reliance
from xuewei.charts.map_places import map_places
from xuewei.cli.asked import bands_asked
from xuewei.cli.map_asked import MapAsked, map_of
from xuewei.formats.boundaries import Boundaries, Outline
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess, with_plan
from xuewei.model.balance import BAND_KEYS, BalanceRow
from xuewei.model.plan import BaseSeats, Conversion, Plan, School
from xuewei.model.rounding import whole
from xuewei.model.seats.delivery import as_delivered
from xuewei.report.contents import Report
from xuewei.report.page.page_file import given, joined
from xuewei.report.page.pool import SeriesPool

from controls import PATHS, Setting, anywhere, moved
from ledgers import housed, tangled
from needed import needed
from program import TOP

COUNTIES, SMALL_CITY = "examples/counties/plan.yaml", "examples/small_city/plan.yaml"
BAND_LINES = ("low", "high", "least", "most", "bandAlert")
PLAIN: Setting = (1, "medium", "medium", None, ())
IMPORTS = 'import { a } from "./x.js";\n'
SQUARE = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
OUTLINES = Boundaries("b.geojson", (Outline("中心城区", False, (SQUARE,)),))


def alike(page: Mapping[str, Any], found: Assessment, lang: str, seen: Report) -> None:
    """Every figure of the page is the engine's, its sentences and cards to the letter, on the day of a report."""
    rows = found.rows()
    assert [
        (line["year"], found.areas[line["area"]], found.stages[line["stage"]].name, line["seats"], line["demand"],
         line["balance"], line["alert"], line["classes"], line["usable"])
        for line in page["lines"]
    ] == [
        (row.year, row.area, row.stage, row.seats, row.demand, row.balance, row.warning, row.classes_short,
         row.usable_seats)
        for row in rows
    ]  # fmt: skip
    for line, row in zip(page["lines"], rows, strict=True):
        assert (line["rate"] is None) == (row.rate is None)
        assert row.rate is None or line["rate"] == pytest.approx(row.rate, rel=1e-9)
    both = reliance(seen.found)
    held = rows if both is None else with_plan(found, as_delivered(found.plan, both.day)).rows()
    assert [line["held"] for line in page["lines"]] == [row.seats for row in held]
    concluded(page["all"], found, rows, lang, seen)
    concluded(page["one"], found, [row for row in rows if row.area == found.areas[-1]], lang, seen)


def concluded(told: Mapping[str, Any], found: Assessment, rows: Sequence[BalanceRow], lang: str, seen: Report) -> None:
    """The message, the cards and the line on past years of some rows."""
    ahead = Ahead.of(found, rows, seen.bands, seen.today)
    assert told["message"] == message(ahead, lang)
    assert told["past"] == past(ahead, lang)
    for card, one in zip(told["cards"], cards(ahead), strict=True):
        assert card["prospect"]["state"] == one.prospect.state
        assert placed(card["tightest"], found) == placed(one.tightest)
        assert placed(card["now"], found) == placed(one.now)
        assert placed(card["last"], found) == placed(one.last)
        assert (card["short"], card["areas"], card["together"]) == (one.short, one.areas, one.together)


def placed(line: Mapping[str, Any] | BalanceRow | None, found: Assessment | None = None) -> object:
    """Where a line stands and its balance."""
    if line is None:
        return None
    if isinstance(line, BalanceRow):
        return line.year, line.area, line.stage, line.balance
    assert found
    return line["year"], found.areas[line["area"]], found.stages[line["stage"]].name, line["balance"]


def all_alike(found: Assessment, settings: Sequence[Setting], lang: str, today: date | None = None) -> None:
    """The same in every setting, and in the plan's own, which alone is said to be that."""
    report = Report([("base", found)], list(found.years), today=today)
    own, *others = told([(given(report, lang), settings)])["answers"][0]
    assert own["own"]
    alike(own, found, lang, report)
    for page, setting in zip(others, settings, strict=True):
        alike(page, moved(found, *setting), lang, report)


def test_numbers_are_rounded_as_the_engine_rounds_them() -> None:
    """Halves to even, up and down, however they were added up; noise below the ninth decimal moves nothing."""
    chance = random.Random(5)
    halves = [n / 2 for n in range(-9, 10)] + [0.1 + 0.2 + 0.2, 2.5 - 1e-12, 3.5 + 1e-12, 2.5 - 1e-8, 1e15 + 0.5]
    values = halves + [chance.uniform(-1e6, 1e6) for _ in range(2000)] + [n + 0.5 + 1e-10 for n in range(500)]
    assert told(wholes=values)["wholes"] == [whole(each) for each in values]


def test_every_bit_of_a_series_arrives() -> None:
    """Any doubles: signs of nought, the smallest and the largest."""
    rare = np.array([0.0, -0.0, 5e-324, 1.7976931348623157e308, -1 / 3, np.pi])
    series = [rare, np.random.default_rng(4).normal(size=6)]
    pool = SeriesPool()
    for each in series:
        pool.number(each)
    assert told(pool=pool.encoded())["pool"] == b"".join(each.tobytes() for each in series).hex()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("plan", "people"), [(None, None), (COUNTIES, None), (SMALL_CITY, None), (SMALL_CITY, "examples/pupils")]
)
def test_every_setting_gives_what_the_engine_gives(plan: str | None, people: str | None, lang: str) -> None:
    """Twenty settings of all controls for each shipped plan: every figure to the seat, every sentence and card."""
    found = assess(*read_project(plan, (), people))
    chance = random.Random(8)
    day = date(chance.choice([2019, 2022, 2026, 2050]), chance.choice([3, 10]), 1)
    all_alike(found, [anywhere(chance, found) for _ in range(20)], lang, day)


@pytest.mark.parametrize("seed", range(15))
def test_schools_that_open_close_turn_and_go_are_counted_as_the_engine_counts_them(seed: int) -> None:
    """Made-up plans with every habit of schools at once, seats in use of every kind, delays and schools off."""
    found = tangled(seed)
    chance = random.Random(seed)
    gone = [school.id for school in found.plan.schools if school.cancelled]
    settings = [anywhere(chance, found) for _ in range(4)]
    day = None if seed % 3 == 0 else date(2018 + seed, 10, 1)
    all_alike(found, [(*each[:3], None, sorted({*each[4], *gone})) for each in settings], "zh", day)


@pytest.mark.parametrize(
    "seats", [BaseSeats(2023), BaseSeats(2023, listed=True), BaseSeats(2023, {"中心城区": {"primary": 50_000}})]
)
def test_schools_in_use_are_counted_as_the_engine_counts_them(seats: BaseSeats) -> None:
    """Among balanced, listed and written seats, whatever the delay and whichever are switched off; from 2023 on."""
    held = School("held", "primary", "中心城区", {"primary": 2400}, opens=1958, status="in_use", counted=True)
    always = School("always", "middle", "中心城区", {"middle": 900}, status="in_use", closes=2030)
    beside = replace(held, id="beside", opens=2022, fill="by_grade", counted=False)
    project = School("new", "nine_year", "中心城区", {"primary": 900, "middle": 600}, 2024)
    plan = Plan("试", "中心城区", (held, always, beside, project), (2024, 2028), base_seats=seats)
    found = assess(plan, xuewei.read_population())
    settings = [(3, "low", "high", None, off) for off in (["held"], ["always", "beside"], ["new"])]
    all_alike(found, [PLAIN, *settings], "zh")


def test_conversions_take_effect_in_the_order_of_their_years() -> None:
    """Whichever is written first: all primary seats turn, then some of what they became turn back."""
    turns = (Conversion(2030, "middle", "primary", 300), Conversion(2027, "primary", "middle", None))
    school = School("s", "nine_year", "中心城区", {"primary": 1000}, opens=2024, convert=turns)
    found = assess(Plan("试", "中心城区", (school,), (2024, 2028)), xuewei.read_population())
    all_alike(found, [PLAIN], "zh")
    assert found.rows([2030], ["middle"])[0].seats - found.rows([2026], ["middle"])[0].seats == 700


def test_scenarios_beside_the_plan_fare_as_compare_says() -> None:
    """Tightest year, shortage without netting, short years and last year of every stage in two scenarios."""
    found = assess(*read_project(COUNTIES))
    worlds = {"late": moved(found, 3, "high", "low", None, ()), "few": moved(found, 1, "low", "low", 0.6, ())}
    report = Report([("base", found), *worlds.items()], list(found.years))
    (pages,) = told([(given(report, "zh"), ())])["standings"]
    for page, (name, world) in zip(pages, worlds.items(), strict=True):
        lines = standings(name, world, [stage.name for stage in found.stages], found.areas, report.years)
        assert [
            (one["worst"], one["worstYear"], one["need"], len(one["short"]), one["lastYear"], one["last"])
            for one in page
        ] == [
            (one.worst_balance, one.worst_year, one.worst_need_only, one.years_short, one.last_year, one.last_balance)
            for one in lines
        ]


@cache
def banded(plan: str | None, people: str | None) -> Report:
    """A plan with bands, once for all tests: those of a long record of schools take many seconds."""
    with tempfile.TemporaryDirectory() as folder:
        record = people and str(long_record(Path(folder) / "people"))
        found = assess(*read_project(plan, (), record))
    return Report([("base", found)], list(found.years), bands_asked(found), date(2026, 11, 1))


given_once = cache(given)


@pytest.mark.parametrize(
    ("plan", "people", "lang"),
    [
        (None, None, "zh"),
        (None, None, "en"),
        (COUNTIES, None, "zh"),
        (COUNTIES, None, "en"),
        (SMALL_CITY, "long", "zh"),
    ],
)
def test_a_band_is_the_engines_in_the_plan_as_it_is(plan: str | None, people: str | None, lang: str) -> None:
    """Both ends of every year that is a forecast, the balance at them and its alert, in whole children and seats; none
    in a year that is not. What may be short is told to the letter, and differs where there are fewer seats."""
    report = banded(plan, people)
    found, bands = report.found, report.bands
    assert bands
    half = (1, "medium", "medium", None, [school.id for school in found.plan.schools][::2])
    own, fewer = told([(given_once(report, lang), [half])])["answers"][0]
    alerts = []
    for page, world in ((own, found), (fewer, moved(found, *half))):
        rows = world.rows()
        ahead = [bands.band(row.year, row.area, row.stage) for row in rows]
        assert any(ahead)
        for line, row, band in zip(page["lines"], rows, ahead, strict=True):
            values = band_values(row.seats, band)
            shown = [line[key] for key in BAND_LINES]
            assert shown == [values[key] for key in BAND_KEYS[:5]]
        concluded(page["all"], world, rows, lang, report)
        concluded(page["one"], world, [row for row in rows if row.area == world.areas[-1]], lang, report)
        totals = [each for stage in world.stages for each in world.totals(world.rows(stages=[stage.name]))]
        for line, total, band in zip(page["totals"], totals, total_bands(bands, totals, found.areas), strict=True):
            values = band_values(total.seats, band)
            assert (line["seats"], line["demand"], line["balance"]) == (total.seats, total.demand, total.netted)
            assert [line[key] for key in BAND_LINES] == [values[key] for key in BAND_KEYS[:5]]
        alerts.append([line["bandAlert"] for line in page["lines"]])
    assert alerts[0] != alerts[1] or not found.plan.schools


@pytest.mark.parametrize(("plan", "people"), [(None, None), (COUNTIES, None), (SMALL_CITY, "long")])
def test_bands_are_the_engines_on_every_path(plan: str | None, people: str | None) -> None:
    """Whatever path of births and of net migration is chosen, the ends of every area and year, of all areas together,
    and the sentences are those of a scenario that sets the same. Of the long record each path stands once beside one of
    the other kind."""
    report = banded(plan, people)
    found = report.found
    paths = zip(PATHS, reversed(PATHS), strict=True) if people else product(PATHS, PATHS)
    settings: list[Setting] = [(1, births, moves, None, ()) for births, moves in paths]
    _, *answers = told([(given_once(report, "zh"), settings)])["answers"][0]
    ends = set()
    for page, setting in zip(answers, settings, strict=True):
        world = moved(found, *setting)
        bands, rows = bands_asked(world), world.rows()
        for line, row in zip(page["lines"], rows, strict=True):
            values = band_values(row.seats, bands.band(row.year, row.area, row.stage))
            assert [line[key] for key in BAND_LINES] == [values[key] for key in BAND_KEYS[:5]], (setting, row)
        totals = [each for stage in world.stages for each in world.totals(world.rows(stages=[stage.name]))]
        for line, total, band in zip(page["totals"], totals, total_bands(bands, totals, found.areas), strict=True):
            values = band_values(total.seats, band)
            assert [line[key] for key in BAND_LINES] == [values[key] for key in BAND_KEYS[:5]], (setting, total)
        concluded(page["all"], world, rows, "zh", replace(report, bands=bands))
        ends.add(tuple(line["high"] for line in page["lines"]))
    assert len(ends) > 1


def area_of(outline: Sequence[tuple[float, float]]) -> float:
    """What an outline encloses."""
    pairs = zip(outline, [*outline[1:], outline[0]], strict=True)
    return abs(sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in pairs)) / 2


def between(seats: Sequence[float], line: Sequence[float], *, above: bool) -> float:
    """What lies between steps and a line, by many thin slices: a year's seats reach half a year to both sides."""
    x = np.linspace(0, len(seats) - 1, 400 * (len(seats) - 1) + 1)
    middle = (x[1:] + x[:-1]) / 2
    over = np.interp(middle, range(len(line)), line) - np.array(seats)[np.floor(middle + 0.5).astype(int)]
    return float((np.maximum(over if above else -over, 0) * np.diff(x)).sum())


def test_surfaces_steps_and_line_leave_no_notch() -> None:
    """Between steps and line lies what slices make of it, above and below; a case by hand: 10 seats then 20 against 12
    then 16 leave 1.5 short before the middle of the two years and 2.5 to spare after it."""
    chance = random.Random(3)
    made = [[float(chance.randrange(50)) for _ in range(9)] for _ in range(60)]
    shapes = [
        {"seats": seats, "held": held, "line": line}
        for seats, held, line in zip(made, made[20:], made[40:], strict=False)
    ]
    by_hand = {"seats": [10.0, 20.0], "held": [10.0, 10.0], "line": [12.0, 16.0]}
    first, *drawn = told(shapes=[by_hand, *shapes])["shapes"]
    assert [area_of(each) for each in first["above"]] == [1.5]
    assert [area_of(each) for each in first["below"]] == [2.5]
    assert first["steps"] == [[0, 10], [0.5, 10], [0.5, 20], [1, 20]]
    assert first["apart"] == [[[0.5, 10], [0.5, 20], [1, 20]]]
    for shape, found in zip(shapes, drawn, strict=True):
        for side in ("above", "below"):
            expected = between(shape["seats"], shape["line"], above=side == "above")
            assert sum(map(area_of, found[side])) == pytest.approx(expected, abs=0.05)
        assert found["steps"][0][0] == 0
        assert found["steps"][-1] == [8, shape["seats"][-1]]
        # what is planned besides begins and ends on what is on record, or at the ends of the chart
        for run in found["apart"]:
            for (x, y), at in ((run[0], 0), (run[-1], 8)):
                assert x == at or y == shape["held"][int(np.floor(x + 0.5)) - (at == 0)]
        apart = sorted({int(np.floor(x)) for run in found["apart"] for (x, _), (end, _) in pairwise(run) if x < end})
        assert len(found["apart"]) <= len(apart) + 1
        assert found["ribbon"][0] == found["ribbon"][-1] == [1, shape["line"][1]]


def test_names_of_lines_do_not_cover_each_other() -> None:
    """Three at one height, and some at the edges: each has its room, in the order of the lines, inside the chart."""
    heights = [[50.0, 50.0, 50.0], [0.0, 1.0, 99.0], [100.0, 99.0, 98.0], [10.0, 60.0, 20.0]]
    for line, found in zip(
        heights, told(shapes=[{"seats": each, "held": each, "line": each} for each in heights])["shapes"], strict=True
    ):
        order = sorted(range(3), key=lambda n: line[n])
        placed_ = [found["spread"][n] for n in order]
        assert all(other - one >= 3 for one, other in pairwise(placed_))
        assert 0 <= placed_[0] <= placed_[-1] <= 100


def test_a_label_lies_on_no_line_and_beside_what_it_names() -> None:
    """Wild steps, and lines that leave plenty of room: no point of any line inside the box, all of it inside the plot,
    and where there is room it stands next to the outline."""
    chance = random.Random(12)
    wild = [[float(chance.randrange(90)) for _ in range(9)] for _ in range(60)]
    calm = [[50.0] * 9, [50.0] * 9, [30.0] * 4 + [60.0] * 5]
    shapes = [{"seats": one, "held": other, "line": line} for one, other, line in zip(*[iter(wild)] * 3, strict=True)]
    found = told(shapes=[*shapes, dict(zip(("seats", "held", "line"), calm, strict=True))])["shapes"]
    for shape in found:
        x, y = shape["label"]
        assert 20 <= x <= x + 60 <= 340
        assert 0 <= y <= y + 14 <= 200
        if y == 0:  # nowhere free
            continue
        for line in shape["lines"]:
            for (x0, y0), (x1, y1) in pairwise(line):
                for share in np.linspace(0, 1, 200):
                    at = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
                    assert not (x < at[0] < x + 60 and y < at[1] < y + 14)
    x, y = found[-1]["label"]
    (left, top), (right, foot) = np.min(found[-1]["hatch"], axis=0), np.max(found[-1]["hatch"], axis=0)
    assert max(left - x - 60, x - right, top - y - 14, y - foot) <= 8
    assert sum(shape["label"][1] > 0 for shape in found) > 10


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the type checker says of the script, of what pages are given (``given.ts``), and of a field that nobody
    named (``strange.ts``)."""
    checker = needed("no TypeScript on this machine (npm: typescript, see CONTRIBUTING.md)", "tsc")
    program()
    own = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    bands = bands_asked(own)
    many = assess(*read_project(COUNTIES))
    placed = assess(*read_project(TOP / "examples" / "district" / "plan.yaml"))
    reports = [
        given(Report([("base", own), ("late", own)], list(own.years), bands), "zh", map_places(own, OUTLINES)),
        given(Report([("base", many)], list(many.years)), "en"),
        given(Report([("base", placed)], list(placed.years)), "zh", map_of(placed, MapAsked())),
        *(given(Report([("base", found)], list(found.years)), "zh") for found in map(tangled, range(5))),
        given(Report([("base", housed())], list(housed().years)), "zh"),
    ]
    folder = tmp_path_factory.mktemp("types")
    for name, data in (("given", reports), ("strange", [{**reports[0], "nobody": 1}])):
        (folder / f"{name}.ts").write_text(
            f'import type {{ Written }} from "{SCRIPT / "types.js"}";\n'
            f"export const all: Written[] = {json.dumps(data, ensure_ascii=False)};\n",
            encoding="utf-8",
        )
    own_rules = {"extends": str(SCRIPT / "tsconfig.json"), "include": [f"{SCRIPT}/*.js", "*.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(own_rules), encoding="utf-8")
    done = subprocess.run([checker, "--pretty", "false"], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.stdout, done.stderr
    return done.stdout.splitlines()


def test_the_types_of_the_script_and_of_what_a_page_is_given_hold(faults: list[str]) -> None:
    """Every module under the strictest rules, none left out; plans of all kinds, with bands, scenarios and a map: every
    field that is written has its name and type, and none lacks. A field that nobody named is the only fault."""
    assert [line for line in faults if not line.startswith((" ", "strange.ts"))] == []
    assert [line for line in faults if line.startswith("strange.ts") and "nobody" in line]
    assert all(file.read_text("utf-8").startswith("// @ts-check\n") for file in SCRIPT.glob("*.js"))


def test_modules_are_joined_once_each_after_what_they_import() -> None:
    """Whatever the order in which they are named; names that several import are declared once."""
    parts = {
        "main": 'import { two } from "./sums.js";\nimport { one } from "./ones.js";\n\nshow(one, two);\n',
        "sums": '// Sums.\n\nimport { one } from "./ones.js";\n\nexport const two = one + one;\n',
        "ones": "export const one = 1;\nfunction hidden() {}\n",
    }
    text = joined("main", parts.__getitem__)
    assert [text.count(each) for each in ("const one", "const two", "import", "export")] == [1, 1, 0, 0]
    assert text.index("const one") < text.index("const two") < text.index("show(")


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"main": IMPORTS, "x": 'import { b } from "./main.js";\nexport const a = 1;\n'}, "circle"),
        ({"main": 'import { a } from "./main.js";\n'}, "circle"),
        ({"main": IMPORTS, "x": "const a = 1;\n"}, "imports a, which x.js does not export"),
        ({"main": IMPORTS + "let b = 1;\n", "x": "export const a = 1;\nfunction b() {}\n"}, "both declare b"),
        ({"main": 'import * as x from "./x.js";\n', "x": ""}, "cannot be joined"),
        ({"main": 'import { a as b } from "./x.js";\n', "x": "export const a = 1;\n"}, "cannot be joined"),
        ({"main": 'import "./x.js";\n', "x": ""}, "cannot be joined"),
        ({"main": "export default 1;\n"}, "cannot be joined"),
        ({"main": "const a = 1;\nexport { a };\n"}, "cannot be joined"),
        ({"main": "const { a } = window;\n"}, "cannot be joined"),
        ({"main": "async function a() {}\n"}, "cannot be joined"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_refused(parts: dict[str, str], why: str) -> None:
    """Circles, names that are not there or twice, and forms of import, export and declaration that need more."""
    with pytest.raises(ValueError, match=why):
        joined("main", parts.__getitem__)


def test_a_module_that_is_not_there_is_an_error() -> None:
    """The import is told as whoever reads modules tells it."""
    with pytest.raises(KeyError, match="x"):
        joined("main", {"main": IMPORTS}.__getitem__)


def test_every_module_of_the_folder_is_part_of_the_page() -> None:
    """None lies about unused."""
    read: list[str] = []

    def source(name: str) -> str:
        read.append(name)
        return (SCRIPT / f"{name}.js").read_text("utf-8")

    joined("main", source)
    joined("beside", source)
    assert sorted({*read}) == sorted(file.stem for file in SCRIPT.glob("*.js"))
