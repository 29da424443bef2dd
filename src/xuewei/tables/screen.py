"""A view as tables on the screen: no figure and no name is cut, whatever the window."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import IO, TYPE_CHECKING

from xuewei.language.shown import visible
from xuewei.language.words import say
from xuewei.late import dataclass, pattern
from xuewei.tables.palette import QUIET, STRONG
from xuewei.tables.text import lines, longest, width_of, widths_of
from xuewei.tables.view import Sheet, View, text_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.segment import Segment

BETWEEN = 2
"""Columns of the screen between two columns of a table."""
NARROW = 60
"""Columns of a window in which a table that has no room becomes blocks; in a wider one it leaves columns out."""
TITLE = 12
"""Columns that a title keeps: it folds no narrower than that."""
TEXT, NAME = 18, 22
"""Columns that a text keeps, and a name: they fold no narrower than that."""
LONG_NAME = 44
"""Columns of the longest name of which a row can be one line of a window; the others are left for the rest."""
PIPE_WIDTH = 160
"""Columns that text folds at where there is no window: tables are as wide as they have to be there."""
WINDOW = 80
"""Columns of a window whose terminal does not tell."""
INDENT = 2
"""Columns before a line of a block; twice as many where a value stands below its title."""
LEAST_VALUE = 12
"""Columns that a value has at least beside its title."""
_UNIT = pattern(r"(.+?) ?([（(][^（）()]+[）)])")
Cell = str | tuple[str, str]
Part = tuple[str, str]
"""Text and its style."""


@dataclass(frozen=True)
class Layout:
    """The places of the columns that are shown and how wide each is, and the titles of the others. In ``blocks`` a row
    is a block of lines and nothing is left out."""

    places: tuple[int, ...]
    widths: tuple[int, ...]
    left_out: tuple[str, ...] = ()
    blocks: bool = False


def layout(sheet: Sheet, width: int | None, *, whole: bool = False) -> Layout:
    """The layout of a table in ``width`` columns of the screen; None: every cell on one line, however wide.

    A figure is never folded and a row's names are always shown. Where titles and texts that fold do not make enough
    room, columns come in by rank as long as they have room. A table whose names have none, or whose window is narrow,
    becomes blocks. ``whole``: nothing may be left out, so the table is wider than ``width`` where it has to be.

    >>> from xuewei.tables.view import Column
    >>> columns = [Column("学段", rank=0), Column("学位", number=True), Column("来源", rank=2)]
    >>> table = Sheet("", columns, [["小学", "1,234,567,890", "教育事业统计公报" * 5]])
    >>> layout(table, 100).widths, layout(table, 60).widths, layout(table, 59).blocks
    ((4, 13, 79), (4, 13, 39), True)
    """
    places = range(len(sheet.columns))
    natural, widest = _widths(sheet)
    if width is None or _sum(natural) <= width:
        return Layout(tuple(places), tuple(natural))
    least = _least(sheet, widest)
    if whole:
        return Layout(tuple(places), tuple(_widened(sheet, natural, least, max(width, _sum(least)))))
    kept = names_of(sheet)
    if width < NARROW or _sum([least[n] for n in kept]) > width:
        return Layout(tuple(places), (), blocks=True)
    for n in sorted(set(places) - set(kept), key=lambda n: (sheet.columns[n].rank, n)):
        if _sum([least[each] for each in (*kept, n)]) <= width:
            kept.append(n)
    kept.sort()
    shown = Sheet("", [sheet.columns[n] for n in kept], ())
    widths = _widened(shown, [natural[n] for n in kept], [least[n] for n in kept], width)
    left_out = tuple(column.full_title or column.title for n, column in enumerate(sheet.columns) if n not in kept)
    return Layout(tuple(kept), tuple(widths), left_out)


def short_names(names: Iterable[str]) -> bool:
    """Whether a row of a table has room for more than its name on one line; a long name is folded instead.

    >>> short_names(["第一小学"]), short_names(["第一小学", "国家级高新技术产业开发区九年一贯制实验学校（东校区）"])
    (True, False)
    """
    return all(width_of(visible(name)) <= LONG_NAME for name in names)


def names_of(sheet: Sheet) -> list[int]:
    """The places of the columns that name a row, at least one."""
    return [n for n, column in enumerate(sheet.columns) if column.rank == 0] or [0]


def _sum(widths: Sequence[int]) -> int:
    return sum(widths) + BETWEEN * (len(widths) - 1)


def _widths(sheet: Sheet) -> tuple[list[int], list[int]]:
    """The width of every column with nothing folded, and that of its cells alone."""
    widest = [
        max(widths_of([visible(text) for text in {*_texts(sheet, n)}]), default=0) for n in range(len(sheet.columns))
    ]
    return [max(width_of(visible(each.title)), own) for each, own in zip(sheet.columns, widest, strict=True)], widest


def _least(sheet: Sheet, widest: Sequence[int]) -> list[int]:
    """The least width of every column: that of its figures, or of its text well folded, or whole where a row is to be
    one line; its title may fold."""
    least = []
    for column, cells in zip(sheet.columns, widest, strict=True):
        title = visible(column.title)
        own = max(longest(title), min(width_of(title), TITLE))
        folds = min(cells, NAME if column.rank == 0 else TEXT)
        least.append(max(own, cells if column.number or sheet.one_line else folds))
    return least


def _texts(sheet: Sheet, n: int) -> list[str]:
    """The cells of a column without their colours."""
    cells = [row[n] for row in sheet.rows]
    return [each if isinstance(each, str) else each[0] for each in cells]


def _widened(sheet: Sheet, natural: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """Widths that share out what ``width`` leaves over the least ones: titles of figures get theirs first, then each
    text by its length."""
    found, spare = list(least), width - _sum(least)
    for n, column in enumerate(sheet.columns):
        if column.number:
            more = min(natural[n] - least[n], spare)
            found[n] += more
            spare -= more
    wished = {n: natural[n] - least[n] for n, column in enumerate(sheet.columns) if not column.number}
    total = sum(wished.values())
    for n, wish in wished.items():
        found[n] += wish if total <= spare else wish * spare // total
    return found


def window(stream: IO[str]) -> int | None:
    """Columns of the window that ``stream`` is shown in: COLUMNS, else those of its terminal; None where there is
    neither, as in a pipe or a file."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked):
        return int(asked)
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or WINDOW
    except (OSError, ValueError):
        return WINDOW


def show(view: View, stream: IO[str], lang: str, width: int | None = None, *, wide: bool = False) -> None:
    """Write every sheet to ``stream``, in a window of ``width`` columns (None: there is none, and tables are whole).
    Names are text, never markup or commands to a terminal. ``wide``: every column on one line whatever the window.
    Columns that a window has no room for are named below their table."""
    coloured = stream.isatty() or bool(_COLOURED & os.environ.keys())
    room = PIPE_WIDTH if width is None else width
    left = iter(_shown(view, lang, room, whole=width is None, wide=wide, coloured=coloured))
    if not coloured:
        stream.writelines("".join([text for text, _ in row]).rstrip() + "\n" for row in left)
        return
    from rich.console import Console  # late: where nothing has a colour it need not be loaded

    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    while some := [_ended(row) for row in islice(left, AT_ONCE)]:
        console.print(_Lines(some), soft_wrap=True)


def _shown(view: View, lang: str, room: int, *, whole: bool, wide: bool, coloured: bool) -> Iterable[Sequence[Part]]:
    """The lines of a view in ``room`` columns; ``whole``: its tables leave nothing out; ``coloured``: colours are
    seen."""
    if view.heading:
        yield from _said(view.heading, room, STRONG)
    for sheet in view.sheets:
        yield from _said(sheet.title, room, STRONG)
        if sheet.rows:
            found = layout(sheet, None if wide else room, whole=whole)
            yield from _blocks(sheet, room) if found.blocks else _table(sheet, found, coloured=coloured)
            if found.left_out:
                columns = say("listed", lang).join(found.left_out)
                yield from _said(say("left_out", lang, columns=columns), room, QUIET)
        for note in sheet.notes:
            yield from _said(note, room)
        for note in sheet.quiet:
            yield from _said(note, room, QUIET)
        yield []
    for note in view.notes:
        yield from _said(note, room, QUIET)


def _said(text: str, room: int, style: str = "") -> Iterable[list[Part]]:
    """The lines of a text."""
    return ([(line, style)] for line in lines(visible(text), room))


_COLOURED = {"FORCE_COLOR", "TTY_COMPATIBLE"}
"""Variables that tell the console to take what is no terminal for one."""
AT_ONCE = 1000
"""Lines that go to the screen together."""


class _Lines:
    """Lines of the screen for a console, which would fold and measure them once more."""

    def __init__(self, rows: Sequence[Sequence[Part]]) -> None:
        self.rows = rows

    def __rich_console__(self, console: Console, options: object) -> Iterator[Segment]:
        from rich.segment import Segment

        seen = {style for row in self.rows for _, style in row if style} if console.color_system else ()
        styles = {style: console.get_style(style) for style in seen}
        plain: list[str] = []
        for row in self.rows:
            for text, style in row:
                if style in styles:
                    yield from (Segment("".join(plain)), Segment(text, styles[style]))
                    plain = []
                else:
                    plain.append(text)
            plain.append("\n")
        yield Segment("".join(plain))


def _ended(row: Sequence[Part]) -> list[Part]:
    """A line without spaces at its end."""
    found = [*row]
    while found and not (text := found[-1][0].rstrip()):
        found.pop()
    return [*found[:-1], (text, found[-1][1])] if found else found


def _table(sheet: Sheet, found: Layout, *, coloured: bool) -> Iterable[list[Part]]:
    """The lines of a table, whose colours need not be told where they are not seen."""
    columns = [(n, width, sheet.columns[n].number) for n, width in zip(found.places, found.widths, strict=True)]
    yield from _row([_set((sheet.columns[n].title, STRONG), width, number) for n, width, number in columns])
    yield [("─" * _sum(found.widths), "")]
    padded = [] if coloured else [_padded(_texts(sheet, n), width, number) for n, width, number in columns]
    plain = [each for each in padded if each is not None]
    if len(plain) == len(columns):
        yield from ([("".join(row), "")] for row in zip(*plain, strict=True))
        return
    cells = (_column([row[n] for row in sheet.rows], width, number) for n, width, number in columns)
    for row in zip(*cells, strict=True):
        yield from _row(row)


def _column(cells: Sequence[Cell], width: int, number: bool) -> Iterable[Sequence[Sequence[Part]]]:
    """Every cell of a column as :func:`_set` has it; in most none has a colour or is folded."""
    texts = [each for each in cells if isinstance(each, str)]
    padded = _padded(texts, width, number) if len(texts) == len(cells) else None
    if padded is None:
        return (_set(each, width, number) for each in cells)
    blank = [(" " * (width + BETWEEN), "")]
    return ([[(text, "")], blank] for text in padded)


def _padded(texts: Sequence[str], width: int, number: bool) -> Iterable[str] | None:
    """The cells of a column, each as wide as it; None where one is folded, or is not seen as it is written."""
    widths = widths_of(texts)
    blank_at_end = " \n" in "\n".join([*texts, ""])
    if max(widths) > width or blank_at_end or not "".join(texts).isprintable():
        return None
    between, every = " " * BETWEEN, zip(texts, widths, strict=True)
    if number:
        return (" " * (width - own) + text + between for text, own in every)
    return (text + " " * (width - own) + between for text, own in every)


def _row(cells: Sequence[Sequence[Sequence[Part]]]) -> Iterable[list[Part]]:
    """The lines of one row, of cells of which the last line is blank: as many as its longest cell has."""
    for n in range(max(map(len, cells)) - 1):
        yield [part for cell in cells for part in (cell[n] if n < len(cell) else cell[-1])]


@lru_cache(maxsize=10_000)  # cells of a long table repeat
def _set(cell: Cell, width: int, number: bool) -> Sequence[Sequence[Part]]:
    """The lines of a cell as wide as its column, and a blank one."""
    style, between = "" if isinstance(cell, str) else cell[1], " " * BETWEEN
    found: list[Sequence[Part]] = []
    for text, room in _folded(text_of(cell), width):
        before, after = (" " * room, between) if number else ("", " " * room + between)
        found.append([(before, ""), (text, style), (after, "")] if style else [(before + text + after, "")])
    return [*found, [(" " * width + between, "")]]


def _folded(text: str, width: int) -> list[tuple[str, int]]:
    """The lines of a cell, each with the columns that it leaves over; a unit in brackets stays whole where it can."""
    text = visible(text)
    room = width - width_of(text)
    if room >= 0 and not text[-1:].isspace():
        return [(text, room)]
    name, unit = found.groups() if (found := _UNIT.fullmatch(text)) else (text, "")
    apart = [*lines(name, width), unit] if unit and width_of(unit) <= width else lines(text, width)
    return [(line, width - width_of(line)) for line in apart]


def _blocks(sheet: Sheet, room: int) -> Iterable[list[Part]]:
    """Every row as a block: its names on the first line, then each figure beside its title; empty cells are silent."""
    names = names_of(sheet)
    titles = [visible(column.full_title or column.title) for column in sheet.columns]
    others = [n for n in range(len(titles)) if n not in names]
    widest = max((width_of(titles[n]) for n in others), default=0)
    side = min(widest, max(room - INDENT - BETWEEN - LEAST_VALUE, 1))
    for row in sheet.rows:
        cells = [(sheet.columns[n].number, titles[n], text_of(row[n])) for n in names if text_of(row[n])]
        heads = [f"{title} {text}" if number else text for number, title, text in cells]
        for line in lines(visible(" · ".join(heads)), room):
            yield [(line, STRONG)]
        for n in others:
            if text_of(row[n]):
                yield from _entry(titles[n], row[n], side, room)


def _entry(title: str, cell: Cell, side: int, room: int) -> Iterable[list[Part]]:
    """A title and its value; the value stands below it where a figure has no room beside it."""
    text, style = visible(text_of(cell)), "" if isinstance(cell, str) else cell[1]
    beside = room - INDENT - side - BETWEEN
    heads, values = lines(title, side), lines(text, beside)
    if longest(text) > beside:
        heads, values = lines(title, room - INDENT), lines(text, room - 2 * INDENT)
        yield from ([(" " * INDENT + head, "")] for head in heads)
        yield from ([(" " * 2 * INDENT + value, style)] for value in values)
        return
    for n in range(max(len(heads), len(values))):
        head = heads[n] if n < len(heads) else ""
        space = " " * (side - width_of(head) + BETWEEN)
        yield [(" " * INDENT + head + space, ""), (values[n] if n < len(values) else "", style)]
