"""The answer as bars of characters: a bar a year, readable without colour and where blocks cannot be printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from xuewei.answers.gap.bands_view import band_values, gap_band_notes
from xuewei.answers.gap.words import say
from xuewei.language.shown import visible
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.tables import text as folding
from xuewei.tables.base_seats import earlier_lines
from xuewei.tables.notes import balance_words, notes
from xuewei.tables.text import spans

if TYPE_CHECKING:
    from xuewei.model.bands import DemandBands

BLOCKS, PLAIN = "█▒░", "#x."
"""Demand with a seat, shortage and surplus; and for consoles that lack blocks."""
PIPE_WIDTH, LEAST_BAR = 80, 4
"""Columns where nothing says how wide the screen is, and those that a bar has at least."""


def marks_for(encoding: str | None) -> str:
    """Blocks where a console of this encoding can print them, else signs that every console has.

    >>> marks_for("utf-8"), marks_for("ascii")
    ('█▒░', '#x.')
    """
    try:
        BLOCKS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return BLOCKS


def screen_width() -> int:
    """Columns of the screen: COLUMNS, else the terminal's, else 80."""
    import shutil

    return shutil.get_terminal_size((PIPE_WIDTH, 24)).columns


def lines_below(found: Assessment, earlier: Sequence[DemandRow], lang: str) -> list[str]:
    """What stands below the bars: demand of ``earlier`` years without seats, and what the figures rest on."""
    return [*earlier_lines(found, earlier, lang), *notes(found, lang)]


def quick(
    rows: Sequence[BalanceRow],
    notes: Sequence[str],
    lang: str,
    *,
    width: int,
    marks: str = BLOCKS,
    bands: DemandBands | None = None,
) -> str:
    """Bars for every area and stage in ``rows``, with the ends of the balance where ``bands`` has some, and ``notes``
    below them; no line is wider than ``width`` columns where figures leave room."""
    groups: dict[tuple[str, str], list[BalanceRow]] = {}
    for row in rows:
        groups.setdefault((row.area, row.stage), []).append(row)
    key = say("quick.key", lang, met=marks[0], short=marks[1], spare=marks[2])
    blocks = [_block(group, lang, width, marks, bands) for group in groups.values()]
    banded = [(row, bands.band(row.year, row.area, row.stage)) for row in rows] if bands else []
    more = gap_band_notes(bands, banded, lang) if bands else []
    lines = [line for each in (key, *notes, *more) for line in _fold(each, width)]
    return "\n\n".join([*blocks, "\n".join(lines)])


def _block(rows: Sequence[BalanceRow], lang: str, width: int, marks: str, bands: DemandBands | None) -> str:
    """A title, heads, and a bar with its figures for each year."""
    heads = [label(name, lang) for name in ("seats", "demand", "balance")]
    figures = [[f"{row.seats:,}", f"{row.demand:,}", balance_words(row.balance, lang)] for row in rows]
    ends = [_ends(row, bands) for row in rows]
    if bands and any(ends):
        heads.append(say("quick.range", lang, level=bands.banding.level))
        for line, pair in zip(figures, ends, strict=True):
            line.append("–".join(balance_words(each, lang) for each in pair) if pair else "—")
    sizes = [max(cell_len(line[n]) for line in [heads, *figures]) for n in range(len(heads))]
    years = max(cell_len(label("year", lang)), 4)
    room = max(width - years - sum(sizes) - 2 * len(sizes) - 1, LEAST_BAR)
    most = max((max(row.seats, row.demand) for row in rows), default=0)
    area, stage = visible(rows[0].area), named("stage", rows[0].stage, lang)
    lines = _fold(say("panel", lang, area=area, stage=stage), width)
    lines.append(_line(set_cell_size(label("year", lang), years), " " * room, heads, sizes))
    for row, line in zip(rows, figures, strict=True):
        bar = set_cell_size(_bar(row.seats, row.demand, most, room, marks), room)
        lines.append(_line(set_cell_size(str(row.year), years), bar, line, sizes))
    cell = most / room if most else 0
    told = [say("quick.scale", lang, n=round(cell))]
    unsure = [row.year for row, pair in zip(rows, ends, strict=True) if pair and pair[0] < 0 <= row.balance]
    if unsure:
        told.append(say("quick.unsure", lang, years=spans(unsure)))
    return "\n".join([*lines, *(part for each in told for part in _fold(each, width))])


def _ends(row: BalanceRow, bands: DemandBands | None) -> tuple[int, int] | None:
    """The balance at the high and at the low end of demand; None where that has no band."""
    values = band_values(row.seats, bands.band(row.year, row.area, row.stage) if bands else None)
    return None if values["balance_low"] is None else (values["balance_low"], values["balance_high"])


def _bar(seats: int, demand: int, most: int, room: int, marks: str) -> str:
    """Demand with a seat, then what is short or spare of it; anything short or spare shows in a cell at least.

    >>> _bar(50, 100, 100, 10, "#x."), _bar(100, 99, 100, 10, "#x."), _bar(0, 0, 0, 10, "#x.")
    ('#####xxxxx', '#########.', '')
    """
    if not most:
        return ""
    whole = max(round(max(seats, demand) * room / most), 1 if max(seats, demand) else 0)
    met = min(round(min(seats, demand) * room / most), whole)
    if seats != demand and met == whole:
        met -= 1
    return marks[0] * met + (marks[1] if demand > seats else marks[2]) * (whole - met)


def _line(year: str, bar: str, figures: Sequence[str], sizes: Sequence[int]) -> str:
    right = [" " * (size - cell_len(each)) + each for each, size in zip(figures, sizes, strict=True)]
    return f"{year} {bar}  " + "  ".join(right)


def _fold(text: str, width: int) -> list[str]:
    """Text in lines of so many columns; nothing is cut off."""
    return folding.lines(visible(text), width)
