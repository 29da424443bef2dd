"""What every picture needs: its letters, its caption, and the same bytes for the same figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from xuewei.show.charts.fonts import faces, lacking
from xuewei.show.folding import folded
from xuewei.words.shown import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontPath
    from matplotlib.legend import Legend

DOTS = 150
"""Dots per inch of a PNG."""
STEADY: Mapping[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}
"""Marks that are left out, so that the same picture has the same bytes."""
OWN = "学位需求余缺年"
"""Characters without which a face is no use for Chinese."""
COLUMNS_PER_INCH = 15.5
"""Columns of a caption (a Chinese character takes two) in an inch."""

YEAR_WIDTH, SIDE = 0.42, 0.8
"""Inches that a year takes below a panel, and that the figures beside it take."""


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A figure with the language it is lettered in, and the characters that a question mark stands for."""

    figure: Figure
    lang: str
    missing: frozenset[str] = frozenset()


def lettered(build: Callable[[str], Figure], lang: str, among: Sequence[FontPath] | None = None) -> Picture:
    """The figure that ``build`` makes, in ``lang`` where a face of this machine (or ``among``) has its words, else in
    English. The face is the one that lacks least of what is drawn; what it lacks becomes a question mark."""
    for each in dict.fromkeys((lang, "en")):
        figure = build(each)
        _show(figure)
        text = _text(figure) | (set(OWN) if each == "zh" else set())
        face, missing = _best(text, faces() if among is None else among)
        if missing and among is None:
            face, missing = _best(text, faces(fresh=True))
        if not (each == "zh" and missing & set(OWN)):
            break
    _dress(figure, face, missing)
    return Picture(figure, each, frozenset(missing))


def _best(text: set[str], known: Sequence[FontPath]) -> tuple[FontPath, set[str]]:
    """The face that lacks least of a text, and what it lacks."""
    face = min(known, key=lambda one: len(lacking(text, one)))
    return face, lacking(text, face)


def drawn(figure: Figure, kind: str) -> bytes:
    """A figure as .png, .svg or .pdf (``kind``); the same figure has the same bytes."""
    import matplotlib

    file = BytesIO()  # matplotlib trips over its own half-written PDF where a disk is full
    with matplotlib.rc_context({"svg.hashsalt": "xuewei", "svg.fonttype": "path"}):
        figure.savefig(file, format=kind.removeprefix("."), dpi=DOTS, metadata=STEADY[kind])
    return file.getvalue()


def plain(name: str, columns: int = 60) -> str:
    """A name on one line, without control characters, cut to so many columns.

    >>> plain("第一\\n小学"), plain("运城市第一小学", 8)
    ('第一 小学', '运城市…')
    """
    from rich.cells import cell_len, set_cell_size

    line = "".join(each if each.isprintable() else " " for each in name)
    return line if cell_len(line) <= columns else set_cell_size(line, columns - 1).rstrip() + "…"


def captioned(figure: Figure, title: str, lines: Sequence[str]) -> None:
    """A title above the panels, and folded lines below them."""
    from matplotlib.font_manager import FontProperties

    columns = int(float(figure.get_figwidth()) * COLUMNS_PER_INCH)
    text = "\n".join(folded(" ".join(line.split()), columns) for line in lines if line)
    figure.supxlabel(text, fontsize=8, color="#444444", linespacing=1.4, x=0.02, ha="left")
    # a title of the figure would lie on the legend: both take the place above the panels
    legend(figure).set_title(plain(title, int(columns * 0.62)), prop=FontProperties(size=13))


def framed(axes: Axes, years: Sequence[int], width: float) -> None:
    """School years below a panel that is ``width`` inches wide, as many as have room, and pale lines behind it."""
    step = 1 + int((len(years) - 1) * YEAR_WIDTH // (width - SIDE))
    shown = years[::step]
    axes.set_xticks(shown, [str(year) for year in shown], fontsize=8)
    axes.tick_params(labelbottom=True)
    bare(axes)


def bare(axes: Axes) -> None:
    """Pale lines behind a panel, no frame above and to the right of it."""
    axes.grid(axis="y", color="#dddddd", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def heights(axes: Axes, low: float, high: float) -> None:
    """Round numbers up the side from ``low`` to ``high``, fixed now, so that their letters can be chosen."""
    from matplotlib.ticker import MaxNLocator

    if low == high:
        high = low + 1
    ticks = [float(each) for each in MaxNLocator(5, integer=True).tick_values(low, high)]
    axes.set_yticks(ticks, [f"{tick:,.10g}" for tick in ticks], fontsize=8)
    axes.set_ylim(ticks[0], ticks[-1])


def legend(figure: Figure) -> Legend:
    """One legend for all panels, each thing in it once, under the title."""
    found: dict[str, Any] = {}
    for axes in figure.axes:
        for one, name in zip(*axes.get_legend_handles_labels(), strict=True):
            found.setdefault(name, one)
    columns = max(2, int(float(figure.get_figwidth()) / 1.6))
    return figure.legend(
        list(found.values()),
        list(found),
        loc="outside upper center",
        ncols=min(columns, len(found) or 1),
        fontsize=8.5,
        frameon=False,
    )


def _show(figure: Figure) -> None:
    """Let no text of a figure turn its direction, nor spoil the XML that some pictures are."""
    from matplotlib.text import Text

    for one in figure.findobj(Text):
        if isinstance(one, Text) and not one.get_text().isprintable():
            one.set_text(visible(one.get_text(), keep="\n"))


def _text(figure: Figure) -> set[str]:
    """Every character that a figure draws."""
    from matplotlib.text import Text

    return {each for one in figure.findobj(Text) if isinstance(one, Text) for each in one.get_text()}


def _dress(figure: Figure, face: FontPath, missing: set[str]) -> None:
    """Draw every text with one face, and as text: a dollar sign in a name begins no formula."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text

    for one in figure.findobj(Text):
        assert isinstance(one, Text)
        one.set_parse_math(False)
        one.set_fontproperties(FontProperties(fname=face, size=one.get_fontsize()))
        if missing & set(one.get_text()):
            one.set_text("".join("?" if each in missing else each for each in one.get_text()))
