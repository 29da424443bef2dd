"""What both forms of the report show: the plan as it is, scenarios beside it, how it counts, what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from xuewei.answers.compare.standings import Standing, standings
from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.bands_view import gap_band_notes
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.resources.resourcing import STAGE, Resources
from xuewei.answers.resources.view import Shown
from xuewei.answers.resources.view import view as resources_view
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow
from xuewei.model.bands import DemandBands
from xuewei.model.calendar import school_year
from xuewei.model.plan import BALANCED
from xuewei.report.words import say
from xuewei.tables.base_seats import earlier_lines, stages_by_rule
from xuewei.tables.move_notes import migration_notes
from xuewei.tables.notes import notes, whence
from xuewei.tables.people_notes import last_births, last_totals
from xuewei.tables.plain import plain, plain_lines
from xuewei.tables.view import Sheet, View, text_of


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """``worlds`` by name: the plan as it is first (``base``), then each scenario. ``years`` are the school years shown,
    in order; ``bands`` those of the plan as it is, None where no year is a forecast. ``today`` is the day after which
    the Septembers come whose entry grades are warned of (None: no warnings). ``needs`` are the classes, teachers and
    money of the plan as it is (None: not shown), ``sites`` which candidate sites to take, and why (None:
    there are none)."""

    worlds: Sequence[tuple[str, Assessment]]
    years: Sequence[int]
    bands: DemandBands | None = None
    today: date | None = None
    needs: Resources | None = None
    sites: View | None = None

    @property
    def found(self) -> Assessment:
        """The plan as it is."""
        return self.worlds[0][1]

    @property
    def stages(self) -> list[str]:
        """All stages, youngest children first."""
        return [each.name for each in self.found.stages]

    @property
    def compared(self) -> bool:
        """Whether scenarios stand beside the plan."""
        return len(self.worlds) > 1

    def rows(self) -> list[BalanceRow]:
        """The answer of the plan as it is, by stage, area and year."""
        return self.found.rows(self.years)

    @cached_property
    def ahead(self) -> Ahead:
        """The plan as it is in the years shown, as it is seen on the day of the report."""
        return Ahead.of(self.found, self.rows(), self.bands, self.today)

    @cached_property
    def told(self) -> Conclusion:
        """What the plan as it is comes to, and what to do about it."""
        return Conclusion.of(self.found, self.rows(), self.bands, self.today)

    @property
    def past(self) -> list[int]:
        """The years shown that are past."""
        return [year for year in self.years if year not in self.ahead.years]

    def lines(self, years: Sequence[int] | None = None) -> list[Standing]:
        """How each stage fares in each scenario in some years (None: those ahead; of a plan that is over its last), the
        plan as it is (``base``) first; nothing of a scenario that has none of these years."""
        asked = self.ahead.years if years is None else years
        return [
            line
            for name, world in self.worlds
            for years in ([year for year in asked if year in world.known],)
            if years
            for line in standings(name, world, [each.name for each in world.stages], world.areas, years)
        ]


def needs_view(report: Report, lang: str) -> View | None:
    """Classes, teachers and money by stage and year, as `resources` shows them; None where they are not shown."""
    if report.needs is None:
        return None
    since = school_year(report.today) if report.today else 0
    asked = Shown(STAGE, report.years, report.stages, report.found.areas, since=since)
    view = resources_view(report.needs, asked, lang)
    said = set(counting(report, lang))  # which a report says elsewhere
    sheets = []
    for sheet in view.sheets:  # a note of several tables stands below the first
        sheets.append(replace(sheet, notes=[each for each in sheet.notes if each not in said]))
        said |= set(sheet.notes) if sheet.rows else set()
    return replace(view, sheets=sheets, notes=[each for each in view.notes if each not in said])


def sites_view(report: Report, lang: str) -> View | None:
    """Which candidate sites to take, and why, without commands and keys, and, where something is advised, that these
    are two ways of filling the same shortages; None where there are none."""
    if report.sites is None:
        return None
    view, own = report.sites, whence(report.found.plan, lang)  # which a report says elsewhere
    told = plain_lines((each for each in view.notes if each != own), lang)
    sheets = [_in_words(each, lang) for each in view.sheets]
    alone = view.head.get("sites")
    if isinstance(alone, str) and report.told.to_do(lang):
        conclusion, *others = sheets[0].notes
        sheets[0] = replace(sheets[0], notes=[conclusion, alone, *others])
    return replace(view, sheets=sheets, notes=told)


def sites_beside(report: Report, lang: str) -> list[str]:
    """That which candidate sites to take and what is advised are two ways of filling the same shortages, to stand by
    the advice; nothing without sites, where none is to be taken, or where nothing is advised."""
    told = report.sites.head.get("advice") if report.sites else None
    return [told] if isinstance(told, str) and report.told.to_do(lang) else []


def _in_words(sheet: Sheet, lang: str) -> Sheet:
    rows = [[plain(text_of(cell), lang) if text_of(cell) else "" for cell in row] for row in sheet.rows]
    return replace(sheet, rows=rows, notes=plain_lines(sheet.notes, lang))


def counting(report: Report, lang: str) -> list[str]:
    """What the figures rest on, and what their bands say, where there are any."""
    lines = [*earlier_lines(report.found, report.found.earlier(report.years), lang), *notes(report.found, lang)]
    if report.bands is None:
        return lines
    found = [(row, report.bands.band(row.year, row.area, row.stage)) for row in report.rows()]
    return [*lines, *gap_band_notes(report.bands, found, lang)]


def unknown(found: Assessment, lang: str, *, means: bool = False) -> list[str]:
    """A sentence or two on each thing that the answer leaves open: seats in use, facts of schools, when they open, the
    years ahead, where in an area children live, and whether means keep pace. ``means``: the report has classes,
    teachers and money.
    """
    plan, sentences = found.plan, []
    if BALANCED in stages_by_rule(found):
        sentences.append(say("unknown.base", lang, year=found.known.start))
    schools = [school for school in plan.schools if not school.cancelled]
    counts = {
        "names": sum(not school.name for school in schools),
        "founders": sum(not school.founder for school in schools),
        "seats": sum(school.basis.get("seats") in ("derived", "assumed") for school in schools),
    }
    parts = [say(f"unknown.{what}", lang, n=n) for what, n in counts.items() if n]
    if parts:
        sentences.append(say("unknown.schools", lang, n=len(schools), parts=say("join", lang).join(parts)))
    if schools:
        sentences.append(say("unknown.opening", lang, lag=plan.opening_lag))
    sentences += migration_notes(found, lang)
    return [
        *sentences,
        _ahead(found, lang),
        *(say(f"unknown.{key}", lang) for key in ("inside", "land" if means else "means")),
    ]


def _ahead(found: Assessment, lang: str) -> str:
    """From when births, moves (where any are known) and pupils are forecast, those of the same year together."""
    areas = found.projection.areas
    pupils = min(found.known_to(area, stage.name) for area in found.areas for stage in found.stages)
    since: dict[str, list[str]] = {}
    for what, last in (("births", last_births(areas)), ("moves", last_totals(areas)), ("pupils", str(pupils))):
        if last:
            since.setdefault(last, []).append(say(f"unknown.ahead.{what}", lang))
    parts = [say("unknown.ahead.part", lang, last=last, what=_listed(what, lang)) for last, what in since.items()]
    listed = say("unknown.ahead.parts", lang).join(parts)
    return say("unknown.ahead", lang, parts=listed[0].upper() + listed[1:])


def _listed(names: list[str], lang: str) -> str:
    """Words in a row, "and" before the last of them."""
    *before, last = names
    if not before:
        return last
    return say("unknown.ahead.and", lang, before=say("unknown.ahead.join", lang).join(before), last=last)
