"""What every picture needs: a face that has its letters, title, caption, axes and legend; and its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from xuewei.charts.faces import best_of, faces
from xuewei.language.shown import visible
from xuewei.late import dataclass
from xuewei.tables.palette import GRID, SOFT
from xuewei.tables.text import folded

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
PAGE = 6.14
"""Inches between the margins of a printed page: pictures are as wide, so that their letters are read as drawn."""
SMALLEST = 8
"""Points of the smallest letters."""
KEY_SIZE, BESIDE = 8.5, 4.4
"""Points of a legend, and ems of it that a thing takes beside its name."""
PLANNED = (0, (4, 2))
"""How a line of what is planned is drawn: dashed."""
COLUMNS_PER_INCH = 15.5
"""Columns of a caption (a Chinese character takes two) in an inch."""
APART = 1.4
"""Heights of a letter from one line of a caption to the next."""
CAPTION, ABOVE = 1.2, 0.8
"""Inches of a caption that the margin of a picture holds, and of what stands above its panels."""

YEAR_WIDTH, SIDE = 0.42, 0.8
"""Inches that a year takes below a panel, and that the figures beside it take."""


def can_draw() -> bool:
    """Whether matplotlib is there. It draws by its own settings from then on: a file ``matplotlibrc`` in the current
    folder may be part of somebody else's branch, and can have LaTeX run on what it says."""
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.rcdefaults()
    return True


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
        _escape(figure)
        text = _text(figure) | (set(OWN) if each == "zh" else set())
        face, missing = best_of(text, faces() if among is None else among)
        if missing and among is None:
            face, missing = best_of(text, faces(fresh=True))
        if not (each == "zh" and missing & set(OWN)):
            break
    _dress(figure, face, missing)
    return Picture(figure, each, frozenset(missing))


def drawn(figure: Figure, kind: str, dots: int = DOTS) -> bytes:
    """A figure as .png (so many ``dots`` an inch), .svg or .pdf (``kind``); the same figure has the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    file = BytesIO()  # matplotlib trips over its own half-written PDF where a disk is full
    if kind == ".png":
        figure.set_dpi(dots)
        canvas = FigureCanvasAgg(figure)
        canvas.print_png(file, metadata=STEADY[kind])  # type: ignore[no-untyped-call] # savefig would draw it twice
    else:
        with matplotlib.rc_context({"svg.hashsalt": "xuewei", "svg.fonttype": "path"}):
            figure.savefig(file, format=kind.removeprefix("."), dpi=dots, metadata=STEADY[kind])
    return file.getvalue()


def plain(name: str, columns: int = 60) -> str:
    """A name on one line, without control characters, cut to so many columns.

    >>> plain("第一\\n小学"), plain("运城市第一小学", 8)
    ('第一 小学', '运城市…')
    """
    from rich.cells import cell_len, set_cell_size

    line = "".join(each if each.isprintable() else " " for each in name)
    return line if cell_len(line) <= columns else set_cell_size(line, columns - 1).rstrip() + "…"


def captioned(figure: Figure, title: str, lines: Sequence[str], direct: Collection[str] = (), side: str = "") -> None:
    """A title above the panels, what is counted up their ``side``, and folded lines below them: a picture of many
    lines is higher, its panels are not lower."""
    from matplotlib.font_manager import FontProperties

    caption = below(figure, lines) * SMALLEST * APART / 72
    figure.set_figheight(figure.get_figheight() + max(0.0, caption - CAPTION))
    # a title of the figure would lie on the legend: both take the place above the panels
    columns = int(_columns(figure) * 0.8)
    legend(figure, direct=direct).set_title(folded(plain(title, 2 * columns), columns), prop=FontProperties(size=11))
    if side:
        middle = (1 + (caption - ABOVE) / figure.get_figheight()) / 2
        figure.supylabel(side, fontsize=SMALLEST, y=middle)


def below(figure: Figure, lines: Sequence[str]) -> int:
    """Lines below the panels, folded to the width of the picture: how many they are."""
    text = "\n".join(folded(minus(" ".join(line.split())), _columns(figure)) for line in lines if line)
    figure.supxlabel(text, fontsize=SMALLEST, color=SOFT, linespacing=APART, x=0.02, ha="left")
    return text.count("\n") + 1 if text else 0


def around(figure: Figure, key: Legend, told: int, *, rows: int, lines: int) -> None:
    """Make a picture higher where its legend has more than so many ``rows``, or more than so many ``lines`` are told
    below it: its panels are not lower for that."""
    abreast = int(getattr(key, "_ncols", 1))
    more = max(-(-len(key.get_texts()) // abreast) - rows, 0) * KEY_SIZE + max(told - lines, 0) * SMALLEST
    figure.set_figheight(figure.get_figheight() + more * APART / 72)


def _columns(figure: Figure) -> int:
    """Columns of a caption that a picture is wide."""
    return int(float(figure.get_figwidth()) * COLUMNS_PER_INCH)


def framed(axes: Axes, years: Sequence[int], width: float) -> None:
    """School years below a panel that is ``width`` inches wide, as many as have room, and pale lines behind it."""
    step = 1 + int((len(years) - 1) * YEAR_WIDTH // (width - SIDE))
    shown = years[::step]
    axes.set_xticks(shown, [str(year) for year in shown], fontsize=SMALLEST)
    axes.tick_params(labelbottom=True)
    bare(axes)


def bare(axes: Axes) -> None:
    """Pale lines behind a panel, no frame above and to the right of it."""
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def numeral(value: float) -> str:
    """A number as every axis and label has it: thousands apart, a true minus, in both languages.

    >>> numeral(15000), numeral(-380.0), numeral(0.5)
    ('15,000', '−380', '0.5')
    """
    return f"{value:,.10g}".replace("-", "−")


def minus(text: str) -> str:
    """A text with the sign of numbers below nought, and that between two terms, as :func:`numeral` has it.

    >>> minus("约 -8,462 人；A - B；2020-09-01；grade-12")
    '约 −8,462 人；A − B；2020-09-01；grade-12'
    """
    return re.sub(r"(?<![\w-])-(?=\d)|(?<= )-(?= )", "−", text)


def heights(axes: Axes, low: float, high: float, steps: int = 5) -> None:
    """Round numbers up the side from ``low`` to ``high``, fixed now, so that their letters can be chosen."""
    from matplotlib.ticker import MaxNLocator

    if low == high:
        high = low + 1
    ticks = [float(each) for each in MaxNLocator(steps, integer=True).tick_values(low, high)]
    axes.set_yticks(ticks, [numeral(tick) for tick in ticks], fontsize=SMALLEST)
    axes.set_ylim(ticks[0], ticks[-1])


def legend(figure: Figure, direct: Collection[str] = ()) -> Legend:
    """One legend for all panels, each thing in it once, in every colour that it has, under the title, as many abreast
    as have room; nothing of what is named where it stands (``direct``)."""
    from matplotlib.legend_handler import HandlerTuple

    found: dict[str, dict[Any, Any]] = {}
    for axes in figure.axes:
        for one, name in zip(*axes.get_legend_handles_labels(), strict=True):
            if name not in direct:
                found.setdefault(name, {}).setdefault(_colour(one), one)
    signs: list[Any] = [tuple(looks.values()) for looks in found.values()]
    return figure.legend(
        [each if len(each) > 1 else each[0] for each in signs],
        list(found),
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0)},
        loc="outside upper center",
        ncols=_abreast(list(found), float(figure.get_figwidth())),
        fontsize=KEY_SIZE,
        frameon=False,
        columnspacing=1.5,
        handlelength=1.8,
    )


def _colour(handle: Any) -> str:
    """The colours of a line, a surface, or bars, as a key."""
    from matplotlib.lines import Line2D

    one = handle[0] if isinstance(handle, tuple) else handle
    return str(one.get_color() if isinstance(one, Line2D) else one.get_facecolor())


def concluded(axes: Axes, name: str, words: str, columns: int) -> None:
    """What a panel says above it, in lines of so many columns, and its name over that."""
    text = folded(words, columns)
    axes.set_title(name, fontsize=10, loc="left", pad=17 + 11 * text.count("\n"))
    look: dict[str, Any] = {"textcoords": "offset points", "fontsize": SMALLEST, "color": SOFT, "linespacing": 1.15}
    axes.annotate(text, (0, 1), (0, 4), "axes fraction", **look)


def _abreast(names: Sequence[str], width: float) -> int:
    """Columns of a legend, filled from above, that have room in so many inches."""
    from rich.cells import cell_len

    wide = [(cell_len(name) * 0.55 + BESIDE) * KEY_SIZE / 72 for name in names]
    for columns in range(len(names), 1, -1):
        rows, more = divmod(len(names), columns)
        ends = [n * rows + min(n, more) for n in range(columns + 1)]
        if sum(max(wide[a:b]) for a, b in pairwise(ends)) <= width:
            return columns
    return 1


def _escape(figure: Figure) -> None:
    """Escape characters in the texts of a figure that act or that SVG cannot hold."""
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
