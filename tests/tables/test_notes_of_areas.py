"""Notes speak of the areas that are shown, by their own figures, and of no other."""

from __future__ import annotations

import re

import pytest

from xuewei.charts.gap import gap_chart
from xuewei.charts.scene import Scene
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.tables.notes import notes

from inside import run
from program import TOP

PLAN = str(TOP / "examples/counties/plan.yaml")


@pytest.fixture(scope="module")
def counties() -> Assessment:
    """Twelve counties, each with its own census and none with a total after it."""
    return assess(*read_project(PLAN, (), None))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_notes_of_an_area_name_it_and_no_other(counties: Assessment, lang: str) -> None:
    """Under every single area, and under all of them the first."""
    for area in counties.areas:
        told = "\n".join(notes(counties, lang, told=counties.rows(areas=[area])))
        others = told.replace(area, "")  # one name may stand inside another
        assert not [each for each in counties.areas if each in others]
        assert told.count(area) >= 4
    assert counties.areas[0] in "\n".join(notes(counties, lang))


@pytest.mark.parametrize("words", [("gap",), ("gap", "--detail"), ("gap", "--by", "grade"), ("forecast",)])
def test_every_answer_for_an_area_keeps_to_it(words: tuple[str, ...], counties: Assessment) -> None:
    """The last area is the first to fall out of a folded list of all."""
    area = counties.areas[-1]
    shown = run(*words, "--plan", PLAN, "--area", area, COLUMNS="200").stdout
    others = [each for each in counties.areas if each != area and each in shown]
    assert area in shown
    assert not others


def test_a_picture_has_true_minus_signs_and_its_own_areas(counties: Assessment) -> None:
    """Its caption is about the areas drawn, and no sign of a number is a hyphen or stands at the end of a line."""
    area = counties.areas[-1]
    figure = gap_chart(Scene(counties, [area], ["middle"], counties.known), "zh")
    text = str(figure.get_supxlabel())
    assert area in text
    assert not [each for each in counties.areas if each != area and each in text]
    assert re.search(r"−\d", text)
    assert not re.search(r"(?<![\w-])-\d|[-−]\n", text)


def test_explain_keeps_to_its_area(counties: Assessment) -> None:
    """What is said of net migration is that of the area that is explained."""
    area = counties.areas[-1]
    words = ("explain", "--plan", PLAN, "--area", area, "--year", "2030", "--stage", "kindergarten")
    shown = run(*words, COLUMNS="200").stdout
    assert area in shown
    assert not [each for each in counties.areas if each != area and each in shown]
