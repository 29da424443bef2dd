"""`gap --by provision`: seats by who they are for, their shares against the targets, and demand split by these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import overload

import numpy as np

from xuewei.answers.gap.answer_view import SHOWN_AREAS, WORST, Cell, heading
from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure
from xuewei.model.balance import RATE_DIGITS
from xuewei.model.policy import Listed
from xuewei.model.provision import (
    INCLUSIVE,
    KINDS,
    PUBLIC,
    STAGE,
    UNKNOWN,
    Ints,
    ProvisionSeats,
    Share,
    provision_of,
    provision_seats,
    target_parts,
)
from xuewei.model.rounding import whole_rows, wholes
from xuewei.tables.notes import balance_words, head, notes
from xuewei.tables.palette import BAD, DOUBTFUL
from xuewei.tables.view import Column, Sheet, View, as_cell, quoted

COLUMNS = ("year", "area", "stage", "provision", "seats", "share", "demand", "balance")
VERDICTS = {True: "meets", None: "unknown", False: "breaks"}
_CSV = ",".join(["%s"] * len(COLUMNS)) + "\n"
_JSON = "    {\n" + ",\n".join(f'      "{column}": %s' for column in COLUMNS) + "\n    }"


@dataclass(frozen=True, eq=False, repr=False)
class ProvisionTable:
    """One stage: seats by what they are, over all areas and years, and the ``areas`` and ``years`` that are asked for,
    by their places ``at`` and ``moments``. ``parts`` of the demand are what each kind is to meet (None: no target)."""

    stage: str
    areas: tuple[str, ...]
    at: tuple[int, ...]
    years: tuple[int, ...]
    moments: tuple[int, ...]
    held: ProvisionSeats
    wanted: Ints
    parts: tuple[float | None, ...]
    targets: Mapping[str, Figure]

    @cached_property
    def seats(self) -> Ints:
        """Whole seats ``(kind, year, area)`` of what is asked for."""
        return self.held.whole[:, list(self.moments)][:, :, list(self.at)]

    @cached_property
    def demand(self) -> Ints:
        """The demand that each kind is to meet, in whole numbers, alike; 0 where no target says it."""
        shares = np.array([part or 0.0 for part in self.parts])
        split = self.wanted[..., None] * shares
        sums = self.wanted if None not in self.parts[:-1] else wholes(split.sum(axis=2))
        return np.moveaxis(whole_rows(split, sums), 2, 0)

    def share(self, name: str, t: int, n: int | None = None) -> Share:
        """A share of one of the areas asked for (None: of all of them together) in one of the years."""
        return self.held.share(name, self.moments[t], self.at if n is None else [self.at[n]])

    def __len__(self) -> int:
        return self.seats.size

    def lines(self) -> Iterator[tuple[object, ...]]:
        """The rows as machines get them, in the order of :data:`COLUMNS`."""
        sums = self.seats.sum(axis=0)
        for n, area in enumerate(self.areas):
            for t, year in enumerate(self.years):
                every = int(sums[t, n])
                for k, kind in enumerate(KINDS):
                    seats, demand = int(self.seats[k, t, n]), int(self.demand[k, t, n])
                    target = (None, None) if self.parts[k] is None else (demand, seats - demand)
                    share = round(seats / every, RATE_DIGITS) if every else None
                    yield year, area, self.stage, kind, seats, share, *target


@dataclass(frozen=True, eq=False, repr=False)
class ProvisionRecords(Sequence[Mapping[str, object]]):
    """The rows of some tables, made when they are asked for: a country has millions."""

    tables: Sequence[ProvisionTable]

    def __len__(self) -> int:
        return sum(map(len, self.tables))

    def __iter__(self) -> Iterator[Mapping[str, object]]:
        return (dict(zip(COLUMNS, line, strict=True)) for table in self.tables for line in table.lines())

    @overload
    def __getitem__(self, n: int) -> Mapping[str, object]: ...
    @overload
    def __getitem__(self, n: slice) -> list[Mapping[str, object]]: ...
    def __getitem__(self, n: int | slice) -> Mapping[str, object] | list[Mapping[str, object]]:
        if isinstance(n, slice):
            return list(islice(self, *n.indices(len(self))))
        return next(islice(self, n if n >= 0 else len(self) + n, None))

    def text(self, form: str) -> Iterator[str]:
        """The rows as :func:`~xuewei.tables.view.as_csv` or :func:`~xuewei.tables.view.as_json` writes them."""
        pattern, spoken, nothing = (_CSV, as_cell, "") if form == "csv" else (_JSON, quoted, "null")
        for table in self.tables:
            texts = {each: spoken(each) for each in (*table.areas, table.stage, *KINDS)}
            for line in table.lines():
                yield pattern % tuple(
                    nothing if each is None else texts[each] if isinstance(each, str) else each for each in line
                )


def provision_tables(
    found: Assessment, years: Sequence[int], stages: Sequence[str], areas: Sequence[str], government: Listed
) -> list[ProvisionTable]:
    """A table for every stage, of the years whose seats are known."""
    held = provision_seats(found, government)
    moments = tuple(year for year in years if year in found.known)
    rows, at = [found.years.index(year) for year in moments], [found.areas.index(area) for area in areas]
    targets = found.assumptions.targets
    return [
        ProvisionTable(
            stage,
            tuple(areas),
            tuple(at),
            moments,
            tuple(rows),
            held[stage],
            wholes(found.demand[stage].sum(axis=2)[np.ix_(rows, at)]),
            target_parts(targets, stage),
            targets if stage == STAGE else {},
        )
        for stage in stages
    ]


def by_provision(
    found: Assessment, tables: Sequence[ProvisionTable], government: Listed, lang: str, *, year: int | None
) -> tuple[View, bool]:
    """The view, and whether a target cannot be met in the year that its sentences are about: the one asked for
    (``year``), else the plan's last. Tables of stages of which nobody wrote anything and that have no target are left
    to the records, unless there are no others."""
    years = tables[0].years
    told = [each for each in tables if each.targets or (each.seats[:-1] != 0).any()] or list(tables)
    records, columns = ProvisionRecords(tables), list(COLUMNS)
    if not years:
        return View([Sheet(heading(found, lang), [], [])], records, head(found), notes(found, lang), columns), False
    t = years.index(min(max(found.plan.years[1] if year is None else year, years[0]), years[-1]))
    areas = tables[0].areas
    lines = [line for table in told for line in _sentences(table, t, lang)]
    sheets = [Sheet(heading(found, lang), [], [], lines)]
    if len(areas) > SHOWN_AREAS:
        sheets += [_worst(table, t, lang) for table in told]
    else:
        draw = _course if year is None else _one_year
        sheets += [draw(table, n, lang) for table in told for n in range(len(areas))]
    rows = found.rows(years[-1:], [table.stage for table in told], areas)
    more = [*_notes(found, told, t, government, lang), *notes(found, lang, rows)]
    shares = [_share(table, name, t) for table in tables for t in range(len(years)) for name in table.targets]
    broken = any(_share(table, name, t)["verdict"] == VERDICTS[False] for table in told for name in table.targets)
    return View(sheets, records, {**head(found), "shares": shares}, more, columns), broken


def _share(table: ProvisionTable, name: str, t: int) -> dict[str, object]:
    """A share of all areas asked for, for machines."""
    target = table.targets[name].value
    row: dict[str, object] = {"year": table.years[t], "stage": table.stage, "share": name, "target": target}
    one = table.share(name, t)
    if one.seats <= 0:
        return {**row, "lowest": None, "highest": None, "wanted": None, "verdict": "unknown"}
    ends = {"lowest": round(one.lowest, RATE_DIGITS), "highest": round(one.highest, RATE_DIGITS)}
    return {**row, **ends, "wanted": one.wanted(target), "verdict": VERDICTS[one.reaches(target)]}


def _percent(*ends: float) -> str:
    return "–".join(dict.fromkeys(f"{100 * end:.1f}".removesuffix(".0") for end in ends)) + " %"


def _sentences(table: ProvisionTable, t: int, lang: str) -> Iterator[str]:
    """The shares of all areas together, and of each where they are few; of many, how many fall short."""
    several = len(table.areas) > 1
    yield _sentence(table, t, None, say("provision.all", lang) if several else table.areas[0], lang)
    if several and len(table.areas) <= SHOWN_AREAS:
        yield from (_sentence(table, t, n, area, lang) for n, area in enumerate(table.areas))


def _sentence(table: ProvisionTable, t: int, n: int | None, area: str, lang: str) -> str:
    one = {name: table.share(name, t, n) for name in (PUBLIC, INCLUSIVE)}
    where = say("grades.short.area", lang, area=area, stage=named("stage", table.stage, lang))
    both = one[INCLUSIVE]
    if both.seats <= 0:
        return say("provision.none", lang, where=where, year=table.years[t])
    parts = say("answer.join", lang).join(
        _against(name, each, table.targets.get(name), lang) for name, each in one.items()
    )
    unknown = ""
    if both.unknown:
        values = {"schools": both.unknown_schools, "seats": both.unknown, "unlisted": both.unlisted}
        key = "unlisted" if both.unlisted and both.unknown_schools else "no_school" if both.unlisted else "schools"
        shares = {f"{name}_share": _percent(each.highest) for name, each in one.items()}
        unknown = say(f"provision.{key}", lang, **values) + say("provision.if_all", lang, **shares)
    return say("provision.answer", lang, where=where, year=table.years[t], parts=parts, unknown=unknown)


def _against(name: str, one: Share, target: Figure | None, lang: str) -> str:
    words = say(f"provision.{name}", lang)
    if target is None:
        return say("provision.share", lang, name=words, share=_percent(one.lowest))
    verdict = say(f"provision.{VERDICTS[one.reaches(target.value)]}", lang, n=one.wanted(target.value))
    return say(
        "provision.target", lang, name=words, share=_percent(one.lowest), target=_percent(target.value), verdict=verdict
    )


def _title(table: ProvisionTable, n: int, lang: str) -> str:
    return say("provision.title", lang, area=table.areas[n], stage=named("stage", table.stage, lang))


def _kind(kind: str, lang: str) -> str:
    return say("provision.kind.unknown", lang) if kind == UNKNOWN else named("provision", kind, lang)


def _one_year(table: ProvisionTable, n: int, lang: str) -> Sheet:
    """A line for every kind of seats of one year, one for public and inclusive together, and the sum."""
    seats, demand = table.seats[:, 0, n], table.demand[:, 0, n]
    every, bound = int(seats.sum()), bool(seats[-1] > 0)
    rows: list[list[Cell]] = []
    for k, kind in enumerate(KINDS):
        own = None if table.parts[k] is None else int(demand[k])
        rows.append(_line(_kind(kind, lang), int(seats[k]), every, own, lang, bound=bound))
        if kind == INCLUSIVE:
            wanted = None if None in table.parts[:2] else int(demand[:2].sum())
            both = int(seats[:2].sum())
            rows.append(_line(say("provision.both", lang), both, every, wanted, lang, bound=bound))
    rows.append(_line(label("total", lang), every, every, int(table.wanted[0, n]), lang))
    columns = [
        Column(say("provision.kind", lang), rank=0),
        Column(label("seats", lang), number=True, rank=1),
        Column(say("provision.head.share", lang), number=True, rank=2),
        Column(say("provision.demand", lang), number=True, rank=3),
        Column(label("balance", lang), number=True, rank=1),
    ]
    return Sheet(f"{_title(table, n, lang)} · {table.years[0]}", columns, rows)


def _line(name: str, seats: int, every: int, demand: int | None, lang: str, *, bound: bool = False) -> list[Cell]:
    """``bound``: there are seats of which nobody knows what they are, so that the balance is the least that it is."""
    share = _percent(seats / every) if every > 0 else ""
    if demand is None:
        return [name, f"{seats:,}", share, "", ""]
    balance = seats - demand
    words = balance_words(balance, lang)
    if bound:
        words = say("provision.most" if balance < 0 else "provision.least", lang, balance=words)
    return [name, f"{seats:,}", share, f"{demand:,}", (words, DOUBTFUL if bound else BAD) if balance < 0 else words]


def _course(table: ProvisionTable, n: int, lang: str) -> Sheet:
    """A line a year: seats by kind, both shares between their bounds, and seats wanted for the public one."""
    rows: list[list[Cell]] = []
    for t, year in enumerate(table.years):
        seats = [f"{int(each):,}" for each in table.seats[:, t, n]]
        rows.append([str(year), *seats, *_shares(table, t, n)])
    columns = [
        Column(label("year", lang), rank=0),
        *(Column(_kind(kind, lang), number=True, rank=3 if kind == "private" else 2) for kind in KINDS),
        *(Column(say(f"provision.head.{name}", lang), number=True, rank=1) for name in (PUBLIC, INCLUSIVE)),
    ]
    return Sheet(_title(table, n, lang), columns, rows)


def _shares(table: ProvisionTable, t: int, n: int) -> list[Cell]:
    """Both shares, red where a target cannot be met and yellow where it is open."""
    cells: list[Cell] = []
    for name in (PUBLIC, INCLUSIVE):
        one, target = table.share(name, t, n), table.targets.get(name)
        if one.seats <= 0:
            cells.append("")
            continue
        verdict = one.reaches(target.value) if target else True
        cells.append((_percent(one.lowest, one.highest), {True: "", None: DOUBTFUL, False: BAD}[verdict]))
    return cells


def _worst(table: ProvisionTable, t: int, lang: str) -> Sheet:
    """Of many areas those with the lowest public share, one line each, of one year."""
    seats = table.seats[:, t]
    every = seats.sum(axis=0)
    public = np.divide(seats[0], every, out=np.full(len(every), np.inf), where=every > 0)
    order = [int(n) for n in np.argsort(public, kind="stable")[:WORST]]
    rows = [[table.areas[n], f"{int(every[n]):,}", *_shares(table, t, n), f"{int(seats[-1, n]):,}"] for n in order]
    columns = [
        Column(label("area", lang), rank=0),
        Column(label("seats", lang), number=True, rank=2),
        *(Column(say(f"provision.head.{name}", lang), number=True, rank=1) for name in (PUBLIC, INCLUSIVE)),
        Column(_kind(UNKNOWN, lang), number=True, rank=2),
    ]
    rest = len(table.areas) - len(order)
    more = [say("provision.more", lang, n=rest)] if rest else []
    stage = named("stage", table.stage, lang)
    return Sheet(say("provision.worst", lang, stage=stage, year=table.years[t]), columns, rows, more)


def _notes(found: Assessment, tables: Sequence[ProvisionTable], t: int, government: Listed, lang: str) -> Iterator[str]:
    """What shares are of, how demand is split, and which keys decide what is unknown."""
    for table in tables:
        if None not in table.parts[:-1]:
            split = {kind: _percent(part or 0.0) for kind, part in zip(KINDS, table.parts[:-1], strict=False)}
            yield say("provision.split", lang, stage=named("stage", table.stage, lang), **split)
    one = [table.share(PUBLIC, t) for table in tables]
    if any(each.unknown_schools for each in one):
        yield say("provision.write", lang)
    if any(each.unlisted for each in one):
        yield say("provision.list", lang)
    stages, areas = {table.stage for table in tables}, set(tables[0].areas)
    derived = sum(
        provision_of(school, government)[0] is not None and school.provision is None
        for school in found.plan.schools
        if school.area in areas and stages & {*school.seats} and not school.cancelled
    )
    if derived:
        yield say("provision.derived", lang, n=derived)
