"""Assumptions: every figure with its unit, basis and source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from xuewei.errors import Place, Spot
from xuewei.language.school_types import TYPES
from xuewei.late import dataclass
from xuewei.model.stages import Stage, together

if TYPE_CHECKING:
    from xuewei.model.estate_rules import EstateRules
    from xuewei.model.resource_rules import ResourceRules

PATHS = ("low", "medium", "high")
BESIDE, COUNTED = "beside", "counted"
MIGRANTS = (COUNTED, BESIDE)
"""What becomes of children outside the register that counts: counted with it, or shown beside it."""
STAY, RETURN = "stay", "return"
AFTER_SHOCK = (STAY, RETURN)
"""What becomes of pupils who stayed away in a year in which all areas together were far from the years around it: they
stay away, or come back to their grades in the first year that is forecast."""


@dataclass(frozen=True, repr=False)
class Figure:
    """One number and where it comes from. ``basis`` is published, derived, assumed or projected; ``clause`` the place
    in the source, where the source is a rule.

    ``source_en`` is the source in English, where it is written; ``local`` whose figure it is, where it is that of one
    place (such as 运城规划); ``default``: it is the shipped one, because nothing of the kind is written. ``on_record``:
    of inflow, what pupils on record hold of it (None: all of it)."""

    value: float
    unit: str = ""
    basis: str = "assumed"
    source: str = ""
    range: tuple[float, float] | None = None
    clause: str = ""
    source_en: str = ""
    local: str = ""
    default: bool = False
    on_record: float | None = None


@dataclass(frozen=True, repr=False)
class Series:
    """Numbers by year, straight lines between the years, level before the first and after the last; what they rest on
    as in :class:`Figure`.

    >>> Series({2020: 0.5, 2024: 1.0}).at(2022)
    0.75
    """

    values: Mapping[int, float]
    unit: str = ""
    basis: str = "assumed"
    source: str = ""
    source_en: str = ""
    local: str = ""
    default: bool = False

    def at(self, year: int) -> float:
        """The value in ``year``."""
        years = sorted(self.values)
        if year <= years[0]:
            return self.values[years[0]]
        for earlier, later in pairwise(years):
            if year <= later:
                share = (year - earlier) / (later - earlier)
                return self.values[earlier] + share * (self.values[later] - self.values[earlier])
        return self.values[years[-1]]


@dataclass(frozen=True, repr=False)
class Scope:
    """The planned area is ``share`` (0 to 1) of ``census_area``."""

    census_area: str
    share: Figure


@dataclass(frozen=True, repr=False)
class Survival:
    """Mortality that the life table must meet: deaths per birth before one and before five years, years of life
    expected at birth by sex, and the yearly growth of adult mortality with age (Gompertz)."""

    infant_mortality: Figure
    under_five_mortality: Figure
    life_expectancy: Mapping[str, Figure]
    ageing_rate: Figure


@dataclass(frozen=True, repr=False)
class Fertility:
    """``shape``: births per 1,000 women by single age (only its form is used). ``paths``: by path, the factor on
    the last calibrated fertility by year. ``births``: calendar-year births of an area's people set by a scenario.
    ``sources``: what set those births, by year. ``places``: the lines where paths (by name) and births (by year) are
    written, as far as they are known."""

    shape: Series
    paths: Mapping[str, Series]
    path: str = "medium"
    births: Mapping[int, float] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict, compare=False)
    places: Mapping[int | str, Place] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, repr=False)
class Migration:
    """Net migration after the last known total: low none, high the mean of the known years, medium a straight
    line from that mean to zero in ``fades_by``. ``years``: persons by calendar year set by a scenario; ``sources``:
    what set them, by year."""

    fades_by: Figure
    path: str = "medium"
    years: Mapping[int, float] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, repr=False)
class Chances:
    """Probabilities by what may happen; they sum to one."""

    values: Mapping[float, float]
    unit: str = ""
    basis: str = "assumed"
    source: str = ""


@dataclass(frozen=True, repr=False)
class Wander:
    """How a path wanders from year to year: ``x[t] = persistence · x[t − 1] + step · z``, ``z`` standard normal.
    ``common``: the share (0 to 1) of each year's variance that all areas have in common."""

    step: Figure
    persistence: Figure
    common: Figure = Figure(0.0, "share")

    def deviation(self, years: float) -> float:
        """The standard deviation of the path so many years on."""
        kept = self.persistence.value**2
        steps = years if kept == 1 else (1 - kept**years) / (1 - kept)
        return float(self.step.value * steps**0.5)


@dataclass(frozen=True, repr=False)
class Uncertainty:
    """How unsure the medium answer is. ``births``: the logarithm of births after the last known year;
    ``net_migration``: net migration after the last known total, as a share of the residents; ``participation``:
    standard deviation by stage, relative, of the whole path; ``opening_delay``: years by which an unfinished school
    opens later; ``delivered_share``: what becomes of the plan's own share of seats not yet open; ``level``: standard
    deviation by stage, relative, of demand by ages as a whole, which the census and the ages make too high or low."""

    births: Wander
    net_migration: Wander
    participation: Mapping[str, Figure]
    opening_delay: Chances
    delivered_share: Chances
    level: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Costs:
    """What a choice of schools spends, in 万元: a ``seat`` that is built, a ``temporary_class`` for a year, the
    ``conversion`` of a seat from one stage to another."""

    seat: Figure = Figure(5.0, "万元 per seat")
    temporary_class: Figure = Figure(40.0, "万元 per class and year")
    conversion: Figure = Figure(0.5, "万元 per seat turned")


ENTRY_LEVELS = ("blue", "yellow", "orange", "red")
"""Levels of a warning of an entry grade that have a limit, the lowest first: below ``blue`` places are too many, from
each of the others on a warning begins."""


@dataclass(frozen=True, repr=False)
class Children:
    """How registers of children count: which ``kind`` (None: the first that there is), and what becomes of children
    outside it (:data:`MIGRANTS`)."""

    kind: str | None = None
    migrants: str = BESIDE


@dataclass(frozen=True, repr=False)
class Pupils:
    """How pupils on record go on: ``after_shock`` (:data:`AFTER_SHOCK`)."""

    after_shock: str = STAY


@dataclass(frozen=True, repr=False)
class GoingOn:
    """How many go on after the last compulsory grade: ``gross_rate`` is 高中阶段毛入学率, ``general_share`` the share
    of them in 普高; the others are in 中职."""

    gross_rate: Series
    general_share: Series

    def share(self, *, general: bool) -> Series:
        """The share of the leavers of compulsory school who enter the general stages, or the others, in every year from
        the first to the last of either series."""
        gross, part = self.gross_rate, self.general_share
        known = {*gross.values, *part.values}
        return Series(
            {
                year: gross.at(year) * (part.at(year) if general else 1 - part.at(year))
                for year in range(min(known), max(known) + 1)
            },
            "share",
            "assumed" if "assumed" in (gross.basis, part.basis) else "derived",
            "senior.gross_rate × " + ("senior.general_share" if general else "(1 − senior.general_share)"),
            "",
            gross.local or part.local,
        )


@dataclass(frozen=True, repr=False)
class OptionalStage:
    """A stage that is there only where a plan asks for it, with what is then assumed of it (None: nothing).

    ``participation`` is pupils per child, of a stage ``after`` another the share of its leavers who enter;
    ``grade_step`` the pupils of a grade ÷ those of the grade below a year before; ``size_cap`` the pupils of one
    school; ``spread`` the relative standard deviation of participation. ``general`` says of a stage after compulsory
    school that its participation follows from :class:`GoingOn`: the general part (True) or the rest (False)."""

    stage: Stage
    general: bool | None = None
    participation: Series | None = None
    inflow: Figure | None = None
    grade_step: Figure | None = None
    size_cap: Figure | None = None
    spread: Figure | None = None


@dataclass(frozen=True, repr=False)
class Assumptions:
    """All assumptions of a run. Shares are fractions; ``entry_cutoff`` is (month, day) of the age of entry.

    ``participation``, ``inflow`` and ``grade_step`` are by stage (1.0 where a stage is not named); ``size_caps`` are
    pupils per school by kind of school; ``targets`` are shares of kindergarten children by kind of place.
    ``yellow`` and ``red`` are demand ÷ seats at which a warning begins, ``surplus`` that below which seats are too
    many; ``entry`` are limits of children ÷ intake of an entry grade by level (:data:`ENTRY_LEVELS`; 0, or none, is a
    level that is not used). ``optional`` are stages that a plan may ask for (``use_stages``), of whom ``senior`` says
    how many go on after compulsory school; what is assumed of them is among the rest once they are asked for.
    ``building_months`` is the least that lies between the start of building and the opening, ``soon_months`` how long
    before a date what is not built is a warning. ``estates`` is what is assumed of new housing (None: there is none),
    ``resources`` of posts and running cost (None: nothing is written of them, so that they are as shipped).
    ``nation`` names the reference area. ``written``: whether a folder of people writes any of it, ``spots`` where.
    """

    stages: tuple[Stage, ...]
    scope: Mapping[str, Scope]
    survival: Survival
    fertility: Fertility
    migration: Migration
    participation: Mapping[str, Series] = field(default_factory=dict)
    inflow: Mapping[str, Figure] = field(default_factory=dict)
    size_caps: Mapping[str, Figure] = field(default_factory=dict)
    targets: Mapping[str, Figure] = field(default_factory=dict)
    uncertainty: Uncertainty | None = None
    base_crowding: Figure = Figure(1.0)
    yellow: Figure = Figure(0.9)
    red: Figure = Figure(1.0)
    surplus: Figure = Figure(0.85)
    entry: Mapping[str, Figure] = field(default_factory=lambda: {"yellow": Figure(0.9), "red": Figure(1.0)})
    building_months: Figure = Figure(14.0, "months")
    soon_months: Figure = Figure(3.0, "months")
    costs: Costs = Costs()
    children: Children = Children()
    pupils: Pupils = Pupils()
    estates: EstateRules | None = None
    resources: ResourceRules | None = None
    optional: tuple[OptionalStage, ...] = ()
    grade_step: Mapping[str, Figure] = field(default_factory=dict)
    senior: GoingOn | None = None
    entry_cutoff: tuple[int, int] = (8, 31)
    nation: str = "全国"
    horizon: int = 2035
    file: str = field(default="", compare=False)
    written: bool = field(default=True, compare=False)
    spots: Mapping[str, Spot] = field(default_factory=dict, compare=False)

    def caps(self) -> dict[str, Figure]:
        """The size cap of every kind of school that has one, its own or that of the kind that it is sized as.

        >>> from xuewei.formats.population.assumptions import read_assumptions
        >>> caps = read_assumptions().caps()
        >>> caps["affiliated_kindergarten"].value, "twelve_year" in caps
        (360.0, False)
        """
        lent = {kind: self.size_caps[row.sized_as] for kind, row in TYPES.items() if row.sized_as in self.size_caps}
        return {**lent, **self.size_caps}

    def census_area(self, area: str) -> str:
        """The census area that holds a planned area: its own, where no other is written."""
        scope = self.scope.get(area)
        return scope.census_area if scope else area

    def share_of(self, stage: str) -> Series | None:
        """Participation of a stage: what is written, or, of an optional one asked for, what follows of those who go on
        after compulsory school: gross enrolment × its share of the entrants. None where nothing is assumed.

        >>> from xuewei.formats.population.assumptions import read_assumptions
        >>> found = read_assumptions().asked_for(["senior", "vocational"])
        >>> rates = [found.share_of(each) for each in ("senior", "vocational", "kindergarten")]
        >>> [round(rate.at(2025), 3) for rate in rates if rate]
        [0.617, 0.303, 0.998]
        """
        here = next((each for each in self.optional if each.stage.name == stage), None)
        if stage in self.participation or self.senior is None or here is None or here.stage not in self.stages:
            return self.participation.get(stage)
        return None if here.general is None else self.senior.share(general=here.general)

    @property
    def offered(self) -> tuple[str, ...]:
        """The names of the optional stages."""
        return tuple(each.stage.name for each in self.optional)

    def asked_for(self, names: Iterable[str], own: Iterable[str] = ()) -> Assumptions:
        """The same with the optional stages of these ``names`` among its stages, and what is assumed of them among the
        rest, where nothing is written of them; a stage that there is already, or that is a plan's ``own``, is left as
        it is."""
        there = {*own, *(stage.name for stage in self.stages)}
        asked = [each for each in self.optional if each.stage.name in set(names) - there]
        if not asked:
            return self
        unsure = self.uncertainty
        if unsure is not None:
            unsure = replace(unsure, participation={**_lent(asked, "spread"), **unsure.participation})
        return replace(
            self,
            stages=together(self.stages, [each.stage for each in asked]),
            participation={**_lent(asked, "participation"), **self.participation},
            inflow={**_lent(asked, "inflow"), **self.inflow},
            grade_step={**_lent(asked, "grade_step"), **self.grade_step},
            size_caps={**_lent(asked, "size_cap"), **self.size_caps},
            uncertainty=unsure,
        )


def _lent(asked: Iterable[OptionalStage], key: str) -> dict[str, Any]:
    """One figure of each of some stages, by name, as far as they have it."""
    return {each.stage.name: found for each in asked if (found := getattr(each, key)) is not None}
