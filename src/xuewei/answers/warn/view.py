"""What `warn` shows: the answer in a sentence a year, a table a stage, and rows for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import overload

import numpy as np

from xuewei.answers.warn.entries import LEVELS, WARNED, Entries, EntryRow
from xuewei.answers.warn.remedies import Key, Remedy
from xuewei.answers.warn.resting import resting
from xuewei.answers.warn.sentences import answer_sentences, place_title, remedy_words
from xuewei.answers.warn.words import named, say
from xuewei.late import dataclass
from xuewei.model.balance import RED
from xuewei.model.stages import Stage
from xuewei.tables.notes import balance_words, cited, head, plan_title
from xuewei.tables.palette import LEVELS as LOOKS
from xuewei.tables.palette import PLAIN
from xuewei.tables.view import Column, Sheet, View

CONTRACT = (
    "year", "area", "zone", "school", "stage", "children", "children_other", "intake", "balance", "ratio", "level",
    "remedy",
)  # fmt: skip
"""Columns of machine output, in this order; more follow behind them."""
FURTHER = (
    *("remedy_kind", "remedy_place", "remedy_year", "classes_short", "classes_left", "name", "whence"),
    *("children_low", "children_high", "level_high"),
)
WORST = 20
"""Places that a table lists; of more, the tightest."""
CLOSED = 10
"""Shortages whose remedy is told before the whole table."""
SIDE = 3
"""Years side by side in 80 columns."""
COLOURS = {name: LOOKS[name].terminal for name in LEVELS} | {"unknown": PLAIN, "unlisted": PLAIN}
Cell = str | tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """What is to be shown: areas, zones, stages and levels by name (None: all)."""

    areas: AbstractSet[str] | None = None
    zones: AbstractSet[str] | None = None
    stages: AbstractSet[str] | None = None
    levels: AbstractSet[str] | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Warnings:
    """Entry grades with their remedies, and the part of them that is asked for: spots by stage, ``kept``, and their
    rows by stage, spot and year, ``rows``, those of the levels asked for."""

    found: Entries
    remedies: Mapping[Key, Remedy]
    kept: Mapping[str, Sequence[int]]
    rows: Sequence[tuple[Stage, int, int]]

    @classmethod
    def of(cls, found: Entries, remedies: Mapping[Key, Remedy], asked: Asked) -> Warnings:
        """The part that is asked for."""
        fits = np.array([_fits(found, n, asked) for n in range(len(found.spots))], dtype=bool)
        kept = {
            stage.name: np.flatnonzero(found.shown[stage.name] & fits).tolist()
            for stage in found.stages
            if asked.stages is None or stage.name in asked.stages
        }
        codes = None if asked.levels is None else [LEVELS.index(each) for each in asked.levels]
        stages = [stage for stage in found.stages if stage.name in kept]
        rows = []
        for stage in stages:
            levels = found.levels[stage.name]
            wanted = found.there(stage.name) & (True if codes is None else np.isin(levels, codes))
            rows += [(stage, t, n) for n in kept[stage.name] for t in np.flatnonzero(wanted[:, n]).tolist()]
        if codes is not None:
            held = {stage.name: {n for other, _, n in rows if other is stage} for stage in stages}
            kept = {stage: [n for n in spots if n in held[stage]] for stage, spots in kept.items()}
        return cls(found, remedies, kept, rows)

    @property
    def red(self) -> bool:
        """Whether any row is red."""
        return any(self.found.levels[stage.name][t, n] == LEVELS.index(RED) for stage, t, n in self.rows)

    def short(self) -> list[Key]:
        """The shortages among the rows, by year, the tightest first."""
        keys = [(stage.name, t, n) for stage, t, n in self.rows if (stage.name, t, n) in self.remedies]
        return sorted(keys, key=lambda key: (key[1], -self.remedies[key].classes))


def _fits(found: Entries, n: int, asked: Asked) -> bool:
    spot = found.spots[n]
    if asked.areas is not None and spot.area not in asked.areas:
        return False
    return asked.zones is None or not asked.zones.isdisjoint((spot.zone or "").split(";"))


class Records(Sequence[Mapping[str, object]]):
    """The rows for machines, each made when it is asked for: there may be a million."""

    def __init__(self, held: Warnings, lang: str) -> None:
        self.held, self.lang = held, lang

    def __len__(self) -> int:
        return len(self.held.rows)

    @overload
    def __getitem__(self, at: int) -> Mapping[str, object]: ...

    @overload
    def __getitem__(self, at: slice) -> list[Mapping[str, object]]: ...

    def __getitem__(self, at: int | slice) -> Mapping[str, object] | list[Mapping[str, object]]:
        if isinstance(at, slice):
            return [self._record(*place) for place in self.held.rows[at]]
        return self._record(*self.held.rows[at])

    def _record(self, stage: Stage, t: int, n: int) -> Mapping[str, object]:
        found, remedy = self.held.found, self.held.remedies.get((stage.name, t, n))
        return record(self.held, found.row(stage, t, n), remedy, self.lang) | _of_band(found, stage.name, t, n)


def record(held: Warnings, row: EntryRow, remedy: Remedy | None, lang: str) -> dict[str, object]:
    """One row for machines."""
    words = None if remedy is None else remedy_words(remedy, lang, held.found.by)
    return {
        "year": row.year,
        "area": row.spot.area,
        "zone": row.spot.zone,
        "school": row.spot.school,
        "stage": row.stage,
        "children": row.children,
        "children_other": row.others,
        "intake": row.intake,
        "balance": row.balance,
        "ratio": row.ratio,
        "level": row.level,
        "remedy": words,
        "remedy_kind": None if remedy is None else remedy.kind,
        "remedy_place": None if remedy is None else remedy.place,
        "remedy_year": None if remedy is None else remedy.year,
        "classes_short": row.classes_short,
        "classes_left": 0 if remedy is None and row.children is not None else None if remedy is None else remedy.left,
        "name": row.spot.name,
        "whence": row.whence,
    }


def _of_band(found: Entries, stage: str, t: int, n: int) -> dict[str, object]:
    """The children at both ends of their band, and the level at the high one; null where there is none."""
    ends = found.unsure.ends(stage, t, n) if found.unsure else None
    if ends is None:
        return dict.fromkeys(FURTHER[-3:])
    code = int(max(found.levels[stage][t, n], found.possible[stage][t, n]))
    return dict(zip(FURTHER[-3:], (*ends, LEVELS[code] if code >= 0 else None), strict=True))


def warn(held: Warnings, lang: str, *, detail: bool = False, today: date | None = None) -> View:
    """Sentences first; then children, intake and level by place and year, a table for every stage, and what closes the
    shortages; ``detail``: every row with all its figures instead. ``today`` is the day after which the years come."""
    found = held.found
    sheets = [Sheet(heading(found, lang), [], [], answer_sentences(found, held.kept, lang))]
    for stage in found.stages:
        if held.kept.get(stage.name):
            sheets += [_detail(held, stage, lang)] if detail else _years(held, stage, lang)
    if not detail:
        sheets += _closing(held, lang)
    limits = {
        name: {"value": each.value, "basis": each.basis, "source": cited(each, lang)}
        for name, each in found.found.assumptions.entry.items()
        if each.value
    }
    about = {**head(found.found), "by": found.by, "levels": limits, "years": list(found.years)}
    about |= {"band": found.unsure.level} if found.unsure else {}
    notes = resting(found, held.kept, lang, today)
    return View(sheets, Records(held, lang), about, notes, columns=(*CONTRACT, *FURTHER))


def heading(found: Entries, lang: str) -> str:
    """What the answer is about."""
    scenario = " + ".join(found.found.plan.scenarios)
    key = "heading.scenario" if scenario else "heading"
    return say(key, lang, plan=plan_title(found.found.plan, lang), scenario=scenario)


def _years(held: Warnings, stage: Stage, lang: str) -> Iterator[Sheet]:
    """Places × years of one stage, the tightest places of many, in tables that fit 80 columns."""
    found, spots = held.found, list(held.kept[stage.name])
    levels = found.levels[stage.name][:, spots]
    notes = []
    if len(spots) > WORST:
        children, intake = found.children[stage.name][:, spots], found.intake[stage.name][:, spots]
        tight = np.nan_to_num(children / np.maximum(intake, 1)).max(axis=0)
        order = np.lexsort((-tight, -levels.max(axis=0)))
        warned = int((levels[:, order[WORST:]] >= LEVELS.index(WARNED[0])).any(axis=0).sum())
        unit = say(f"unit.{found.by}", lang)
        notes = [say("worst", lang, n=len(spots) - WORST, warned=warned, unit=unit)]
        spots = [spots[n] for n in order[:WORST].tolist()]
    for first in range(0, len(found.years), SIDE):
        at = range(first, min(first + SIDE, len(found.years)))
        last = at.stop == len(found.years)
        columns = [Column(place_title(found, lang), rank=0), *(Column(str(found.years[t]), number=True) for t in at)]
        rows = [[found.spots[n].name, *(_cell(found, stage, t, n, lang) for t in at)] for n in spots]
        beside = [say("years.others", lang)] if (found.others[stage.name][:, spots] > 0).any() else []
        title = say("years.table", lang, stage=named("stage", stage.name, lang))
        yield Sheet(title, columns, rows, [*beside, *notes] if last else [])


def _cell(found: Entries, stage: Stage, t: int, n: int, lang: str) -> Cell:
    row = found.row(stage, t, n)
    if not row.intake and row.children == 0 and not row.others:
        return ""
    level = row.word
    children = say("unknown", lang) if row.children is None else f"{row.children:,}"
    word = named("level", level, lang)
    cell = say("cell", lang, children=children, intake=f"{row.intake:,}", level=word)
    if row.others:
        cell = say("cell.others", lang, cell=cell, n=f"{row.others:,}")
    return cell, COLOURS[level]


def _closing(held: Warnings, lang: str) -> list[Sheet]:
    """What closes the first shortages, a line each."""
    short = held.short()
    if not short:
        return []
    found, lines = held.found, []
    for key in short[:CLOSED]:
        stage, t, n = key
        children, intake = int(found.children[stage][t, n]), int(found.intake[stage][t, n])
        lines.append(
            say(
                "remedy.line",
                lang,
                year=found.years[t],
                stage=named("stage", stage, lang),
                place=found.spots[n].name,
                classes=held.remedies[key].classes,
                short=children - intake,
                remedy=remedy_words(held.remedies[key], lang, found.by),
            )
        )
    kinds = Counter(held.remedies[key].kind for key in short)
    parts = [say("remedy.kind", lang, kind=named("remedy_kind", kind, lang), n=n) for kind, n in kinds.most_common()]
    listed = say("list", lang).join(parts)
    more = [say("remedy.more", lang, n=len(short) - CLOSED, kinds=listed)] if len(short) > CLOSED else []
    return [Sheet(say("remedies", lang), [], [], [*lines, *more])]


def _detail(held: Warnings, stage: Stage, lang: str) -> Sheet:
    """Every row of a stage."""
    found = held.found
    spots = held.kept[stage.name]
    others = bool((~np.isnan(found.others[stage.name][:, spots])).any())
    banded = found.unsure is not None and bool(np.isfinite(found.unsure.high[stage.name][:, spots]).any())
    columns = [
        Column(place_title(found, lang), rank=0),
        Column(say("column.year", lang), number=True, rank=0),
        Column(say("column.children", lang), number=True),
        Column(say("column.intake", lang), number=True),
        Column(say("column.balance", lang), number=True),
        Column(say("column.ratio", lang), number=True),
        Column(say("column.level", lang)),
        *(
            [Column(say("column.others", lang), number=True, rank=2, full_title=say("column.others.full", lang))]
            if others
            else []
        ),
        *([Column(say(f"column.{key}", lang), number=key == "high") for key in ("high", "possible")] if banded else []),
        Column(say("column.remedy", lang), rank=3),
    ]
    rows = [
        _line(
            found.row(kind, t, n),
            held.remedies.get((kind.name, t, n)),
            found.by,
            others,
            _at_most(found, kind.name, t, n, lang) if banded else [],
            lang,
        )
        for kind, t, n in held.rows
        if kind is stage
    ]
    return Sheet(say("detail.table", lang, stage=named("stage", stage.name, lang)), columns, rows)


def _at_most(found: Entries, stage: str, t: int, n: int, lang: str) -> list[Cell]:
    """The children at the high end of their band, and the level that they make."""
    values = _of_band(found, stage, t, n)
    high, level = values["children_high"], values["level_high"]
    if high is None:
        return [say("unknown", lang)] * 2
    return [f"{high:,}", (named("level", str(level), lang), COLOURS[str(level)]) if level else say("unknown", lang)]


def _line(
    row: EntryRow, remedy: Remedy | None, by: str, others: bool, at_most: Sequence[Cell], lang: str
) -> list[Cell]:
    level, unknown = row.word, say("unknown", lang)
    return [
        row.spot.name,
        str(row.year),
        unknown if row.children is None else f"{row.children:,}",
        f"{row.intake:,}",
        unknown if row.balance is None else balance_words(row.balance, lang),
        unknown if row.ratio is None else f"{row.ratio:.1%}",
        (named("level", level, lang), COLOURS[level]),
        *([unknown if row.others is None else f"{row.others:,}"] if others else []),
        *at_most,
        "" if remedy is None else remedy_words(remedy, lang, by),
    ]
