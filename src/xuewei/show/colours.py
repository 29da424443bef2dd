"""The colours of stages, the same in every picture and workbook."""

from __future__ import annotations

COLOURS = ("#12489b", "#c2761b", "#2f8f6b", "#9b5fa8", "#7a7a7a", "#b23a48", "#4aa3c7", "#8a6d3b")
"""Of stages in their order, and of what else is drawn side by side."""


def colour_of(place: int) -> str:
    """The colour of the stage at a place, from 0, among all stages of a population.

    >>> colour_of(0), colour_of(8) == colour_of(0)
    ('#12489b', True)
    """
    return COLOURS[place % len(COLOURS)]


def paler(colour: str, share: float) -> str:
    """A colour with a share of white in it.

    >>> paler("#12489b", 0), paler("#000000", 0.5)
    ('#12489b', '#808080')
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(each + (255 - each) * share):02x}" for each in parts)
