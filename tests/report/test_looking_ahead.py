"""Scenarios side by side are seen from the day of a report, small pictures name the years of what they hatch, and cards
say what a band would need."""

from __future__ import annotations

from datetime import date
from functools import cache

from xuewei.charts.gap import gap_chart, unsure_lines
from xuewei.charts.ledger import ledger_chart
from xuewei.charts.scene import Scene
from xuewei.charts.words import say as say_in_chart
from xuewei.cli.asked import bands_asked
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.assessment import Assessment, assess
from xuewei.model.rounding import whole
from xuewei.report.contents import Report
from xuewei.report.letter.document import past_words
from xuewei.report.page.page_file import given
from xuewei.tables.text import spans

from controls import moved

COUNTIES = "examples/counties/plan.yaml"
DAY = date(2026, 11, 28)


@cache
def counties() -> Assessment:
    """Twelve counties whose tightest years are past."""
    return assess(*read_project(COUNTIES))


def report(today: date = DAY) -> Report:
    """The counties with a scenario beside them."""
    found = counties()
    return Report([("base", found), ("高", moved(found, 1, "high", "high", None, ()))], list(found.years), None, today)


def test_the_table_of_scenarios_looks_ahead() -> None:
    """Its tightest, first and last short years come after the school year of the day; those before are said apart,
    with their years and the tightest of them in every scenario."""
    shown = report()
    assert shown.past == list(range(2020, 2027))
    assert len(shown.lines()) == 6
    for line in shown.lines():
        world = dict(shown.worlds)[line.scenario]
        totals = world.totals(world.rows(range(2027, 2036), [line.stage]))
        assert (line.worst_balance, line.worst_year) == min((each.netted, each.year) for each in totals)
        assert line.worst_year > 2026
        assert line.first_short is None or line.first_short > 2026
    before = shown.lines(shown.past)
    assert any(line.worst_year <= 2026 and line.worst_balance < 0 for line in before)
    told = past_words(shown, "zh")
    assert "2020–2026" in told
    assert all(f"{line.worst_year} 年" in told for line in before)


def test_a_plan_that_is_over_shows_its_last_year() -> None:
    """All others are past."""
    shown = report(date(2050, 1, 1))
    assert {line.worst_year for line in shown.lines()} == {2035}
    assert shown.past == list(range(2020, 2035))


def test_hatched_years_of_small_panels_are_named_below() -> None:
    """Each panel with some, by area and stage, and no other; a large panel names its own."""
    found = counties()
    bands = bands_asked(found)
    assert bands
    stages = [each.name for each in found.stages]
    shown = Scene(found, found.areas[:2], stages, list(found.years), bands, None, DAY)
    places = [(area, stage) for area in shown.areas for stage in stages]
    (line,) = unsure_lines(shown, places, "zh")
    for area, stage in places:
        rows = [(row, bands.band(row.year, area, stage)) for row in found.rows(None, [stage], [area])]
        unsure = [row.year for row, end in rows if end and row.balance >= 0 and whole(end.high) > row.seats]
        name = f"{area} · {named('stage', stage, 'zh')} "
        assert (name in line) == bool(unsure)
        assert not unsure or f"{name}{spans(unsure)}" in line
    below = gap_chart(shown, "zh").get_supxlabel().replace("\n", "")
    assert line.replace(" ", "")[:20] in below.replace(" ", "")
    assert unsure_lines(Scene(found, found.areas[:2], stages, list(found.years)), places, "zh") == []


def test_a_plan_without_projects_says_once_that_nothing_is_added() -> None:
    """As what its panel says, and nowhere else."""
    found = counties()
    shown = Scene(found, found.areas[:1], [each.name for each in found.stages], list(found.years))
    said = [each.get_text() for axes in ledger_chart(shown, "zh").axes for each in axes.texts]
    assert sum(say_in_chart("nothing", "zh") in each for each in said) == 1


def test_cards_say_what_a_band_lacks() -> None:
    """Every year that is forecast without a band has its reason, every one with a band none."""
    found = assess(*read_project("examples/district/plan.yaml"))
    bands = bands_asked(found)
    assert bands
    data = given(Report([("base", found)], list(found.years), bands, DAY), "zh")
    told = data["bands"]
    assert isinstance(told, dict)
    words = data["words"]
    assert isinstance(words, dict)
    places = [(stage.name, area) for stage in found.stages for area in found.areas]
    for n, (stage, area) in enumerate(places):
        for year, why in zip(found.known, told["reasons"][told["lacking"][n]], strict=True):
            assert (why is None) == (bands.band(year, area, stage) is not None)
            assert why is None or f"card.no_band.{why}" in words
            assert (why == "known") == (year <= found.known_to(area, stage))
    assert any(why == "errors" for row in told["reasons"] for why in row)
