"""People by sex and age in one year, with the ages of each stage marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xuewei.charts.paper import SMALLEST, captioned, numeral, plain
from xuewei.charts.scene import NAME, Scene, beyond_lines, origin_lines, panels, titled
from xuewei.charts.words import say
from xuewei.errors import InputError, ModelError, not_computed
from xuewei.language.words import named
from xuewei.model.population import SEXES
from xuewei.tables.palette import GRID, INK, OTHER_AGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from xuewei.model.assessment import Floats

HIGH, LOW, ABREAST = 5.6, 3.6, 2
"""Inches that the panel of one area is high, and one of several; those in a row."""
MARGIN = 1.6
AGES_APART = 10


def people(scene: Scene, area: str) -> Floats:
    """Persons ``(sex, age)`` of an area in the one year shown."""
    found = scene.found
    n = found.areas.index(area)
    of_census: Floats = found.projection.people[found.years.index(scene.years[0]), int(found.census[n])]
    return of_census * float(found.scopes[n])


def pyramid_chart(scene: Scene, lang: str) -> Figure:
    """A pyramid for each area."""
    found = scene.found
    lonely = [area for area in scene.areas if area in found.uncounted]
    if lonely:
        folder = found.population.folder
        raise InputError([not_computed(folder, ModelError("no_census", area=area)) for area in lonely])
    single = len(scene.areas) == 1
    columns = min(ABREAST, len(scene.areas))
    figure, axes = panels(len(scene.areas), columns, HIGH if single else LOW, MARGIN)
    for place, area in zip(axes, scene.areas, strict=True):
        _panel(place, scene, area, lang)
    plan = found.plan
    basis = [_basis(scene, area, lang) for area in scene.areas]
    lines = [*basis, *beyond_lines(found, scene.years, lang), *origin_lines(plan, lang)]
    captioned(figure, titled("pyramid.title", plan, lang, year=scene.years[0]), lines)
    return figure


def _basis(scene: Scene, area: str, lang: str) -> str:
    found = scene.found
    n = found.areas.index(area)
    scope = found.assumptions.scope.get(area)
    return say(
        "by.pyramid",
        lang,
        year=scene.years[0],
        area=plain(area, NAME),
        census=plain(found.projection.areas[int(found.census[n])].area, NAME),
        share=float(found.scopes[n]),
        basis=named("basis", scope.share.basis if scope else "derived", lang),
        last=found.projection.people.shape[3] - 1,
    )


def _panel(axes: Axes, scene: Scene, area: str, lang: str) -> None:
    persons = people(scene, area)
    ages = list(range(persons.shape[1]))
    at_school = {age: stage for stage in scene.stages for age in scene.found.stage(stage).ages}
    for sex, (sign, name) in enumerate(zip((-1, 1), SEXES, strict=True)):
        colours = [scene.colour(at_school[age]) if age in at_school else OTHER_AGES[sex] for age in ages]
        axes.barh(ages, sign * persons[sex], height=0.86, color=colours, zorder=2)
        axes.text(
            0.03 if sign < 0 else 0.97, 0.96, say(name, lang), transform=axes.transAxes, fontsize=10,
            ha="left" if sign < 0 else "right", va="top",
        )  # fmt: skip
    for stage in scene.stages:
        of_stage = scene.found.stage(stage).ages
        name = say(
            "school_age", lang, stage=plain(named("stage", stage, lang), NAME), first=of_stage[0], last=of_stage[-1]
        )
        axes.barh([0], [0], color=scene.colour(stage), label=name)
    _sides(axes, float(persons.max(initial=1.0)))
    shown = [*ages[::AGES_APART][: (len(ages) - 1) // AGES_APART + 1]]
    axes.set_yticks(shown, [str(age) for age in shown], fontsize=SMALLEST)
    axes.set_ylim(-1, len(ages))
    axes.set_ylabel(say("age", lang), fontsize=SMALLEST)
    axes.set_xlabel(say("persons", lang), fontsize=SMALLEST)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_title(plain(area, NAME), fontsize=10, loc="left")


def _sides(axes: Axes, top: float) -> None:
    """The same round numbers of persons to both sides."""
    from matplotlib.ticker import MaxNLocator

    ticks = [float(each) for each in MaxNLocator(4 if len(axes.figure.axes) == 1 else 2).tick_values(0, top)]
    both = [*(-each for each in reversed(ticks[1:])), *ticks]
    axes.set_xticks(both, [numeral(abs(each)) for each in both], fontsize=SMALLEST)
    axes.set_xlim(both[0] * 1.02, both[-1] * 1.02)
