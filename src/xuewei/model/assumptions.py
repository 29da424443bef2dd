"""Assumptions: every figure with its unit, basis and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from xuewei.errors import Place
from xuewei.language.school_types import TYPES
from xuewei.model.stages import Stage

PATHS = ("low", "medium", "high")
BESIDE, COUNTED = "beside", "counted"
MIGRANTS = (COUNTED, BESIDE)
"""What becomes of children outside the register that counts: counted with it, or shown beside it."""


@dataclass(frozen=True, repr=False)
class Figure:
    """One number and where it comes from. ``basis`` is published, derived, assumed or projected; ``clause`` the place
    in the source, where the source is a rule.

    ``source_en`` is the source in English, where it is written; ``local`` whose figure it is, where it is that of one
    place (such as 运城规划); ``default``: it is the shipped one, because nothing of the kind is written."""

    value: float
    unit: str = ""
    basis: str = "assumed"
    source: str = ""
    range: tuple[float, float] | None = None
    clause: str = ""
    source_en: str = ""
    local: str = ""
    default: bool = False


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


@dataclass(frozen=True, repr=False)
class Uncertainty:
    """How unsure the medium answer is. ``births``: the logarithm of births after the last known year;
    ``net_migration``: net migration after the last known total, as a share of the residents; ``participation``:
    standard deviation by stage, relative, of the whole path; ``opening_delay``: years by which an unfinished school
    opens later; ``delivered_share``: what becomes of the plan's own share of seats not yet open."""

    births: Wander
    net_migration: Wander
    participation: Mapping[str, Figure]
    opening_delay: Chances
    delivered_share: Chances


@dataclass(frozen=True, repr=False)
class Costs:
    """What a choice of schools spends, in 万元: a ``seat`` that is built, a ``temporary_class`` for a year, the
    ``conversion`` of a seat from one stage to another."""

    seat: Figure = Figure(5.0, "万元 per seat")
    temporary_class: Figure = Figure(40.0, "万元 per class and year")
    conversion: Figure = Figure(0.5, "万元 per seat turned")


@dataclass(frozen=True, repr=False)
class Children:
    """How registers of children count: which ``kind`` (None: the first that there is), and what becomes of children
    outside it (:data:`MIGRANTS`)."""

    kind: str | None = None
    migrants: str = BESIDE


@dataclass(frozen=True, repr=False)
class Assumptions:
    """All assumptions of a run. Shares are fractions; ``entry_cutoff`` is (month, day) of the age of entry.

    ``participation`` and ``inflow`` are by stage (1.0 where a stage is not named); ``size_caps`` are pupils per
    school by kind of school; ``targets`` are shares of kindergarten children by kind of place.
    ``yellow`` and ``red`` are demand ÷ seats at which a warning begins, ``surplus`` that below which seats are too
    many. ``optional`` are stages that a plan may ask for (``use_stages``). ``building_months`` is the least that lies
    between the start of building and the opening, ``soon_months`` how long before a date what is not built is a
    warning. ``nation`` names the reference area. ``written``: whether a folder of people writes any of it.
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
    building_months: Figure = Figure(14.0, "months")
    soon_months: Figure = Figure(3.0, "months")
    costs: Costs = Costs()
    children: Children = Children()
    optional: tuple[Stage, ...] = ()
    entry_cutoff: tuple[int, int] = (8, 31)
    nation: str = "全国"
    horizon: int = 2035
    file: str = field(default="", compare=False)
    written: bool = field(default=True, compare=False)

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
