"""Where seats and demand stand in a picture, one rule for lines, surfaces and the page.

The seats of a school year reach half a year to both sides of its middle, where its demand is a point; surfaces have the
edges of those steps and lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

ALONE = 0.3
"""Half the width of what a picture of one year shows of it, in years."""
Point = tuple[float, float]


class Piece(NamedTuple):
    """Between two places, in years, the seats, which stay, and a line from ``start`` to ``end``, of school year
    ``year``."""

    year: int
    x0: float
    x1: float
    seats: float
    start: float
    end: float


def steps(years: Sequence[int], values: Sequence[float]) -> list[Point]:
    """The seats of years in a row as steps, from the middle of the first to that of the last.

    >>> steps([2024, 2025], [100, 150])
    [(2024, 100), (2024.5, 100), (2024.5, 150), (2025, 150)]
    """
    if len(years) == 1:
        return [(years[0] - ALONE, values[0]), (years[0] + ALONE, values[0])]
    ends = [(max(year - 0.5, years[0]), min(year + 0.5, years[-1])) for year in years]
    return [(x, value) for pair, value in zip(ends, values, strict=True) for x in pair]


def pieces(years: Sequence[int], seats: Sequence[float], line: Sequence[float | None]) -> list[Piece]:
    """Half years of seats and a line, none where the line is not known, cut where the two cross."""
    if len(years) == 1:
        alone = line[0]
        return [] if alone is None else [Piece(years[0], years[0] - ALONE, years[0] + ALONE, seats[0], alone, alone)]
    found: list[Piece] = []
    for t in range(len(years) - 1):
        start, end = line[t], line[t + 1]
        if start is None or end is None:
            continue
        middle = (start + end) / 2
        found += _cut(Piece(years[t], years[t], years[t] + 0.5, seats[t], start, middle))
        found += _cut(Piece(years[t + 1], years[t] + 0.5, years[t + 1], seats[t + 1], middle, end))
    return found


def _cut(piece: Piece) -> list[Piece]:
    """A piece, in two where its line crosses its seats."""
    before, after = piece.start - piece.seats, piece.end - piece.seats
    if before * after >= 0:
        return [piece]
    x = piece.x0 - before / (after - before) * (piece.x1 - piece.x0)
    return [piece._replace(x1=x, end=piece.seats), piece._replace(x0=x, start=piece.seats)]


def between(
    years: Sequence[int],
    seats: Sequence[float],
    line: Sequence[float | None],
    *,
    above: bool,
    fits: Callable[[int], bool] = lambda year: True,
) -> list[list[Point]]:
    """Outlines of what lies between seats and a line above them (``above``) or below, in the years that ``fits``.

    >>> between([2024, 2025], [10, 10], [8, 12], above=True)
    [[(2024.5, 10), (2025, 10), (2025, 12), (2024.5, 10.0)]]
    """
    runs: list[list[Piece]] = []
    for piece in pieces(years, seats, line):
        over = piece.start + piece.end - 2 * piece.seats
        if over == 0 or (over > 0) != above or not fits(piece.year):
            continue
        if runs and runs[-1][-1].x1 == piece.x0:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    outlines = []
    for run in runs:
        foot = [(x, each.seats) for each in run for x in (each.x0, each.x1)]
        edge = [point for each in run for point in ((each.x0, each.start), (each.x1, each.end))]
        outlines.append([*foot, *reversed(edge)])
    return outlines


def ribbon(
    years: Sequence[int], low: Sequence[float], high: Sequence[float]
) -> tuple[Sequence[float], Sequence[float], Sequence[float]]:
    """Places, low and high of a band; that of one year alone is as wide as its seats."""
    if len(years) != 1:
        return years, low, high
    return [years[0] - ALONE, years[0] + ALONE], [low[0]] * 2, [high[0]] * 2


def spread(heights: Sequence[float], room: float, least: float, most: float) -> list[float]:
    """Heights moved apart so that each has ``room``, in their order, none beyond ``least`` or ``most``.

    >>> spread([10, 10.5, 30], 4, 0, 100), spread([99, 100], 4, 0, 100)
    ([10, 14, 30], [96, 100])
    """
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    placed, foot = list(heights), least
    for n in order:
        placed[n] = max(heights[n], foot)
        foot = placed[n] + room
    top = most
    for n in reversed(order):
        placed[n] = min(placed[n], top)
        top = placed[n] - room
    return placed
