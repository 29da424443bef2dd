"""The picture of the style sheet: every colour and shape of `xuewei.tables.palette` with what it means.

    python docs/scripts/swatches.py            # writes docs/pictures/palette.svg and palette.en.svg

A test holds the pictures of the repository against what this writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from xuewei.charts.words import say
from xuewei.language.words import named
from xuewei.tables import palette
from xuewei.tables.palette import BASES, CLASSES, INK, LEVELS, PAPER, SCENARIOS, SOFT, STAGE_INKS, STAGES

PICTURES = Path(__file__).parent.parent / "pictures"
LANGUAGES = {"zh": "", "en": ".en"}
"""Languages, and what stands before the ending of their pictures."""
WIDTH, ROW, HEAD, COLUMNS, SAMPLE = 760, 38, 34, 3, 44
FONTS = "Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,system-ui,sans-serif"
HEADS = {
    "stages": ("学段", "Stages"),
    "chart": ("学位与需求", "Seats and demand"),
    "levels": ("预警", "Alerts"),
    "bases": ("依据", "What a figure rests on"),
    "scenarios": ("情景", "Scenarios"),
    "classes": ("余缺 ÷ 需求（地图）", "Balance ÷ demand (map)"),
}
WORDS = {
    "own": ("方案自设的学段 {n}", "a plan's own stage {n}"),
    "plan": ("方案本身", "the plan itself"),
    "scenario": ("情景 {n}", "scenario {n}"),
    "unknown": ("不明", "unknown"),
    "blue": ("蓝（富余）", "blue (surplus)"),
    "orange": ("橙", "orange"),
}
STEPS = ("< −20%", "−20…−10%", "−10…0%", "0…10%", "10…30%", "> 30%")
BUILT_IN = ("kindergarten", "primary", "middle")
Sample = tuple[str, str, str]
"""What is drawn in a box of 44 by 18, its name, and its colour as text."""


def main() -> None:
    """Write both pictures."""
    for lang, ending in LANGUAGES.items():
        (PICTURES / f"palette{ending}.svg").write_text(svg(lang), encoding="utf-8")


def svg(lang: str) -> str:
    """The picture in a language."""
    parts, y = [], 8
    for key, rows in groups(lang).items():
        parts.append(_text(12, y + 22, HEADS[key][lang != "zh"], INK, 15, "600"))
        y += HEAD
        for n, (drawn, name, colour) in enumerate(rows):
            x = 12 + (WIDTH - 24) // COLUMNS * (n % COLUMNS)
            top = y + n // COLUMNS * ROW
            parts.append(f'<g transform="translate({x} {top})">{drawn}</g>')
            parts.append(_text(x + SAMPLE + 10, top + 12, name, INK, 13))
            parts.append(_text(x + SAMPLE + 10, top + 26, colour, SOFT, 11))
        y += -(-len(rows) // COLUMNS) * ROW + 6
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}" role="img"'
    hatch = (
        '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0V5" stroke="{palette.SHORT}" stroke-width="2"/></pattern>'
    )
    ground = f'<rect width="{WIDTH}" height="{y}" fill="{PAPER}"/>'
    return f'{head} font-family="{FONTS}">\n<defs>{hatch}</defs>{ground}\n' + "\n".join(parts) + "\n</svg>\n"


def groups(lang: str) -> dict[str, list[Sample]]:
    """Every sample by the head that it stands under."""

    def word(key: str, **values: object) -> str:
        return WORDS[key][lang != "zh"].format(**values)

    stages = [named("stage", each, lang) for each in BUILT_IN]
    stages += [word("own", n=n) for n in range(1, len(STAGES) - len(stages) + 1)]
    levels = {each: named("warning", each, lang) for each in LEVELS if each not in ("blue", "orange", "unknown")}
    names = {each: levels.get(each) or word(each) for each in LEVELS}
    return {
        "stages": [
            (_box(colour, ink), name, colour) for colour, ink, name in zip(STAGES, STAGE_INKS, stages, strict=True)
        ],
        "chart": list(_chart(lang)),
        "levels": [(_level(each), names[each], LEVELS[each].mark) for each in LEVELS],
        "bases": [(_chip(look.fill, look.ink), named("basis", each, lang), look.ink) for each, look in BASES.items()],
        "scenarios": [
            (_line(colour, ""), word("scenario", n=n) if n else word("plan"), colour)
            for n, colour in enumerate(SCENARIOS)
        ],
        "classes": [(_box(colour, colour), step, colour) for colour, step in zip(CLASSES, STEPS, strict=True)],
    }


def _chart(lang: str) -> Iterator[Sample]:
    seats = "M0 14H14V4H44"
    yield _path(seats, palette.SEATS), say("seats.held", lang), palette.SEATS
    yield _path(seats, palette.SEATS, "5 3"), say("seats.planned", lang), palette.SEATS
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="2.5" fill="{palette.DEMAND}"/>' for x, y in ((2, 14), (22, 6), (42, 9))
    )
    yield _path("M2 14L22 6L42 9", palette.DEMAND) + dots, say("demand", lang), palette.DEMAND
    yield _box(palette.SHORT_FILL), say("shortage", lang), palette.SHORT
    yield _box(palette.SPARE_FILL), say("surplus", lang), palette.SPARE
    yield _box(palette.BAND_FILL), say("band", lang, level=0.8), palette.DEMAND
    yield _box("url(#hatch)", palette.SHORT), say("unsure.key", lang), palette.SHORT
    yield _path("M22 0V18", palette.EDGE, "2 2"), say("since.key", lang), palette.EDGE
    marks: dict[str, Callable[[int, int], str]] = {"opening": _up, "closing": _down, "conversion": _diamond}
    for key, mark in marks.items():
        yield mark(22, 9).replace("FILL", INK), say(key, lang), INK


def _level(name: str) -> str:
    look = LEVELS[name]
    mark = {
        "circle": '<circle cx="12" cy="9" r="5" fill="FILL"/>',
        "square": '<rect x="7" y="4" width="10" height="10" fill="FILL"/>',
        "up": _up(12, 9),
        "down": _down(12, 9),
        "diamond": _diamond(12, 9),
        "ring": '<circle cx="12" cy="9" r="4.5" fill="none" stroke="FILL" stroke-width="2"/>',
        "dots": '<circle cx="12" cy="9" r="4.5" fill="none" stroke="FILL" stroke-width="2" stroke-dasharray="2 2"/>',
    }[look.shape]
    return _rect(look.fill) + mark.replace("FILL", look.mark) + _text(24, 14, "Aa", look.ink, 12)


def _up(x: int, y: int) -> str:
    return f'<path d="M{x} {y - 6}L{x + 6} {y + 5}H{x - 6}Z" fill="FILL"/>'


def _down(x: int, y: int) -> str:
    return f'<path d="M{x} {y + 6}L{x + 6} {y - 5}H{x - 6}Z" fill="FILL"/>'


def _diamond(x: int, y: int) -> str:
    return f'<path d="M{x} {y - 6}L{x + 6} {y}L{x} {y + 6}L{x - 6} {y}Z" fill="FILL"/>'


def _chip(fill: str, ink: str) -> str:
    return _rect(fill) + _text(12, 14, "Aa", ink, 12)


def _box(fill: str, edge: str = "none") -> str:
    return f'<rect x="0.5" y="0.5" width="{SAMPLE - 1}" height="17" fill="{fill}" stroke="{edge}"/>'


def _rect(fill: str) -> str:
    return f'<rect width="{SAMPLE}" height="18" rx="4" fill="{fill}"/>'


def _line(colour: str, dash: str) -> str:
    return _path(f"M0 9H{SAMPLE}", colour, dash)


def _path(d: str, colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'


def _text(x: float, y: float, text: str, colour: str, size: int, weight: str = "400") -> str:
    look = f'font-size="{size}" font-weight="{weight}"'
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" {look}>{escape(text)}</text>'


if __name__ == "__main__":
    main()
