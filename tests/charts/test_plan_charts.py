"""Charts of a plan: what is drawn are the engine's numbers, in letters that have a shape, and names are text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontPath, findfont
from matplotlib.image import imread
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from rich.cells import cell_len

from placed import county
from xuewei.answers.gap.ahead import Ahead, cards, prospects
from xuewei.answers.gap.bands_view import band_record, gap_band_notes
from xuewei.answers.gap.bars import quick
from xuewei.answers.simulate.rows import cells
from xuewei.answers.simulate.tally import QUANTITIES
from xuewei.answers.simulate.tasks import Sampling, Task, answer
from xuewei.charts.demand import demand_chart
from xuewei.charts.faces import face_for, faces, lacking
from xuewei.charts.fan import Draws, fan_chart
from xuewei.charts.gap import gap_chart, key_gap, plain_gap
from xuewei.charts.ledger import added, ledger_chart
from xuewei.charts.map import map_chart
from xuewei.charts.map_places import map_places
from xuewei.charts.map_scene import MapScene
from xuewei.charts.moves import closings, conversions, openings
from xuewei.charts.paper import PAGE, SMALLEST, Picture, captioned, lettered
from xuewei.charts.pyramid import pyramid_chart
from xuewei.charts.scene import MOST_AREAS, Scene, band_lines, held_of, most_wanted, panel_name, panels, tightest_areas
from xuewei.cli.asked import bands_asked, of_areas
from xuewei.formats.project import read_project
from xuewei.language.to_copy import install
from xuewei.model.assessment import Assessment, assess
from xuewei.model.bands import DemandBands
from xuewei.tables.palette import colour_of
from xuewei.tables.text import folded

from inside import run
from program import TOP

PLAN = TOP / "data" / "plan_2021_2025.yaml"
COUNTIES = TOP / "examples" / "counties" / "plan.yaml"
CASES = {"shipped": (None, "中心城区"), "counties": (str(COUNTIES), "临猗县")}
KINDS = ("gap", "demand", "ledger", "pyramid", "fan")
PLAIN = FontPath(findfont("DejaVu Sans"), 0)
needs_chinese = pytest.mark.skipif(face_for("学位余缺", faces()) is None, reason="no font with Chinese characters")
HOSTILE = ("<script>alert(1)</script>", "$x^2$", "100%_\\frac", "[/x]", "很长的名字" * 40)


@cache
def assessed(case: str) -> Assessment:
    """A case held against its population."""
    return assess(*read_project(CASES[case][0], (), None))


@cache
def scene(case: str, *years: int) -> Scene:
    """One area of a case with all stages, and all years where none are named."""
    found = assessed(case)
    bands = bands_asked(found)
    area, stages = CASES[case][1], [each.name for each in found.stages]
    return Scene(found, [area], stages, years or list(found.years), bands, held_of(found, stages, [area]))


@cache
def draws(case: str) -> Draws:
    """A few draws of one area."""
    plan, people = read_project(CASES[case][0], (), None)
    sampling = Sampling(40, 1, people.assumptions.horizon)
    one = of_areas(plan, [CASES[case][1]])
    block = answer(Task(0, one, people, sampling))
    found = assess(one, people, horizon=sampling.horizon)
    return Draws(one, sampling, block, block.stages, block.years, found, bands_asked(found))


def builder(kind: str, case: str) -> Callable[[str], Figure]:
    """What draws a kind of chart of a case."""
    if kind == "fan":
        return lambda lang: fan_chart(draws(case), lang)
    if kind == "pyramid":
        return lambda lang: pyramid_chart(scene(case, 2025), lang)
    draw = {"gap": gap_chart, "demand": demand_chart, "ledger": ledger_chart}[kind]
    return lambda lang: draw(scene(case), lang)


@cache
def picture(kind: str, case: str, lang: str) -> Picture:
    """A kind of chart of a case in letters of a language, drawn once for all who look at it."""
    return lettered(builder(kind, case), lang)


@cache
def texts(figure: Figure) -> list[Text]:
    """What a figure draws in letters, once it is drawn."""
    figure.draw_without_rendering()
    return [each for each in figure.findobj(Text) if isinstance(each, Text) and each.get_text() and each.get_visible()]


def line(axes: Axes, name: str) -> list[float]:
    """The heights of the line of a panel that is called so."""
    (found,) = (each for each in axes.get_lines() if each.get_label() == name)
    return [float(each) for each in np.asarray(found.get_ydata(), dtype=float)]


def corners(axes: Axes, name: str) -> set[tuple[float, float]]:
    """The corners of the area of a panel that is called so."""
    (found,) = (each for each in axes.collections if each.get_label() == name)
    return {(float(x), float(y)) for path in found.get_paths() for x, y in np.asarray(path.vertices)}


def bars(axes: Axes) -> list[Rectangle]:
    """The bars of a panel."""
    return [each for box in axes.containers for each in box.get_children() if isinstance(each, Rectangle)]


def test_a_chance_that_is_unknown_is_not_below_one_in_a_hundred() -> None:
    """Without errors to draw nothing is said of the years ahead, above the panel, in it and below."""
    one = draws("shipped")
    nothing = replace(one.block.tallies[0], p_short=np.full_like(one.block.tallies[0].p_short, np.nan))
    unknown = replace(one, block=replace(one.block, tallies=(nothing,)))
    shown = texts(lettered(lambda lang: fan_chart(unknown, lang), "zh").figure)
    said = [each.get_text().replace("\n", "") for each in shown]
    assert sum("在校生记录太短" in each for each in said) == len(one.stages)
    assert said.count("不知道") == len(one.stages)
    assert not any("不到 1%" in each or "各年都不缺" in each for each in said)


def test_a_small_panel_keeps_its_names() -> None:
    """A long name of an area is folded, and neither it nor the stage is cut."""
    area = "柳林乡（含原白杨、石门两乡）"
    told = panel_name(area, "primary", "zh", 22).split("\n")
    assert ("".join(told[:-1]), told[-1]) == (area, "小学")
    assert all(cell_len(line) <= 22 for line in told)
    assert panel_name("东区", "primary", "zh", 22) == "东区 · 小学"


@needs_chinese
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_lettered_inside_its_picture(kind: str, case: str, lang: str) -> None:
    """All characters are in the chosen file, nothing reaches beyond the edge, and titles do not lie on legends."""
    drawn = picture(kind, case, lang)
    assert (drawn.lang, drawn.missing) == (lang, frozenset())
    width, height = drawn.figure.bbox.width, drawn.figure.bbox.height
    for each in texts(drawn.figure):
        face = each.get_fontproperties().get_file()
        assert isinstance(face, FontPath), each.get_text()
        assert lacking(each.get_text(), face) == set()
        box = each.get_window_extent()
        assert box.x0 >= 0, each.get_text()
        assert box.y0 >= 0, each.get_text()
        assert box.x1 <= width, each.get_text()
        assert box.y1 <= height, each.get_text()
    legend = drawn.figure.legends[0].get_window_extent()
    assert all(axes.get_window_extent().y1 <= legend.y0 for axes in drawn.figure.axes)


@pytest.mark.parametrize("case", CASES)
def test_seats_and_demand_are_those_of_the_engine(case: str) -> None:
    """The steps, the line and the band of each panel of `gap`, and the lines of `demand`."""
    shown = scene(case)
    by_gap, (by_demand,) = gap_chart(shown, "en").axes, demand_chart(shown, "en").axes
    for axes, stage in zip(by_gap, shown.stages, strict=True):
        rows = shown.found.rows(stages=[stage], areas=shown.areas)
        held = shown.held.found.rows(stages=[stage], areas=shown.areas) if shown.held else None
        assert line(axes, "seats as planned" if held else "seats")[::2] == [row.seats for row in rows]
        if held:
            assert line(axes, "seats on record as open")[::2] == [row.seats for row in held]
        assert line(axes, "demand") == [row.demand for row in rows]
        assert line(by_demand, stage) == [row.demand for row in rows]
        band = corners(axes, "80% band of demand")
        for year in shown.years:
            edge = shown.bands.band(year, shown.areas[0], stage) if shown.bands else None
            assert edge is None or {(year, edge.low), (year, edge.high)} <= band


def test_openings_are_the_rows_of_the_ledger() -> None:
    """In each year the schools that open and their seats, which are what the steps go up by."""
    shown = scene("shipped")
    for stage in shown.stages:
        rows = shown.found.rows(stages=[stage])
        found = openings(shown, "中心城区", stage)
        for before, row in pairwise(rows):
            assert found.get(row.year, ([], 0.0))[1] == row.seats - before.seats
    assert len(openings(shown, "中心城区", "middle")[2022][0]) == 1


def test_bars_of_the_ledger_add_up_to_its_running_sum() -> None:
    """Above, each year's bars are what the seats grow by; below, the sum is the seats less those in use before."""
    shown = scene("shipped")
    above, below = ledger_chart(shown, "en").axes
    found = shown.found
    planned = sum(found.seats[stage][:, 0].sum(axis=1) - found.base[stage][0] for stage in shown.stages)
    assert line(below, "running sum (seats)")[::2] == pytest.approx(np.asarray(planned).tolist())
    grown = dict.fromkeys(shown.years, 0.0)
    for each in bars(above):
        grown[round(each.get_x() + each.get_width() / 2)] += each.get_height()
    assert list(grown.values())[1:] == pytest.approx(np.diff(np.asarray(planned)).tolist())


def test_bars_of_the_pyramid_are_the_people_of_the_year() -> None:
    """Men to the left and women to the right, age by age, together the residents."""
    shown = scene("shipped", 2025)
    (axes,) = pyramid_chart(shown, "en").axes
    widths = [each.get_width() for each in bars(axes) if each.get_width()]
    ages = shown.found.projection.people.shape[3]
    found = shown.found.projection.people[5, 0] * shown.found.scopes[0]
    assert widths == pytest.approx([*(-found[0]), *found[1]])
    assert len(widths) == 2 * ages
    assert sum(map(abs, widths)) == pytest.approx(shown.found.residents[5, 0])


@pytest.mark.parametrize("case", CASES)
def test_the_fan_has_the_quantiles_of_simulate(case: str) -> None:
    """Middle and edges of the balance, and below them how likely a shortage is."""
    shown = draws(case)
    axes = fan_chart(shown, "en").axes
    (one,) = shown.block.tallies
    years = len(shown.years)
    for n in range(len(shown.stages)):
        of_stage = one.quantiles[QUANTITIES.index("balance"), :, n * years : (n + 1) * years]
        assert line(axes[n], "median") == of_stage[1].tolist()
        fan = corners(axes[n], "10–90% of draws")
        assert {(y, v) for edge in of_stage[::2].tolist() for y, v in zip(shown.years, edge, strict=True)} <= fan
        heights = [each.get_height() / 100 for each in bars(axes[len(shown.stages) + n])]
        assert heights == pytest.approx(one.p_short[n * years : (n + 1) * years].tolist())


@pytest.mark.parametrize("case", CASES)
def test_the_fan_has_the_balance_at_both_ends_of_the_band_of_gap(case: str) -> None:
    """Two dashed lines over the years that are forecasts, one name for both; what they are stands below."""
    shown = draws(case)
    figure = fan_chart(shown, "en")
    for n, stage in enumerate(shown.stages):
        rows = shown.found.rows(shown.years, [stage])
        values = [band_record(row, shown.bands.band(row.year, row.area, stage)) for row in rows if shown.bands]
        dashed = [each for each in figure.axes[n].get_lines() if each.is_dashed()]
        for edge, key in zip(dashed, ("balance_low", "balance_high"), strict=True):
            ends = {row.year: one[key] for row, one in zip(rows, values, strict=True) if one[key] is not None}
            xs, ys = (np.asarray(each).tolist() for each in (edge.get_xdata(), edge.get_ydata()))
            assert dict(zip(xs, ys, strict=True)) == ends
        assert dashed[0].get_label() == "80% band of the balance (seats as planned)"
    assert any("Dashed: " in each.get_text() for each in figure.findobj(Text) if isinstance(each, Text))


def test_years_on_record_are_marked() -> None:
    """Only years with pupils on record have a mark, and where none are on record there is none."""
    found = assess(*read_project(str(TOP / "examples/small_city/plan.yaml"), (), str(TOP / "examples/pupils")))
    shown = Scene(found, ["东区"], ["primary"], list(found.years))
    (axes,) = demand_chart(shown, "en").axes
    (marks,) = (each for each in axes.get_lines() if each.get_label() == "pupils on record")
    assert np.asarray(marks.get_xdata()).tolist() == list(found.grounds("东区", "primary").known)
    (none,) = demand_chart(scene("shipped"), "en").axes
    assert all(each.get_label() != "pupils on record" for each in none.get_lines())


def hostile_plan(folder: Path) -> Path:
    """The small city with names that would be markup or formulas elsewhere."""
    text = (TOP / "examples/small_city/plan.yaml").read_text(encoding="utf-8")
    names = iter(HOSTILE * 20)
    text = re.sub(r"name: [^,}\n]+", lambda _: f"name: '{next(names)}'", text)
    text = re.sub(r"^plan: .*$", lambda _: f"plan: '{' '.join(HOSTILE[:4])}'", text, flags=re.MULTILINE)
    text = re.sub(
        r"^population: .*$", f"population: {TOP / 'examples/small_city/population'}", text, flags=re.MULTILINE
    )
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_text(tmp_path: Path, kind: str) -> None:
    """Markup and formulas in names are drawn as they are written, and are no markup in an SVG."""
    plan, more = hostile_plan(tmp_path), ["--draws", "20"] if kind == "fan" else []
    path = tmp_path / "x.svg"
    done = run("chart", kind, "--plan", plan, *more, "--output", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "<script" not in path.read_text(encoding="utf-8")
    if kind == "gap":
        found = assess(*read_project(str(plan), (), None))
        shown = Scene(found, ["东区"], [each.name for each in found.stages], list(found.years))
        drawn = lettered(lambda lang: gap_chart(shown, lang), "zh").figure
        said = texts(drawn)
        assert all(not each.get_parse_math() for each in said)
        assert any("$x^2$" in each.get_text() for each in said)


def test_a_character_without_a_shape_becomes_a_question_mark() -> None:
    """Without Chinese the picture is in English, and names of which the face has nothing are question marks."""
    drawn = lettered(builder("demand", "shipped"), "zh", [PLAIN])
    assert drawn.lang == "en"
    assert set("中心城区") <= drawn.missing
    assert any(each.get_text() == "????" for each in texts(drawn.figure))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_not_empty_and_has_the_same_bytes_twice(tmp_path: Path, kind: str) -> None:
    """PNG with ink and a clean edge; SVG and PDF, which differ by kind in nothing but what is drawn, without dates."""
    more = ["--draws", "20"] if kind == "fan" else []
    for one, other in (("a.png", "b.png"), ("a.svg", "b.svg"), ("a.pdf", "b.PDF"))[: 3 if kind == "gap" else 1]:
        for name in (one, other):
            assert run("chart", kind, "--stage", "primary", *more, "--output", tmp_path / name).returncode == 0
        assert (tmp_path / one).read_bytes() == (tmp_path / other).read_bytes()
    dots = imread(tmp_path / "a.png")
    ink = np.asarray((dots[:, :, :3] < 0.9).any(axis=2))
    assert dots.shape[1] >= PAGE * 150 - 1
    assert 0.01 < ink.mean() < 0.6
    assert not np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]]).any()


LEAVING = """plan: 试
area: 中心城区
years: [2021, 2025]
opening_lag: 1
base_seats: {year: 2020, seats: {kindergarten: 24000, primary: 50000, middle: 22000}, basis: assumed}
schools:
  - {id: a, name: 新一小, type: primary, planned: 2021, seats: {primary: 1620}, closes: 2030}
  - {id: b, name: 北校迁建, type: primary, planned: 2022, opens: 2024, removes: {primary: 1080}}
  - {id: c, name: 东幼, type: kindergarten, planned: 2022, seats: {kindergarten: 360}, until: 2026}
  - {id: d, name: 配建园, type: estate_kindergarten, planned: 2023, seats: {kindergarten: 450}}
  - id: e
    name: 九年校
    type: nine_year
    planned: 2023
    seats: {primary: 900, middle: 600}
    convert: [{year: 2028, from: primary, to: middle, seats: 450}]
  - {id: f, name: 二小, type: primary, planned: 2023, seats: {primary: 700}, closes: 2030}
"""


def leaving(folder: Path) -> Scene:
    """A plan in which seats go in every way."""
    (folder / "plan.yaml").write_text(LEAVING, encoding="utf-8")
    found = assess(*read_project(str(folder / "plan.yaml"), (), None))
    return Scene(found, ["中心城区"], [each.name for each in found.stages], list(found.years))


def test_closings_are_drawn_and_labelled_as_openings_are(tmp_path: Path) -> None:
    """What closes, ends, is removed or converted has its mark, its seats and its name or number of schools."""
    shown = leaving(tmp_path)
    primary = {2024: (["b"], -1080.0), 2030: (["a", "f"], -2320.0)}
    assert closings(shown, "中心城区", "primary") == primary
    assert closings(shown, "中心城区", "kindergarten") == {2027: (["c"], -360.0)}
    assert openings(shown, "中心城区", "middle") == {2024: (["e"], 600.0)}
    assert conversions(shown, "中心城区", "middle") == {2028: (["e"], 450.0)}
    assert conversions(shown, "中心城区", "primary") == {2028: (["e"], -450.0)}
    figure = lettered(lambda lang: gap_chart(shown, lang), "zh").figure
    said = {each.get_text() for each in texts(figure)}
    assert {"+1,600\n2 所\n−1,080\n北校迁建", "−450\n九年校", "−2,320\n2 所撤", "−360\n东幼", "+450\n九年校"} <= said
    _, crowded, roomy = figure.axes
    marks = {each.get_marker(): len(np.asarray(each.get_xdata())) for each in crowded.get_lines()}
    assert (marks["^"], marks["v"], marks["D"]) == (2, len(primary), 1)
    low, high = crowded.get_ylim()
    assert low / high < roomy.get_ylim()[0] / roomy.get_ylim()[1]
    added = lettered(lambda lang: ledger_chart(shown, lang), "zh").figure
    assert {"2,650", "−1,080", "−2,320", "−450"} <= {each.get_text() for each in texts(added)}


def test_a_stage_has_one_colour_in_every_picture(tmp_path: Path) -> None:
    """Lines of demand, seats that come and go, the fan of its balance."""
    shown = leaving(tmp_path)
    colours = {to_hex(each.get_facecolor()) for each in bars(ledger_chart(shown, "zh").axes[0])}
    assert colours == {shown.colour(stage) for stage in shown.stages} == {colour_of(n) for n in range(3)}
    fans = [axes.get_lines()[0].get_color() for axes in fan_chart(draws("shipped"), "en").axes[:3]]
    assert fans == [colour_of(n) for n in range(3)]
    lines = demand_chart(shown, "zh").axes[0].get_lines()
    assert [each.get_color() for each in lines if each.get_label() == "小学"] == [shown.colour("primary")]


def test_a_panel_without_any_chance_of_shortage_says_so() -> None:
    """Nought throughout is said: an empty panel could be a fault."""
    one = draws("shipped")
    never = replace(one.block.tallies[0], p_short=one.block.tallies[0].p_short * 0)
    quiet = replace(one, block=replace(one.block, tallies=(never,)))
    said = [each.get_text() for each in texts(lettered(lambda lang: fan_chart(quiet, lang), "zh").figure)]
    assert said.count("各年都不缺：可能为 0%") == len(one.stages)
    assert any(each.p_short.any() for each in one.block.tallies)


@needs_chinese
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", [*KINDS, "plain", "key"])
def test_pictures_read_at_the_width_of_a_printed_page(kind: str, lang: str) -> None:
    """Pictures are as wide as it is, no letter is smaller than 8 points, and no text of a panel lies on another."""
    shown = scene("shipped")
    own = {
        "plain": lambda lang: plain_gap(replace(shown, stages=["middle"]), lang),
        "key": lambda lang: key_gap(shown, [("中心城区", stage) for stage in shown.stages], lang),
    }
    figure = (lettered(own[kind], lang) if kind in own else picture(kind, "shipped", lang)).figure
    assert figure.get_figwidth() == PAGE
    said = texts(figure)
    assert min(float(each.get_fontsize()) for each in said) >= SMALLEST
    boxes = [(each.get_text(), each.get_window_extent()) for each in said]
    for n, (text, box) in enumerate(boxes):
        for other, beside in boxes[:n]:
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            down = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert across <= 1 or down <= 2, (text, other)


@pytest.mark.parametrize("day", [None, date(2022, 10, 1), date(2026, 11, 28), date(2033, 10, 1), date(2050, 1, 1)])
@pytest.mark.parametrize("case", CASES)
def test_every_panel_tells_the_tightest_year_that_the_answer_tells(case: str, day: date | None) -> None:
    """The year and the balance of `gap`'s conclusion, in every picture of a stage; of a plan that is over its last
    year; shortages before are told as past."""
    shown = replace(scene(case), today=day)
    found, area = shown.found, shown.areas[0]
    large = {stage: plain_gap(replace(shown, stages=[stage]), "en").axes[0] for stage in shown.stages}
    small = key_gap(shown, [(area, stage) for stage in shown.stages], "en").axes
    for stage, above, beside in zip(shown.stages, gap_chart(shown, "en").axes, small, strict=True):
        ahead = Ahead.of(found, found.rows(shown.years, [stage], [area]), shown.bands, day)
        (one,) = cards(ahead)
        balance = f"{'short' if one.tightest.balance < 0 else 'spare'} {abs(one.tightest.balance):,}"
        told = f"{one.tightest.year}: {balance}" if ahead.over else f"ahead, tightest {one.tightest.year}: {balance}"
        assert beside.get_title(loc="left").splitlines()[-1] == told.removeprefix("ahead, ")
        for axes in (above, large[stage]):
            (words,) = (each.get_text() for each in axes.texts if "peak demand " in each.get_text())
            assert words.split(" · ")[0] == told
            worst = min((row for row in ahead.past), key=lambda row: row.balance, default=None)
            before = f"before: short {-worst.balance:,} ({worst.year})" if worst and worst.balance < 0 else ""
            assert (words.split(" · ")[1:-1] or [""]) == [before]


def test_the_tightest_year_of_a_panel_is_that_of_the_least_balance(tmp_path: Path) -> None:
    """As in the table of `gap`, also where another year lacks most if demand is high: the middle schools of a county
    that is even in 2026 have least to spare in 2028."""
    assert run("new", "p", "--census-area", "夏县", "--base-year", "2026", cwd=tmp_path).returncode == 0
    found = assess(*read_project(str(tmp_path / "p" / "plan.yaml")))
    shown = Scene(found, found.areas, ["middle"], list(found.known), bands_asked(found), today=date(2026, 11, 28))
    ahead = Ahead.of(found, found.rows(shown.years, ["middle"]), shown.bands, shown.today)
    (one,), tight = prospects(ahead), min(ahead.rows, key=lambda row: row.balance)
    assert one.row.year != tight.year
    assert (
        key_gap(shown, [(found.areas[0], "middle")], "en")
        .axes[0]
        .get_title(loc="left")
        .endswith(f"tightest {tight.year}: spare {tight.balance:,}")
    )
    words = [each.get_text() for each in plain_gap(shown, "en").axes[0].texts]
    assert any(each.startswith(f"ahead, tightest {tight.year}: spare {tight.balance:,}") for each in words)


def test_the_command_draws_what_lies_ahead_of_the_day_of_its_run(tmp_path: Path) -> None:
    """As `gap` does: another day, another picture."""
    found = []
    for n, day in enumerate((date(2022, 10, 1), date(2026, 11, 28))):
        seconds = str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
        path = tmp_path / f"{n}.png"
        assert run("chart", "gap", "--stage", "primary", "--output", path, SOURCE_DATE_EPOCH=seconds).returncode == 0
        found.append(path.read_bytes())
    assert found[0] != found[1]


@needs_chinese
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["gap", "plain", "key"])
def test_no_word_is_cut_at_the_edge_of_a_picture_however_many_schools_are_counted(kind: str, lang: str) -> None:
    """The line on what is on record as open among the rest."""
    shown = scene("shipped")
    assert shown.held
    shown = replace(shown, held=replace(shown.held, counted=123456, unknown=654321))
    draw: Callable[[str], Figure] = {
        "gap": lambda lang: gap_chart(shown, lang),
        "plain": lambda lang: plain_gap(replace(shown, stages=["primary"]), lang),
        "key": lambda lang: key_gap(shown, [("中心城区", stage) for stage in shown.stages], lang),
    }[kind]
    figure = lettered(draw, lang).figure
    for each in texts(figure):
        box = each.get_window_extent()
        assert min(box.x0, box.y0) >= 0, each.get_text()
        assert (box.x1 <= figure.bbox.width, box.y1 <= figure.bbox.height) == (True, True), each.get_text()
    counted = any("123,456" in each.get_text() for each in texts(figure))
    assert counted == (kind != "key")


@pytest.mark.parametrize("kind", ["gap", "demand", "ledger"])
def test_one_year_alone_is_drawn(kind: str) -> None:
    """Seats, demand, band and sum have a width, or a mark, and names stand beside them."""
    shown = scene("shipped", 2025)
    figure = {"gap": gap_chart, "demand": demand_chart, "ledger": ledger_chart}[kind](shown, "en")
    lines = [each for axes in figure.axes for each in axes.get_lines() if not str(each.get_label()).startswith("_")]
    assert all(len(np.asarray(each.get_xdata())) > 1 or each.get_marker() not in ("", "None") for each in lines)
    if kind == "gap":
        for axes in figure.axes:
            assert surface(axes, "80% band of demand") > 0
            right = max(
                float(np.max(each.get_xdata())) for each in axes.get_lines() if "seats" in str(each.get_label())
            )
            assert min(each.get_position()[0] for each in axes.texts if each.get_text() in ("planned", "open")) > right


def test_planned_and_on_record_are_a_pair_where_they_differ() -> None:
    """Solid on record, dashed planned, named where they end; the caption counts; without doubt there is one line."""
    shown = scene("shipped")
    figure = picture("gap", "shipped", "zh").figure
    for axes in figure.axes:
        dashed = {each.get_label(): each.is_dashed() for each in axes.get_lines()}
        assert dashed["可用学位（按方案）"]
        assert not dashed["可用学位（已确认投用）"]
        assert {"方案", "已投用", "需求"} <= {each.get_text() for each in axes.texts}
    told = "已确认投用 0 所，1 所有进度记录或写了阶段、尚未投用（在建等），31 所无进度记录"
    assert any(told in each.get_text().replace("\n", "") for each in texts(figure))
    alone = gap_chart(replace(shown, held=None), "zh")
    assert all({"学位", "需求"} <= {each.get_text() for each in axes.texts} for axes in alone.axes)
    assert not any("已确认投用" in each.get_text() for each in alone.findobj(Text) if isinstance(each, Text))


def surface(axes: Axes, name: str) -> float:
    """Seats × years of the surfaces of a panel that are called so."""
    areas = 0.0
    for path in (path for each in axes.collections if each.get_label() == name for path in each.get_paths()):
        x, y = np.asarray(path.vertices).T
        areas += abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
    return areas


@pytest.mark.parametrize("case", CASES)
def test_surfaces_have_the_edges_of_steps_and_line(case: str) -> None:
    """Short less spare is what lies below the line of demand less what lies below the steps of seats: no notch."""
    shown = scene(case)
    for axes, stage in zip(gap_chart(shown, "en").axes, shown.stages, strict=True):
        rows = shown.found.rows(stages=[stage], areas=shown.areas)
        weights = np.array([0.5, *[1.0] * (len(rows) - 2), 0.5])
        by_line = np.trapezoid([row.demand for row in rows])
        by_steps = float(weights @ [row.seats for row in rows])
        assert surface(axes, "shortage") - surface(axes, "surplus") == pytest.approx(by_line - by_steps, abs=1)


def test_years_that_may_be_short_are_hatched_and_named() -> None:
    """Where seats are enough for the demand but not for the high end of its band, and nowhere else."""
    found = assessed("counties")
    bands = bands_asked(found)
    shown = Scene(found, ["永济市"], ["middle"], list(found.known), bands)
    (axes,) = gap_chart(shown, "en").axes
    rows = found.rows(stages=["middle"], areas=["永济市"])
    high = {row.year: bands.band(row.year, row.area, row.stage) for row in rows} if bands else {}
    found_short = [row.year for row in rows if (band := high[row.year]) and row.demand <= row.seats < round(band.high)]
    assert found_short == [2033]
    assert surface(axes, "may be short, if demand is high") > 0
    xs = [x for x, _ in corners(axes, "may be short, if demand is high")]
    assert 2032.5 <= min(xs) < max(xs) <= 2033.5
    assert "may be short 2033" in {each.get_text() for each in axes.texts}
    bare = gap_chart(replace(shown, bands=None), "en").axes[0]
    assert "may be short, if demand is high" not in {each.get_label() for each in bare.collections}


def test_a_rule_stands_before_the_first_year_that_is_a_forecast() -> None:
    """With its words at one area; none where only such years are shown, or none."""
    figure = gap_chart(scene("shipped"), "zh")
    for axes in figure.axes:
        assert "2024 起为预测" in {each.get_text() for each in axes.texts}
        assert any(set(np.asarray(each.get_xdata()).tolist()) == {2023.5} for each in axes.get_lines())
    for years in ((2020, 2021), (2026, 2027)):
        said = {each.get_text() for axes in gap_chart(scene("shipped", *years), "zh").axes for each in axes.texts}
        assert not any("起为预测" in each for each in said)


def test_a_legend_promises_a_band_only_where_there_is_one() -> None:
    """Years on record alone have none."""
    for kind, draw in (("demand", demand_chart), ("gap", gap_chart)):
        few, many = lettered(partial(draw, scene("shipped", 2020, 2021)), "en"), picture(kind, "shipped", "en")
        said = [each.get_text() for each in texts(few.figure)]
        assert not any("band of demand" in each for each in said)
        assert any("80% band of demand" in each.get_text() for each in texts(many.figure))


def test_bars_in_the_terminal_show_the_band_that_is_asked_for() -> None:
    """Both ends of the balance a year, the years that may be short in a sentence; without a band as before."""
    asked = [
        "gap",
        "--format",
        "chart",
        "--plan",
        str(COUNTIES),
        "--area",
        "永济市",
        "--stage",
        "middle",
        "--lang",
        "en",
    ]
    plain, wide = run(*asked), run(*asked, "--band", "95")
    assert "band" not in plain.stdout
    assert "95% band of balance" in wide.stdout
    assert "short 965–spare 1,851" in wide.stdout
    assert "May be short if demand is high: 2033." in wide.stdout
    assert max(map(cell_len, wide.stdout.splitlines())) <= 80


MANY = ("绛县", "夏县", "闻喜县", "稷山县", "河津市", "永济市", "芮城县")
SEVEN = [word for area in MANY for word in ("--area", area)]
REFUSED = [
    (["gapp", "--output", "x.png"], "Did you mean gap?"),
    (["gap", "--output", "x.jpg"], "cannot write x.jpg: this command writes .png .svg .pdf"),
    (["gap"], "--output"),
    (["gap", "--year", "2025", "--output", "x.png"], "goes with pyramid, map only"),
    (["gap", "--draws", "9", "--output", "x.png"], "goes with fan only"),
    (["fan", "--draws", "100001", "--output", "x.png"], "1<=x<=100000"),
    (["fan", "--band", "50", "--output", "x.png"], "goes with gap, demand only"),
    (["pyramid", "--from", "2025", "--output", "x.png"], "use --year"),
    (["gap", "--stage", "primry", "--output", "x.png"], "Did you mean primary?"),
    (["gap", "--plan", str(COUNTIES), "--output", "x.png", *SEVEN], "at most 6 areas (found 7)"),
    (["fan", "--plan", str(COUNTIES), "--output", "x.png"], "at most 6 areas (found 12)"),
]


@pytest.mark.parametrize(("words", "told"), REFUSED)
def test_what_cannot_be_drawn_is_refused(tmp_path: Path, words: list[str], told: str) -> None:
    """Exit 2 with a sentence, and no file."""
    done = run("chart", *words, "--lang", "en", cwd=tmp_path)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_of_many_areas_the_tightest_are_drawn_and_the_rest_is_said() -> None:
    """The largest shortages ahead first, how many are left out and the option that draws them; the notes name no file
    and no key; the picture is no longer than two pages are wide."""
    found = assess(*read_project(str(COUNTIES)))
    stages, day = [each.name for each in found.stages], date(2026, 11, 28)
    areas = tightest_areas(found, stages, list(found.known), day, MOST_AREAS)
    least = {area: min(row.balance for row in found.rows(range(2027, 2036), areas=[area])) for area in found.areas}
    assert areas == sorted(found.areas, key=least.__getitem__)[:6]
    shown = Scene(
        found,
        areas,
        stages,
        list(found.known),
        bands_asked(found),
        today=day,
        left=[each for each in found.areas if each not in areas],
    )
    figure = lettered(lambda lang: gap_chart(shown, lang), "en").figure
    (key,) = figure.legends
    assert "6 tightest of 12 areas" in " ".join(key.get_title().get_text().split())
    caption = str(figure.get_supxlabel())
    told = " ".join(caption.split())
    assert all(area in told for area in shown.left)
    assert "--area NAME draws them (at most 6)" in told
    assert not re.search(r"\.csv|\.yaml|population\.|uncertainty", caption)
    assert figure.get_figheight() < 2.1 * figure.get_figwidth()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_demand_of_many_areas_is_that_of_the_six_that_want_most(lang: str) -> None:
    """The six with the most children wanting seats in a year, by hand; those left out are named."""
    found = assess(*read_project(str(COUNTIES)))
    stages, years = [each.name for each in found.stages], list(found.known)
    areas = most_wanted(found, stages, years, MOST_AREAS)
    wanted: dict[str, dict[int, int]] = {}
    for row in found.rows(years, stages):
        of_area = wanted.setdefault(row.area, {})
        of_area[row.year] = of_area.get(row.year, 0) + row.demand
    assert areas == sorted(wanted, key=lambda area: -max(wanted[area].values()))[:6]
    left = [each for each in found.areas if each not in areas]
    figure = demand_chart(Scene(found, areas, stages, years, left=left), lang)
    told = " ".join(str(figure.get_supxlabel()).split())
    assert len(left) == 6
    assert all(area in told.replace(" ", "") for area in left)
    (key,) = figure.legends
    assert ("需求最多的 6 个" if lang == "zh" else "the 6 largest of 12 areas") in " ".join(
        key.get_title().get_text().split()
    )


def test_the_command_draws_the_demand_of_many_areas(tmp_path: Path) -> None:
    """It is not refused where nobody asked for more areas than a picture holds."""
    done = run("chart", "demand", "--plan", COUNTIES, "--output", tmp_path / "demand.png", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demand.png").stat().st_size > 10_000


@pytest.mark.parametrize("kind", ["gap", "demand", "pyramid", "fan", "map"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_years_beyond_the_forecast_are_told_below_the_picture(tmp_path: Path, kind: str, lang: str) -> None:
    """As `gap --to` does, without a key; not where the years drawn end before."""
    found = assess(*read_project(str(county(tmp_path))), horizon=2038)
    stages, areas = [each.name for each in found.stages], list(found.areas)[:1]
    beyond = "2036 年起超出预测末年 2035：" if lang == "zh" else "From 2036 on is beyond 2035, the last year"
    for last, told in ((2038, True), (2035, False)):
        years = [last] if kind in ("pyramid", "map") else list(range(found.known.start, last + 1))
        figure = of_kind(kind, Scene(found, areas, stages, years), lang)
        caption = " ".join(str(figure.get_supxlabel()).split())
        assert (beyond in caption) == told, caption
        assert "horizon in" not in caption


def of_kind(kind: str, shown: Scene, lang: str) -> Figure:
    """A picture of a kind of what is shown."""
    if kind == "map":
        places = map_places(shown.found, None, (), shown.areas)
        assert places is not None
        return map_chart(MapScene(shown, places), lang)
    if kind == "fan":
        asked = of_areas(shown.found.plan, shown.areas)
        people, sampling = shown.found.population, Sampling(20, 1, shown.years[-1])
        block = answer(Task(0, asked, people, sampling))
        return fan_chart(Draws(asked, sampling, block, shown.stages, shown.years, shown.found, None), lang)
    draw = {"gap": gap_chart, "demand": demand_chart, "pyramid": pyramid_chart}[kind]
    return draw(shown, lang)


def test_a_legend_names_the_seats_once_for_every_look() -> None:
    """Beside panels where the plan and the record differ, seats that are the same in both are those on record: no third
    name for a line that looks like theirs."""
    found = assess(*read_project(str(TOP / "examples/small_city/plan.yaml")))
    areas, stages, years = list(found.areas), [each.name for each in found.stages], list(found.known)
    shown = Scene(found, areas, stages, years, held=held_of(found, stages, areas))
    alike = [shown.held_seats(area, stage, years) is None for area in areas for stage in stages]
    assert {*alike} == {True, False}
    (key,) = gap_chart(shown, "zh").legends
    names = [text.get_text() for text in key.get_texts() if "可用学位" in text.get_text()]
    assert sorted(names) == ["可用学位（已确认投用）", "可用学位（按方案）"]


def test_a_long_legend_takes_nothing_from_small_panels() -> None:
    """English names fill more rows of the legend, and lines below it wrap: the panels stay as high."""
    found = assess(*read_project(str(TOP / "examples/small_city/plan.yaml")))
    places = [(area, "primary") for area in found.areas]
    shown = Scene(found, found.areas, ["primary"], list(found.known), bands_asked(found), today=date(2026, 11, 28))
    high = {}
    for lang in ("zh", "en"):
        figure = lettered(lambda lang: key_gap(shown, places, lang), lang).figure
        figure.draw_without_rendering()
        high[lang] = figure.axes[0].get_position().height * figure.get_figheight()
    assert high["en"] > 0.85 * high["zh"] > 0.5


def test_without_matplotlib_it_says_what_to_install(tmp_path: Path) -> None:
    """Exit 2 with the extra's name."""
    from program import poorer

    done = poorer("sys.modules['matplotlib'] = None", "chart", "gap", "--output", tmp_path / "x.png")
    assert done.returncode == 2
    assert install("charts") in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("width", [40, 60, 80, 132])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bars_in_the_terminal_keep_to_its_width(width: int, lang: str) -> None:
    """No line is wider, wide characters counted as two, and every figure of the engine stands there."""
    rows = assessed("shipped").rows()
    told = quick(rows, ["单位：" + "很长的话" * 40], lang, width=width)
    assert max(map(cell_len, told.splitlines())) <= width
    assert all(f"{row.seats:,}" in told and f"{row.demand:,}" in told for row in rows)
    assert ("缺 1,518" if lang == "zh" else "short 1,518") in told


def test_a_console_without_blocks_gets_other_signs() -> None:
    """Where an encoding lacks them nothing ends in a traceback; a pipe is 80 columns wide, and COLUMNS is obeyed."""
    done = run("gap", "--format", "chart", "--lang", "en", PYTHONUTF8="0", PYTHONIOENCODING="utf-8")
    assert max(map(cell_len, done.stdout.splitlines())) == 80
    assert "█" in done.stdout
    narrow = run("gap", "--format", "chart", COLUMNS="60")
    assert max(map(cell_len, narrow.stdout.splitlines())) <= 60
    plain = run("gap", "--format", "chart", "--lang", "en", PYTHONIOENCODING="ascii")
    assert plain.returncode == 0
    assert "###" in plain.stdout


def test_folded_text_keeps_every_character() -> None:
    """Lines of a caption together are the text, and a line begins with no closing mark."""
    text = "生育取中、净迁入取中（2023 年后为假设）；seats of a plan，" * 5
    lines = folded(text, 30).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(each) <= 32 and each[0] not in "，。；：、）" for each in lines)


# colours and conclusions


def handles(figure: Figure) -> dict[str, set[str]]:
    """The colours that the legend has for each thing."""
    from matplotlib.colors import to_hex
    from matplotlib.lines import Line2D

    (legend,) = figure.legends
    found: dict[str, set[str]] = {}
    for row in legend._legend_box.findobj(lambda each: hasattr(each, "_children") and len(each.get_children()) == 2):  # type: ignore[attr-defined]
        sign, text = row.get_children()
        words = [each.get_text() for each in text.findobj(Text)]
        parts = [each for each in sign.findobj() if isinstance(each, (Line2D, Rectangle))]
        if len(words) == 1 and parts:
            colours = (each.get_color() if isinstance(each, Line2D) else each.get_facecolor() for each in parts)
            found.setdefault(words[0], set()).update(to_hex(each) for each in colours)
    return found


@pytest.mark.parametrize(
    ("kind", "name"), [("demand", "80% band of demand"), ("fan", "10–90% of draws"), ("fan", "median")]
)
def test_a_legend_has_every_colour_that_a_thing_is_drawn_in(kind: str, name: str) -> None:
    """What has the colour of its stage stands in the legend in the colours of all stages, and in no other."""
    stages = {colour_of(n) for n in range(3)}
    assert handles(picture(kind, "shipped", "en").figure)[name] == stages


def test_what_is_planned_alone_is_dashed_and_is_no_surplus() -> None:
    """The running sum of the ledger counts what is planned: no solid line, and no surface of surplus."""
    below = ledger_chart(scene("shipped"), "zh").axes[1]
    (sum_,) = (each for each in below.get_lines() if each.get_label() == "累计（学位）")
    assert sum_.is_dashed()
    assert not below.collections


def test_every_picture_begins_with_a_conclusion() -> None:
    """The peaks of demand, the seats added in all and the year of most, the likeliest shortage of the forecast."""
    shown = scene("shipped")
    rows = shown.found.rows(areas=shown.areas)
    words = " ".join(each.get_text() for each in demand_chart(shown, "zh").axes[0].texts)
    for stage in ("kindergarten", "primary", "middle"):
        peak = max((row for row in rows if row.stage == stage), key=lambda row: row.demand)
        assert f"{peak.demand:,}（{peak.year}）" in words
    words = " ".join(each.get_text() for each in ledger_chart(shown, "zh").axes[0].texts)
    by_year: dict[int, float] = {}
    for of_kind in added(shown, shown.areas[0]).values():
        for year, n in of_kind.items():
            by_year[year] = by_year.get(year, 0) + n
    most = max(by_year, key=lambda year: by_year[year])
    assert f"到 {max(by_year)} 年共增 {sum(by_year.values()):,.0f}；{most} 年最多，{by_year[most]:,.0f}" in words
    drawn = draws("counties")
    (one,) = drawn.block.tallies
    axes = fan_chart(drawn, "zh").axes
    for n, stage in enumerate(drawn.stages):
        at = [cell for cell, _, year in cells(drawn.block, [stage], drawn.years)]
        ahead = {
            y: float(one.p_short[c])
            for c, y in zip(at, drawn.years, strict=True)
            if y > drawn.found.known_to(one.area, stage)
        }
        said = " ".join(each.get_text() for each in axes[n].texts)
        best = max(ahead.values())
        assert (f"{best:.0%}" in said and "预测" in said) if best >= 0.005 else "预测" in said
        if best >= 0.005:
            assert ahead[int(said[3:7])] == best


def test_a_conclusion_is_whole_where_areas_share_a_row() -> None:
    """Nothing of it is cut at three stages, in both languages."""
    found = assessed("counties")
    shown = Scene(found, ["永济市", "芮城县"], [each.name for each in found.stages], list(found.known), None)
    for lang in ("zh", "en"):
        for draw in (demand_chart, ledger_chart):
            assert not [each for axes in draw(shown, lang).axes for each in axes.texts if "…" in each.get_text()]


@pytest.mark.parametrize(
    ("plan", "areas"),
    [("small_city", ["东区"]), ("small_city", ["西区"]), ("counties", ["永济市"])],
)
def test_the_years_that_may_be_short_are_named_beside_their_hatch_and_on_no_line(plan: str, areas: list[str]) -> None:
    """Demand, its band and both kinds of seats pass above or below the words."""
    found = assess(*read_project(str(TOP / "examples" / plan / "plan.yaml"), (), None))
    stages = [each.name for each in found.stages]
    shown = Scene(found, areas, stages, list(found.known), bands_asked(found), held_of(found, stages, areas))
    figure = lettered(lambda lang: gap_chart(shown, lang), "en").figure
    figure.draw_without_rendering()
    named = 0
    for axes in figure.axes:
        hatched = [each for each in axes.collections if each.get_label() == "may be short, if demand is high"]
        words = [each for each in axes.texts if each.get_text().startswith("may be short")]
        assert len(words) == len(hatched)
        for each in words:
            named += 1
            box = each.get_window_extent().transformed(axes.transData.inverted())
            for one in axes.get_lines():
                if one.get_label() not in ("seats", "demand", "seats as planned", "seats on record as open"):
                    continue
                xs, ys = (np.asarray(part, dtype=float) for part in one.get_data())
                across = np.interp(np.linspace(box.x0, box.x1, 60), xs, ys)
                assert (across < box.y0).all() or (across > box.y1).all(), (areas, one.get_label())
    assert named


def test_a_picture_of_many_lines_is_higher_and_its_panels_are_not_lower() -> None:
    """As many inches as the lines take beyond those that its margin holds."""
    held = captioned_panel(8)
    full = captioned_panel(30)
    assert full[0] > held[0] + 2.5
    assert full[1] > 0.95 * held[1]


def captioned_panel(lines: int) -> tuple[float, float]:
    """Inches that a picture of a panel is high, and its panel, below so many lines."""
    figure, (axes,) = panels(1, 1, 2.0, 2.0)
    axes.plot([1, 2], [3, 4], label="seats")
    captioned(figure, "title", ["a line"] * lines, (), "seats")
    figure.draw_without_rendering()
    high = float(figure.get_figheight())
    return high, axes.get_position().height * high


def test_charts_name_the_stages_without_a_band_that_gap_names() -> None:
    """Both lists are one: of demand that is forecast, and has no band."""
    one = scene("shipped")
    assert one.bands is not None
    rows = one.found.rows(one.years, one.stages, one.areas)

    def told(bands: DemandBands) -> tuple[list[str], list[str]]:
        shown = replace(one, bands=bands)
        pairs = [(row, bands.band(row.year, row.area, row.stage)) for row in rows]
        lists = [each for each in gap_band_notes(bands, pairs, "en") if "no band" in each]
        return [each for each in band_lines(shown, "en") if "no band" in each], lists

    with pytest.MonkeyPatch.context() as patch:
        known = DemandBands.band
        patch.setattr(DemandBands, "band", lambda self, year, *cell: None if year == 2030 else known(self, year, *cell))
        charted, listed = told(one.bands)
    assert charted == listed
    assert any("2030" in each for each in listed)
