"""What comes, goes and turns into another stage, as marks below the axis of a panel with schools and seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xuewei.charts.paper import SMALLEST, numeral, plain
from xuewei.charts.scene import Scene
from xuewei.charts.words import say
from xuewei.model.rounding import whole
from xuewei.model.seats.ledger import CONVERTS, OPENS
from xuewei.tables.palette import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OPENING, CLOSING, CONVERSION = MARKS = ("^", "v", "D")
"""Seats that come, that go, and that turn into another stage's or out of it."""
KEYS = {OPENING: "opening", CLOSING: "closing", CONVERSION: "conversion"}
ASIDE = 0.13
"""Years between the middle of a year and its marks, where it has several."""
FOOT, LINE = 0.09, 1.25 * SMALLEST / 72
"""The part of a panel below nought for marks, and inches of a line of text."""
COLUMN = SMALLEST / 2 / 72
"""Inches of a column of text, of which a Chinese character takes two."""
LEAST = 6
"""Columns into which a name may be cut; a shorter one is the number of schools."""

Movements = dict[int, tuple[list[str], float]]
"""By year: schools by id, and seats."""


def openings(scene: Scene, area: str, stage: str) -> Movements:
    """Schools whose first seats of a stage come in a year, and the seats that open in that year. A school with seats
    that came before is not counted again."""
    return _movements(scene, area, stage, OPENING)


def closings(scene: Scene, area: str, stage: str) -> Movements:
    """Schools that lose seats of a stage in a year: closed, ended or removed; and those seats."""
    return _movements(scene, area, stage, CLOSING)


def conversions(scene: Scene, area: str, stage: str) -> Movements:
    """Schools of which seats turn into those of a stage in a year, or out of them (less than nought)."""
    return _movements(scene, area, stage, CONVERSION)


def _movements(scene: Scene, area: str, stage: str, kind: str) -> Movements:
    found: Movements = {}
    counted: set[tuple[str, int]] = set()
    for row in scene.found.ledger:
        if (row.area, row.stage) != (area, stage) or _kind(row.reason, row.seats) != kind:
            continue
        schools, seats = found.get(row.year, ([], 0.0))
        mark = row.school, 0 if kind == OPENING else row.year
        if mark not in counted:
            counted.add(mark)
            schools = [*schools, row.school]
        found[row.year] = schools, seats + row.seats
    return {year: each for year, each in found.items() if year in scene.years and year in scene.found.known}


def _kind(reason: str, seats: float) -> str:
    if reason == CONVERTS:
        return CONVERSION
    return OPENING if seats > 0 or reason == OPENS else CLOSING


def draw_moves(
    axes: Axes, scene: Scene, area: str, stage: str, lang: str, *, year_size: tuple[float, float], small: bool
) -> None:
    """Marks below nought, and (unless ``small``) under each its seats and schools; years too close for their text take
    turns on two levels. ``year_size`` are the inches that a year takes, and that the panel is high."""
    top = axes.get_ylim()[1]
    axes.axhline(0, color=INK, linewidth=0.8)
    found = {kind: _movements(scene, area, stage, kind) for kind in MARKS}
    years = sorted({year for moves in found.values() for year in moves})
    for kind, moves in found.items():
        at = []
        for year in moves:
            kinds = [each for each in MARKS if year in found[each]]
            at.append(year + ASIDE * (2 * kinds.index(kind) - len(kinds) + 1))
        if at:
            look: dict[str, Any] = {"color": INK, "markersize": 3 if small else 4.5, "linestyle": "", "zorder": 5}
            axes.plot(at, [-top * 0.035] * len(at), marker=kind, label=say(KEYS[kind], lang), **look)
    if small:
        axes.set_ylim(-top * FOOT, top)
        return
    per_year, height = year_size
    columns = int(2 * per_year / COLUMN) - 1
    texts = {year: _texts(scene, year, found, columns, lang) for year in years}
    levels = _levels(texts, per_year)
    deepest = [max((len(texts[year]) for year in years if levels[year] == n), default=0) for n in (0, 1)]
    # so high that its lines are that high once there is room for all of them
    line = (1 + FOOT) * LINE / (height - sum(deepest) * LINE)
    for year, parts in texts.items():
        y = -top * (FOOT - 0.01 + line * deepest[0] * levels[year])
        look = {"fontsize": SMALLEST, "ha": "center", "va": "top", "color": INK, "linespacing": 1.1}
        axes.text(year, y, "\n".join(parts), **look)
    axes.set_ylim(-top * (FOOT + line * sum(deepest)), top)


def _texts(scene: Scene, year: int, found: Mapping[str, Movements], columns: int, lang: str) -> list[str]:
    """The lines below the marks of a year."""
    parts = []
    for kind, moves in found.items():
        if year in moves:
            schools, seats = moves[year]
            sign = "+" if seats > 0 else ""
            parts += [f"{sign}{numeral(whole(seats))}"] if whole(seats) else []
            parts += [_school_words(scene, schools, kind, columns, lang)] if schools else []
    return parts


def _levels(texts: Mapping[int, Sequence[str]], per_year: float) -> dict[int, int]:
    """0, or 1 for a year whose text would touch that of the year before it on level 0."""
    from rich.cells import cell_len

    found: dict[int, int] = {}
    reached = -9.0
    for year, parts in texts.items():
        half = max(map(cell_len, parts), default=0) * COLUMN / per_year / 2
        found[year] = 0 if year - half >= reached + COLUMN / per_year else 1
        if found[year] == 0:
            reached = year + half
    return found


def _school_words(scene: Scene, schools: Sequence[str], kind: str, columns: int, lang: str) -> str:
    """The name of one school where it is short, else how many they are."""
    from rich.cells import cell_len

    names = [plain(school.name or "") for school in scene.found.plan.schools if school.id == schools[0]]
    short = [name for name in names if name and cell_len(name) <= max(columns, LEAST)]
    return short[0] if len(schools) == len(short) == 1 else say(f"{KEYS[kind]}.n", lang, n=len(schools))
