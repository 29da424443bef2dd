"""The colours of everything that is looked at: terminal, page, charts, workbook and document read them here.

A colour is never the only sign: seats are steps and demand is a line, a shortage has its word, a level its shape.
``tests/tables/test_palette.py`` computes what each has to hold: text 4.5 to 1 against its ground, lines and marks 3 to
1, and neighbours apart for readers who do not tell red from green, or blue from yellow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

PAPER, PALE, TINT = "#ffffff", "#f6f6f4", "#f2f6fc"
"""Grounds: of everything, of a box beside, of an answer."""
INK, SOFT = "#222222", "#595959"
"""Text, and text that steps back."""
EDGE, LINE, GRID = "#7d7d7d", "#dcdcdc", "#e4e4e4"
"""Borders and axes that must be seen, rules between rows, lines of a scale."""

SEATS, DEMAND = "#222222", "#12489b"
SHORT, SPARE = "#b3261e", "#757575"
"""Shortage and surplus, as text and marks."""
ACCENT = DEMAND
"""Links, buttons, what is chosen."""
FOCUS = "#b36b00"
"""The ring around what the keyboard is at."""

INPUT, HEAD = "#1d4ed8", "#dce6f1"
"""Of a workbook: what is written in and may be changed, and the ground of heads."""
TABS: Mapping[str, str] = {"input": INPUT, "calculation": "#7d7d7d", "output": "#00695a"}
"""Of a workbook's tabs, by what their sheets are for."""
SEAL = "#ff0000"
"""The red head of an official document."""

STAGES = ("#cf7a00", "#00806b", "#a06ad0", "#5f6f7f", "#5c3d22", "#2b88bd", "#b5476f", "#7f7f1c")
"""Of stages in their order: kindergarten, primary, middle, and a plan's own."""
STAGE_INKS = ("#8f5200", "#00695a", "#7440a3", "#4f5d6b", "#5c3d22", "#1f6a94", "#93305a", "#5e5e10")
"""The same as text."""
SCENARIOS = ("#222222", "#2b88bd", "#b5476f", "#7f7f1c", "#5f6f7f", "#5c3d22")
"""Lines of scenarios, the plan first; their marks and dashes differ too."""
REFERENCE = "#757575"
"""A line to hold others against: the simplest method, the years before."""
OTHER_AGES = ("#b9c2cc", "#d3c7bd")
"""People of no stage in a pyramid: male, female."""


class Look(NamedTuple):
    """How a word is shown: its ``ink`` on its ``fill``, its ``mark`` of a ``shape`` on paper, and its colour in a
    terminal (empty: that of all text)."""

    ink: str
    fill: str
    mark: str
    shape: str
    terminal: str


GOOD, DOUBTFUL, BAD, AMPLE, PLAIN, QUIET, STRONG = "green", "yellow", "red", "cyan", "", "dim", "bold"
"""Colours of a terminal, by what they say."""

LEVELS: Mapping[str, Look] = {
    "green": Look("#1e5b36", "#e0f0e5", "#3a8f62", "circle", GOOD),
    "blue": Look("#1f4e79", "#e2ecf6", "#2f6fa8", "diamond", AMPLE),
    "yellow": Look("#6b5000", "#fdf4d3", "#b58500", "square", DOUBTFUL),
    "orange": Look("#7f3b00", "#fdead6", "#b85400", "down", "dark_orange"),
    "red": Look("#8c1a14", "#f9e1e1", SHORT, "up", BAD),
    "surplus": Look("#1f4e79", "#e2ecf6", "#2f6fa8", "diamond", AMPLE),
    "baseline": Look(SOFT, "#eeeeee", "#757575", "ring", PLAIN),
    "unknown": Look(SOFT, "#eeeeee", "#757575", "dots", PLAIN),
}
"""Of warnings and alerts, the mildest first; then what is not on that scale."""

BASES: Mapping[str, Look] = {
    "published": Look("#14532d", "#dcefe2", "#2f8055", "solid", PLAIN),
    "derived": Look("#0f3a7d", "#dfe9f8", "#12489b", "solid", PLAIN),
    "assumed": Look("#6b3e00", "#fbe9cf", "#b58500", "solid", PLAIN),
    "projected": Look("#4d2372", "#eadff3", "#7440a3", "dashed", PLAIN),
}
"""What a figure rests on."""

CLASSES = ("#8c1a14", "#c9453c", "#f0b3ae", "#ececec", "#c9c9c9", "#969696")
"""Steps of balance ÷ demand on a map, the shortest first; those below nought are red."""


def colour_of(place: int) -> str:
    """The colour of the stage at a place, from 0, among all stages of a population.

    >>> colour_of(0) == STAGES[0] == colour_of(len(STAGES))
    True
    """
    return STAGES[place % len(STAGES)]


def ink_of(place: int) -> str:
    """The colour of text about the stage at a place, from 0."""
    return STAGE_INKS[place % len(STAGE_INKS)]


def paler(colour: str, share: float) -> str:
    """A colour with a share of white in it.

    >>> paler("#12489b", 0), paler("#000000", 0.5)
    ('#12489b', '#808080')
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(each + (255 - each) * share):02x}" for each in parts)


def digits(colour: str) -> str:
    """A colour as Word's XML has it.

    >>> digits("#12489b")
    '12489B'
    """
    return colour[1:].upper()


def sheer(colour: str, share: float) -> str:
    """A colour that lets what is below it through: ``share`` is how much of it is seen.

    >>> sheer("#12489b", 0.2)
    '#12489b33'
    """
    return f"{colour}{round(255 * share):02x}"


SHORT_FILL, SPARE_FILL, BAND_FILL = sheer(SHORT, 0.42), sheer(SPARE, 0.24), sheer(DEMAND, 0.16)
"""Surfaces of a shortage and a surplus, and between the ends of a band."""


def properties() -> dict[str, str]:
    """Every colour by its name on a page: ``--seats``, ``--stage-0``, ``--level-red-ink``, ``--basis-assumed-fill``."""
    plain = {
        "paper": PAPER, "pale": PALE, "tint": TINT, "ink": INK, "soft": SOFT, "edge": EDGE, "line": LINE, "grid": GRID,
        "accent": ACCENT, "focus": FOCUS, "seats": SEATS, "demand": DEMAND, "band": BAND_FILL, "short": SHORT,
        "short-fill": SHORT_FILL, "spare": SPARE, "spare-fill": SPARE_FILL, "reference": REFERENCE,
        "shade": LEVELS["baseline"].fill,
    }  # fmt: skip
    rows = {"stage": STAGES, "stage-ink": STAGE_INKS, "scenario": SCENARIOS, "class": CLASSES}
    named = {f"{kind}-{n}": colour for kind, colours in rows.items() for n, colour in enumerate(colours)}
    looks = {
        f"{kind}-{name}-{part}": getattr(look, part)
        for kind, every in (("level", LEVELS), ("basis", BASES))
        for name, look in every.items()
        for part in ("ink", "fill", "mark")
    }
    return {**plain, **named, **looks}


def style_rules() -> str:
    """:func:`properties` as the first rule of a style sheet."""
    return ":root {\n" + "".join(f"  --{name}: {colour};\n" for name, colour in properties().items()) + "}\n"
