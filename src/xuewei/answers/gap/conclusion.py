"""The conclusion in words: what awaits the stages after now, the years before, what is known to be open, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from xuewei.answers.gap.advice import (
    NAMED,
    and_words,
    listed,
    names_words,
    numbered,
    projects_sheet,
    to_do,
    years_words,
)
from xuewei.answers.gap.ahead import (
    ENOUGH,
    KNOWN,
    SHORT,
    SPARE,
    TIGHT,
    UNSURE,
    Ahead,
    Card,
    Prospect,
    cards,
    lacking,
    prospects,
    worst_of_areas,
)
from xuewei.answers.gap.cautions import cautions
from xuewei.answers.gap.closing_words import closing_sentences, later_sentences
from xuewei.answers.gap.closings import Closing, closings
from xuewei.answers.gap.conclusion_record import ahead_record, closings_record, recommended_record, unmet_record
from xuewei.answers.gap.recommended import Recommended, recommended
from xuewei.answers.gap.reliance import Omission, Reliance, omission, reliance
from xuewei.answers.gap.unmet import Unmet, unmet, unmet_words
from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow
from xuewei.model.calendar import school_year
from xuewei.model.plan import STATUSES
from xuewei.model.rounding import whole
from xuewei.tables.band_notes import lacking_notes, without_band_notes
from xuewei.tables.notes import COLOURS, balance_words
from xuewei.tables.palette import BAD, DOUBTFUL
from xuewei.tables.view import Column, Sheet
from xuewei.tables.words import say as say_in_tables

if TYPE_CHECKING:
    from xuewei.model.bands import DemandBands

Cell = str | tuple[str, str]


@dataclass(frozen=True, eq=False, repr=False)
class Conclusion:
    """What lies ahead, what is known to be open (None: nothing to say), what to do (None: no year is ahead)."""

    ahead: Ahead
    both: Reliance | None
    todo: Recommended | None

    @classmethod
    def of(
        cls, found: Assessment, rows: Sequence[BalanceRow], bands: DemandBands | None = None, today: date | None = None
    ) -> Conclusion:
        """Of the areas and stages in ``rows``, seen on a day (None: from the last year that is no forecast)."""
        ahead = Ahead.of(found, rows, bands, today)
        return cls(ahead, reliance(found, ahead.stages, ahead.areas), recommended(ahead))

    @property
    def spare(self) -> Omission:
        """What could be left out, by the years ahead where there are any."""
        if self.todo:
            return self.todo.spare
        found, since = self.ahead.found, self.ahead.now + 1
        return omission(found, self.ahead.areas, since if since in found.known else None)

    def message(self, lang: str) -> str:
        """One sentence on the years ahead, the heading."""
        return message(self.ahead, lang)

    def past(self, lang: str) -> str:
        """One line on the years up to now; empty without any."""
        return past(self.ahead, lang)

    def delivered(self, lang: str) -> list[str]:
        """Planned and delivered as a pair; nothing where there is nothing to say."""
        return delivered(self.both, self.ahead, lang)

    @property
    def rows(self) -> list[BalanceRow]:
        """All rows that it speaks of."""
        return [*self.ahead.past, *self.ahead.rows]

    def to_do(self, lang: str) -> list[str]:
        """What to do, numbered, and what stays short all the same; nothing where there is nothing to decide."""
        return [
            *numbered([*to_do(self.todo, lang), *later_sentences(self.taken, self.ahead, lang)], lang),
            *unmet_words(self.ahead, self.todo, self.unmet, lang, later=any(each.later for each in self.taken)),
            *cautions(self.ahead, self.todo, self.unmet, lang),
        ]

    @cached_property
    def unmet(self) -> list[Unmet]:
        """What stays short ahead whatever is done with the projects."""
        return unmet(self.ahead, self.todo, self.taken)

    @cached_property
    def taken(self) -> list[Closing]:
        """Schools whose closing is part of a shortage ahead."""
        return closings(self.ahead)

    def closings(self, lang: str) -> list[str]:
        """Which closings are part of the shortages ahead; nothing without any."""
        return closing_sentences(self.taken, lang, several=len(self.ahead.areas) > 1)

    def projects(self, lang: str) -> list[Sheet]:
        """Every project that is needed, or could turn, in a table; nothing where there is none."""
        return projects_sheet(self.todo, lang) if self.todo else []

    def record(self) -> dict[str, object]:
        """For machines: the cards, both readings, and the ids of what something is to be done with."""
        both, todo = self.both, self.todo
        return {
            "ahead": ahead_record(self.ahead),
            "rests_on": both and {**vars(both), "day": both.day.isoformat(), "begun": [each.id for each in both.begun]},
            "could_be_left_out": [each.id for each in self.spare.schools],
            "recommended": todo and recommended_record(todo),
            "closings": closings_record(self.taken),
            "unmet": None if todo is None else unmet_record(self.unmet),
        }


def message(ahead: Ahead, lang: str) -> str:
    """One sentence, the heading: the stages by what awaits them, those of which the same plain thing is said together,
    youngest children first."""
    told, plain = list[str | tuple[str, list[str]]](), dict[str, list[str]]()
    for each in prospects(ahead):
        stage = named("stage", each.stage, lang)
        if each.state not in (ENOUGH, SPARE):
            told.append(_prospect(ahead, each, stage, lang))
        elif each.state in plain:
            plain[each.state].append(stage)
        else:
            plain[each.state] = [stage]
            told.append((each.state, plain[each.state]))
    parts = [
        each if isinstance(each, str) else say(_key(ahead, each[0]), lang, stages=and_words(each[1], lang))
        for each in told
    ]
    joined = say("answer.join", lang).join(parts)
    if ahead.over:
        years = sorted({row.year for row in (*ahead.past, *ahead.rows)})
        key = "ahead.running" if ahead.running else "ahead.over"
        return say(key, lang, years=years_words(years, lang), last=ahead.years[-1], parts=joined)
    return say("ahead", lang, years=years_words(ahead.years, lang), parts=joined)


def _key(ahead: Ahead, state: str) -> str:
    return f"ahead.areas.{state}" if len(ahead.areas) > 1 else f"ahead.{state}"


def _prospect(ahead: Ahead, found: Prospect, stage: str, lang: str) -> str:
    """What awaits a stage, unless it is enough."""
    row, several, key = found.row, len(ahead.areas) > 1, _key(ahead, found.state)
    if found.state == SHORT and len(found.years) == 1 and not several:
        key += ".once"
    elif found.state == TIGHT and not found.balance:
        key += ".even"
    more = ""
    if several and found.more_areas:
        more = say("ahead.areas.short.more", lang, areas=len(found.more_areas))
    elif not several and found.more_years:
        more = say("ahead.short.more", lang, years=years_words(found.more_years, lang))
    words = say(
        key,
        lang,
        stage=stage,
        years=years_words(found.years, lang),
        worst=row.year,
        n=abs(found.balance),
        areas=len(found.areas),
        area=row.area,
        alert=named("warning", row.warning, lang),
    )
    return words + more


def past(ahead: Ahead, lang: str) -> str:
    """One line on the years up to now, as planned; empty without any."""
    if not ahead.past:
        return ""
    parts, enough, several = list[str](), list[str](), len(ahead.areas) > 1
    for stage in ahead.stages:
        name = named("stage", stage, lang)
        short = [row for row in ahead.past if row.stage == stage and row.balance < 0]
        if not short:
            enough.append(name)
            continue
        worst, years = worst_of_areas(short), sorted({row.year for row in short})
        places = [say("past.place", lang, area=row.area, worst=row.year, n=-row.balance) for row in worst[:NAMED]]
        values = {"stage": name, "worst": worst[0].year, "n": -worst[0].balance, "places": listed(places, lang)}
        key = "past.areas.short" if several else "past.short.once" if len(years) == 1 else "past.short"
        parts.append(say(key, lang, years=years_words(years, lang), areas=len(worst), **values))
    if enough:
        parts.append(say("past.none", lang, stages=and_words(enough, lang)))
    years = sorted({row.year for row in ahead.past})
    key = f"{ahead.past_kind}.delivered" if ahead.found.plan.delivery else ahead.past_kind
    return say(key, lang, years=years_words(years, lang), parts=say("answer.join", lang).join(parts))


def cards_sheet(ahead: Ahead, lang: str) -> Sheet:
    """A line for each stage: now, the tightest year ahead with its band and its alert, the last year; of several areas
    how many are short, the tightest of them, and the shortages of the last year together."""
    held, several = cards(ahead), len(ahead.areas) > 1
    banded = any(each.band for each in held)
    level = ahead.bands.banding.level if ahead.bands else 0
    now, last = any(each.now for each in held), not ahead.over
    columns = [
        Column(label("stage", lang), rank=0),
        *([Column(say("ahead.now", lang, year=ahead.now), number=True, rank=2)] if now else []),
        *([Column(say("ahead.short_areas", lang), number=True)] if several else []),
        *([Column(say("ahead.place", lang), rank=0)] if several else []),
        Column(say("ahead.tightest.over" if ahead.over else "ahead.tightest", lang), number=True),
        *([Column(say("ahead.reach", lang, level=level), number=True, rank=3)] if banded else []),
        Column(say("ahead.alert", lang), rank=2),
        *([Column(_last_title(ahead, lang), number=True, rank=4)] if last else []),
    ]
    rows = [_card_row(each, now=now, banded=banded, last=last, lang=lang) for each in held]
    return Sheet(say("ahead.title", lang), columns, rows, _high(ahead, held, lang))


def _high(ahead: Ahead, held: Sequence[Card], lang: str) -> list[str]:
    """What high demand is where something is short then alone; that nothing is where all years that are not short have
    a band; and which stages have none, with what they lack."""
    if ahead.bands is None:
        return []
    level = ahead.bands.banding.level
    without = [row for row in ahead.rows if row.balance >= 0 and lacking(ahead, row) not in ("", KNOWN)]
    records = [{"year": row.year, "area": row.area, "stage": row.stage, "band_source": None} for row in without]
    rows = [(row.area, row.stage, row.year) for row in without]
    told = [*lacking_notes(ahead.bands, records, lang), *without_band_notes(ahead.bands, rows, lang)]
    told += [say("ahead.high.unknown", lang)] if told else []
    several = len(ahead.areas) > 1
    more = (each.prospect.more_areas if several else each.prospect.more_years for each in held)
    if any(more) or any(each.prospect.state == UNSURE for each in held):
        return [say("ahead.high", lang, level=level), *told]
    if told or all(each.prospect.state == SHORT for each in held):
        return told
    if not any(lacking(ahead, row) == "" for row in ahead.rows):
        return []  # all years are known: nothing in them is a forecast
    other = "other" if any(each.prospect.state == SHORT for each in held) else "all"
    return [say("ahead.high.none", lang, level=level, other=say(f"ahead.high.{other}", lang))]


def _last_title(ahead: Ahead, lang: str) -> str:
    key = "ahead.together" if len(ahead.areas) > 1 else "ahead.now"
    return say(key, lang, year=ahead.years[-1])


def _card_row(card: Card, *, now: bool, banded: bool, last: bool, lang: str) -> list[Cell]:
    row, several = card.tightest, card.areas > 1
    tightest = say("ahead.in", lang, year=row.year, balance=balance_words(row.balance, lang))
    areas = say("ahead.short_areas.of", lang, n=card.short, all=card.areas)
    together = (balance_words(card.together, lang), BAD) if card.together else say("enough", lang)
    return [
        named("stage", row.stage, lang),
        *([_balance(card.now, lang)] if now else []),
        *([areas, row.area] if several else []),
        (tightest, BAD if row.balance < 0 else ""),
        *([_reach(card, lang)] if banded else []),
        alert(card, lang),
        *([together if several else _balance(card.last, lang)] if last else []),
    ]


def _balance(row: BalanceRow | None, lang: str) -> Cell:
    if row is None:
        return "—"
    return balance_words(row.balance, lang), BAD if row.balance < 0 else ""


def _reach(card: Card, lang: str) -> Cell:
    if card.band is None:
        return "—"
    low, high = (card.tightest.seats - whole(each) for each in (card.band.high, card.band.low))
    words = say("ahead.reach.of", lang, low=balance_words(low, lang), high=balance_words(high, lang))
    return words, BAD if low < 0 else ""


def alert(card: Card, lang: str) -> tuple[str, str]:
    """The alert of the tightest year and its colour: that of its band where the year is not short but may be."""
    row = card.tightest
    if card.band is not None and row.balance >= 0 > row.seats - whole(card.band.high):
        return say_in_tables("band.yellow", lang), DOUBTFUL
    return named("warning", row.warning, lang), COLOURS[row.warning]


def delivered(found: Reliance | None, ahead: Ahead, lang: str) -> list[str]:
    """Planned and delivered as a pair: how many are known to be open, both balances, and that with those in building;
    nothing where there is nothing to say. Its day is not named while it is still to come."""
    if found is None:
        return []
    stated = say("pair.stated", lang, n=found.stated) if found.stated else ""
    counts = {"projects": found.projects, "counted": found.counted, "unknown": found.unknown}
    day = say("day", lang, year=found.day.year, month=found.day.month, day=found.day.day, date=found.day)
    when = say("pair.by", lang, day=day) if school_year(found.day) <= ahead.now else ""
    first = say("pair", lang, when=when, stated=stated, **counts)
    if not found.shorter():
        first_year, last_year = ahead.found.plan.years
        return [first, say("pair.enough", lang, first=first_year, last=last_year)]
    both = {key: balances_words(getattr(found, key), lang) for key in ("planned", "delivered")}
    told = [first, say("pair.shortage" if len(ahead.areas) > 1 else "pair.balance", lang, year=found.year, **both)]
    if found.begun:
        values = {"year": found.year, "parts": balances_words(found.with_begun, lang)}
        told.append(say("pair.begun", lang, schools=_begun(found, lang), **values))
    return told


def _begun(found: Reliance, lang: str) -> str:
    """The schools that are begun and not open, each by the status that it has."""
    by_status: dict[str, list[str]] = {}
    for each in sorted(found.begun, key=lambda each: STATUSES.index(each.status)):
        by_status.setdefault(each.status, []).append(each.name or each.id)
    parts = [
        say(f"pair.begun.{status}", lang, n=len(names), names=names_words(names, lang))
        for status, names in by_status.items()
    ]
    return and_words(parts, lang)


def balances_words(balances: Mapping[str, int], lang: str) -> str:
    """Balances by stage in words."""
    words = {stage: balance_words(n, lang) if n else say("enough", lang) for stage, n in balances.items()}
    return listed([say("of", lang, stage=named("stage", stage, lang), balance=n) for stage, n in words.items()], lang)
