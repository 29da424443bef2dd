"""What the palette has to hold, computed from it: contrast, and colours apart for every kind of eye."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import xuewei
from xuewei.tables import palette
from xuewei.tables.palette import BASES, CLASSES, LEVELS, SCENARIOS, STAGE_INKS, STAGES

SOURCE = Path(xuewei.__file__).parent
Floats = NDArray[np.float64]
EYES: dict[str, Floats] = {
    "all cones": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Linear sRGB as it is seen (Machado, Oliveira and Fernandes 2009, severity 1)."""
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
ALPHA = 255


def light(colour: str, ground: str = palette.PAPER) -> Floats:
    """Linear sRGB of a colour, which may let its ground through."""
    parts = np.array([int(colour[at : at + 2], 16) / ALPHA for at in range(1, len(colour), 2)])
    if len(parts) > 3:
        below = np.array([int(ground[at : at + 2], 16) / ALPHA for at in (1, 3, 5)])
        parts = parts[3] * parts[:3] + (1 - parts[3]) * below
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG 2 has it."""
    low, high = sorted(float(XYZ[1] @ light(each)) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(seen: Floats) -> Floats:
    """A seen colour in Lab."""
    parts = XYZ @ np.clip(seen, 0, 1) / WHITE
    x, y, z = np.where(parts > (6 / 29) ** 3, np.cbrt(parts), parts / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: Floats, other: Floats) -> float:
    """CIEDE2000 of two colours in Lab."""
    mean = np.mean([np.hypot(*one[1:]), np.hypot(*other[1:])])
    more = 1 + 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    chroma = [float(np.hypot(each[1] * more, each[2])) for each in (one, other)]
    hue = [float(np.degrees(np.arctan2(each[2], each[1] * more)) % 360) for each in (one, other)]
    turn = (hue[1] - hue[0] + 180) % 360 - 180 if min(chroma) else 0.0
    middle = hue[0] + turn / 2 if min(chroma) else sum(hue)
    level, strong = (one[0] + other[0]) / 2, sum(chroma) / 2
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    weight = 1 + sum(size * np.cos(np.radians(times * middle + shift)) for size, times, shift in waves)
    by_light = (other[0] - one[0]) / (1 + 0.015 * (level - 50) ** 2 / np.sqrt(20 + (level - 50) ** 2))
    by_chroma = (chroma[1] - chroma[0]) / (1 + 0.045 * strong)
    by_hue = 2 * np.sqrt(chroma[0] * chroma[1]) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * strong * weight)
    bent = 60 * np.exp(-((((middle % 360) - 275) / 25) ** 2))
    both = -2 * np.sqrt(strong**7 / (strong**7 + 25.0**7)) * np.sin(np.radians(bent)) * by_chroma * by_hue
    return float(np.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + both))


def apart(one: str, other: str) -> float:
    """How far two colours are from each other for the eye that tells them least."""
    return min(difference(lab(eye @ light(one)), lab(eye @ light(other))) for eye in EYES.values())


def test_the_difference_is_that_of_the_published_pairs() -> None:
    """Pairs of Sharma, Wu and Dalal (2005)."""
    pairs = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ]
    for one, other, expected in pairs:
        assert difference(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


def test_text_stands_out_from_its_ground() -> None:
    """4.5 to 1."""
    grounds = (palette.PAPER, palette.PALE, palette.TINT)
    for ink in (palette.INK, palette.SOFT, palette.SHORT, palette.DEMAND, palette.ACCENT):
        assert all(contrast(ink, ground) >= 4.5 for ground in grounds), ink
    assert all(contrast(ink, palette.PAPER) >= 4.5 for ink in (*STAGE_INKS, palette.SPARE, palette.INPUT))
    for name, look in {**LEVELS, **BASES}.items():
        assert contrast(look.ink, look.fill) >= 4.5, name
        assert contrast(palette.SOFT, look.fill) >= 4.5, name
    for ink in (palette.INK, palette.SOFT):
        assert contrast(ink, palette.HEAD) >= 4.5


def test_lines_and_marks_stand_out_from_paper() -> None:
    """3 to 1."""
    marks = [look.mark for look in (*LEVELS.values(), *BASES.values())]
    lines = [*STAGES, *SCENARIOS, *marks, palette.EDGE, palette.FOCUS, palette.REFERENCE, palette.SEATS]
    assert {each: contrast(each, palette.PAPER) >= 3 for each in lines} == dict.fromkeys(lines, True)


def test_every_eye_tells_neighbours_apart() -> None:
    """Meanings by much, neighbours of a row by enough; a level has its shape besides."""
    meanings = (palette.SEATS, palette.DEMAND, palette.SHORT, *STAGES[:3])
    for n, one in enumerate(meanings):
        assert all(apart(one, other) >= 15 for other in meanings[:n]), one
    for row in (STAGES, SCENARIOS):
        assert all(apart(*pair) >= 9 for pair in pairwise(row)), row
    scale = [LEVELS[name].mark for name in ("green", "blue", "yellow", "orange", "red")]
    assert all(apart(*pair) >= 7 for pair in pairwise(scale))
    assert all(apart(*pair) >= 6 for pair in pairwise(CLASSES))
    fills = (palette.SHORT_FILL, palette.SPARE_FILL, palette.BAND_FILL)
    assert all(apart(*pair) >= 5 for pair in (fills[:2], fills[1:], fills[::2]))


def test_no_two_levels_of_one_scale_have_one_shape() -> None:
    """So that colour is never the only sign."""
    scale = [LEVELS[name].shape for name in ("green", "yellow", "orange", "red", "surplus", "baseline", "unknown")]
    assert len(set(scale)) == len(scale)


def test_a_page_has_every_property_that_its_style_and_script_ask_for() -> None:
    """A name that is not there would be no colour at all, in silence."""
    given = set(palette.properties())
    page = SOURCE / "report" / "page"
    for sheet in page.glob("*.css"):
        asked = set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text(encoding="utf-8"))) - {"letters"}
        assert asked <= given, sheet.name
    for script in page.glob("script/*.js"):
        asked = set(re.findall(r'hue\("([\w-]+)"\)', script.read_text(encoding="utf-8")))
        assert asked <= given, script.name
    assert f"scenario-{len(SCENARIOS)}" not in given


COLOUR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
PARTS = ("*.py", "*.css", "*.js", "*.html")


def test_no_colour_stands_outside_the_palette() -> None:
    """Of whatever is ours, in any language."""
    found = [
        f"{path.relative_to(SOURCE)}: {each}"
        for part in PARTS
        for path in SOURCE.rglob(part)
        if path.name != "palette.py" and "echarts" not in path.parts
        for each in COLOUR.findall(path.read_text(encoding="utf-8"))
        if not re.fullmatch(r"#\d{3,4}", each) and not re.fullmatch(r"#add", each)
    ]
    assert found == []


NAMES = {"red", "green", "yellow", "blue", "cyan", "magenta", "orange", "dark_orange", "bold", "dim"}
CODES = {
    *("answers/track/tracking.py", "answers/warn/entries.py", "answers/warn/remedies.py"),
    *("workbook/write/page.py", "workbook/write/grade_sheet.py", "workbook/write/ledger_sheet.py"),
    *("workbook/write/register_sheet.py", "workbook/write/chart_sheet.py", "workbook/write/checks.py"),
    *("charts/map_marks.py", "charts/map_names.py", "workbook/write/resource_sheet.py"),
    *("workbook/write/records.py", "report/page/figures.py", "report/page/words.py"),
}
"""Modules in which such a word is a level, or a key of what the palette has."""


def test_no_colour_of_a_terminal_stands_outside_the_palette() -> None:
    """Cells name what they say, not how it is painted."""
    rooms = ("answers", "tables", "charts", "report", "workbook", "cli")
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}: {node.value}"
        for room in rooms
        for path in sorted((SOURCE / room).rglob("*.py"))
        if path.name not in ("words.py", "palette.py") and path.relative_to(SOURCE).as_posix() not in CODES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in NAMES
    ]
    assert found == []
