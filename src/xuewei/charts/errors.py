"""The backtest as a picture: the error by lead, a panel for each stage and way to know births, a line a method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xuewei.answers.accuracy.backtest import Backtest, Score
from xuewei.answers.accuracy.backtest_view import OURS, births_of, span
from xuewei.charts.faces import face_for, faces, lacking
from xuewei.charts.paper import PAGE, SMALLEST, bare, numeral
from xuewei.late import dataclass
from xuewei.tables.palette import DEMAND, REFERENCE, SCENARIOS, SOFT
from xuewei.tables.words import method_title, named, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontPath

LOOKS: Mapping[str, dict[str, Any]] = {
    "grades": {"color": DEMAND, "linewidth": 2.8, "marker": "o", "markersize": 5, "zorder": 3},
    "naive": {"color": REFERENCE, "linewidth": 1.3, "linestyle": "--", "marker": "s", "markersize": 3.5},
    "ages": {
        "color": SCENARIOS[1],
        "linewidth": 1.3,
        "linestyle": ":",
        "marker": "^",
        "markersize": 7,
        "fillstyle": "none",
    },
    "last_ratios": {"color": SCENARIOS[2], "linewidth": 1.3, "linestyle": "-.", "marker": "D", "markersize": 3.5},
    "mean_ratios": {"color": SCENARIOS[3], "linewidth": 1.3, "linestyle": (0, (5, 1)), "marker": "v", "markersize": 4},
}
HIGH, MARGIN = 2.4, 1.8
"""Inches that a panel is high, and that title, legend and caption take."""
MOST_TICKS = 6
"""Leads that have room below a panel."""
SIGNS = "0123456789.,−()%"
"""What the axes are labelled with."""


@dataclass(frozen=True)
class Lettering:
    """The language and face of a picture, and the characters that stand for those that no face has."""

    lang: str
    face: FontPath
    missing: frozenset[str] = frozenset()

    def say(self, key: str, **values: object) -> str:
        """A word or sentence in characters of the face."""
        return self.drawn(say(key, self.lang, **values))

    def drawn(self, text: str) -> str:
        """The text in characters of the face."""
        return "".join("?" if each in self.missing else each for each in text)


def lettering(tests: Sequence[Backtest], source: str, lang: str, among: Sequence[FontPath] | None = None) -> Lettering:
    """How a picture is lettered with the faces of this machine (or ``among``): in ``lang`` where one has every
    character, else in English."""
    known = faces() if among is None else among
    if among is None and face_for(_text(tests, source, lang), known) is None:
        known = faces(fresh=True)
    for each in dict.fromkeys((lang, "en")):
        face = face_for(_text(tests, source, each), known)
        if face is not None:
            return Lettering(each, face)
    plain = faces()[0]
    return Lettering("en", plain, frozenset(lacking(_text(tests, source, "en"), plain)))


def picture(tests: Sequence[Backtest], source: str, letters: Lettering) -> Figure:
    """The figure: a row for each way to know births, a column for each stage that has errors."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text

    stages = _stages(tests)
    with matplotlib.rc_context({"axes.unicode_minus": False}):
        figure = Figure(figsize=(PAGE, HIGH * len(tests) + MARGIN), layout="constrained")
        grid = figure.subplots(len(tests), len(stages), squeeze=False, sharey="col", sharex=True)
        for row, test in zip(grid, tests, strict=True):
            scores = test.scores()
            for axes, stage in zip(row, stages, strict=True):
                _panel(axes, [each for each in scores if each.stage == stage], test, stage, letters)
        for n in range(len(stages)):
            _heights(grid[0][n])
        figure.supylabel(letters.say("chart.mape"), fontsize=9)
        figure.supxlabel(_caption(tests, source, letters), fontsize=SMALLEST, color=SOFT, linespacing=1.4)
        lines = {name: line for axes in grid.flat for line, name in zip(*axes.get_legend_handles_labels(), strict=True)}
        legend = figure.legend(
            list(lines.values()), list(lines), loc="outside upper center", ncols=3, fontsize=8.5, frameon=False
        )
        # a title of the figure would lie on the legend: both take the place above the panels
        legend.set_title(letters.say("chart.title"), prop=FontProperties(size=13))
        for text in figure.findobj(Text):
            text.set_parse_math(False)
            text.set_fontproperties(FontProperties(fname=letters.face, size=text.get_fontsize()))
    return figure


def _stages(tests: Sequence[Backtest]) -> list[str]:
    return list(dict.fromkeys(score.stage for test in tests for score in test.scores()))


def _panel(axes: Axes, scores: Sequence[Score], test: Backtest, stage: str, letters: Lettering) -> None:
    """One stage with one way to know births: the lines, and the number of forecasts under each lead."""
    for method in test.errors:
        line = {score.lead: 100 * score.mape for score in scores if score.method == method}
        if line:
            title = letters.drawn(method_title(method, letters.lang))
            axes.plot(list(line), list(line.values()), label=title, **LOOKS[method])
    points = {score.lead: score.points for score in scores if score.method == OURS}
    shown = test.leads[:: 1 + (len(test.leads) - 1) // MOST_TICKS]
    axes.set_xticks(shown, [f"{lead}\n({points.get(lead, 0)})" for lead in shown], fontsize=SMALLEST)
    axes.tick_params(labelbottom=True)
    axes.set_xlabel(letters.say("chart.lead"), fontsize=SMALLEST)
    axes.set_title(
        f"{letters.drawn(named('stage', stage, letters.lang))} · {letters.say(births_of(test))}",
        fontsize=8.5,
        loc="left",
    )
    bare(axes)


def _heights(axes: Axes) -> None:
    """Errors from nought up, at round numbers that are fixed now, so that their letters can be chosen."""
    from matplotlib.ticker import MaxNLocator

    top = max(axes.dataLim.y1, axes.get_ylim()[1]) or 1.0
    ticks = [float(each) for each in MaxNLocator(6).tick_values(0, top)]
    for each in axes.get_shared_y_axes().get_siblings(axes):
        each.set_yticks(ticks, [numeral(tick) for tick in ticks], fontsize=SMALLEST)
        each.set_ylim(0, ticks[-1])


def _caption(tests: Sequence[Backtest], source: str, letters: Lettering) -> str:
    years = tests[0].history.years
    written = letters.say("chart.source", source=source, first=years.start, last=years.stop - 1)
    apart = letters.say("chart.revised") if len(tests) > 1 else ""
    return written + "\n" + letters.say("chart.origins", origins=span(tests[0].origins), apart=apart)


def _text(tests: Sequence[Backtest], source: str, lang: str) -> str:
    """Every character that a picture may draw."""
    words = ["chart.title", "chart.mape", "chart.lead", *(births_of(test) for test in tests)]
    names = [named("stage", stage, lang) for stage in _stages(tests)] + [method_title(each, lang) for each in LOOKS]
    caption = [
        say("chart.source", lang, source=source, first=0, last=0),
        say("chart.origins", lang, origins="–, ", apart=say("chart.revised", lang)),
    ]
    return "".join([*(say(word, lang) for word in words), *names, *caption, SIGNS, "·"])
