"""The odd one out of a series: a figure with a nought too many, and not the sound ones beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

JUMP = 5.0
"""How many times more, or less, than those around it a figure may be."""
NEAREST = 4
"""Figures around one that it is compared with."""
FEW = 20.0
"""Persons of whom a few more are many times more: figures of no more are not compared."""


def odd_ones(series: Mapping[int, float], least: float = FEW) -> Iterator[tuple[int, float]]:
    """Places of a series (years, ages) whose figure is :data:`JUMP` times more or less than the middle of those around
    it and than one beside it, with that middle; of a series of two, the later with the earlier. Nothing is said of
    zero, and of pairs of which none reaches ``least``.

    >>> list(odd_ones({2020: 140, 2021: 1280, 2022: 118, 2023: 110})), list(odd_ones({2020: 140, 2021: 1280}))
    ([(2021, 118)], [(2021, 140)])
    """
    places = [each for each in sorted(series) if series[each] > 0]
    for n, place in enumerate(places[1:], 1) if len(places) == 2 else enumerate(places):
        figure = series[place]
        beside = [series[each] for each in (*places[max(n - 1, 0) : n], *places[n + 1 : n + 2])]
        if not any(_apart(figure, each) for each in beside):
            continue
        others = (*places[max(n - NEAREST, 0) : n], *places[n + 1 : n + 1 + NEAREST])
        around = sorted((abs(each - place), series[each]) for each in others)[:NEAREST]
        low, high = _middle([each for _, each in around])
        middle = high if figure > high else low
        if max(figure, middle) >= least and (figure > JUMP * high or figure * JUMP < low):
            yield place, middle


def _apart(one: float, other: float) -> bool:
    return max(one, other) > JUMP * min(one, other)


def _middle(figures: list[float]) -> tuple[float, float]:
    """The two figures in the middle, of an odd number the same one twice."""
    ordered = sorted(figures)
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
