"""A plan as written: schools, their seats and years, its stages, and the totals its document prints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from typing import TYPE_CHECKING

from xuewei.errors import Place, Spot, key_place, nearest
from xuewei.language.school_types import ALIKE, TYPES, type_key, type_names
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.nothing import NOTHING
from xuewei.model.stages import Stage, together

if TYPE_CHECKING:
    from xuewei.model.population import EstateRow
    from xuewei.model.staff import StaffRow

BALANCED, LISTED = "balanced", "listed"
EVERY = ""
"""Stands for every stage of an area whose seats are listed."""
ALWAYS = 1800
"""The opening year of a school in use without a written one: before every year that can be written."""
BY_GRADE = "by_grade"
FILLS = ("all", BY_GRADE)
STATUSES = ("planned", "approved", "under_construction", "completed", "in_use", "closed_out", "cancelled")
WORKS = ("new", "extension", "relocation")
PROVISIONS = ("public", "inclusive", "private")
CANCELLED, IN_USE, CLOSED_OUT = "cancelled", "in_use", "closed_out"
OPENED = (IN_USE, CLOSED_OUT)
"""Statuses of schools that already take pupils: ``delivered_share`` does not scale these."""
UNDATED = (*OPENED, CANCELLED)
"""Statuses with which a school needs no year: it has always been, or will not be any more."""
FINISHED = ("completed", *OPENED)
"""Statuses of schools whose building is done: they open when they are to open, as large as they are."""
OPTIONAL_STAGES = ("senior", "vocational", "special")
"""Shipped stages that are there only where a plan asks for them."""
BASES = ("published", "derived", "assumed", "projected")


@dataclass(frozen=True)
class Conversion:
    """``seats`` seats turn from one stage to another in September of ``year`` (None: all that are there)."""

    year: int
    origin: str
    target: str
    seats: int | None = None


@dataclass(frozen=True, repr=False)
class Progress:
    """A step of a project: from ``date`` (ISO) on it has this ``status``."""

    date: str
    status: str
    note: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class School:
    """One row of the plan. Seats are whole 学位 by stage; years are school years (from 1 September).

    ``planned`` is the plan's year, ``opens`` the first September with pupils where it is written; ``closes`` the
    first year without it; ``until`` the last year of temporary seats; ``removes`` seats taken away from ``opens`` on.
    ``classes`` are by stage, or by stage and grade, the first grade first; ``intake`` the places of a stage's first
    grade that are offered in a year (招生计划); where seats are not written they follow from either
    (:func:`xuewei.model.seats.register.with_seats`). ``zone`` are the zones that it serves
    (:func:`xuewei.model.seats.register.zones_of`); ``merge_into`` is the school that takes its pupils when it closes.
    ``rooms`` are classrooms; ``lon`` and ``lat`` degrees east and north.
    ``must`` says whether it has to be built (None: as the rules of its kind have it).
    ``works`` is the kind of building work (建设性质), ``provision`` who the places are for (办学性质; None: not
    published), ``responsible`` the ``unit`` and the ``person``. ``progress`` are the dated steps, earliest first, the
    last of them ``status``, unless it is cancelled without a date. ``due`` is an ISO date. ``counted`` says of a school
    that is open by the base year whether the seats in use before the plan hold it already (None: not written).
    ``basis`` says by field name what a figure rests on. ``line`` is where the row begins in its file (0: nowhere).
    """

    id: str
    type: str
    area: str
    seats: Mapping[str, int] = NOTHING
    planned: int | None = None
    opens: int | None = None
    name: str | None = None
    founder: str | None = None
    works: str = "new"
    provision: str | None = None
    status: str = "planned"
    progress: tuple[Progress, ...] = ()
    closes: int | None = None
    until: int | None = None
    fill: str | None = None
    removes: Mapping[str, int] = NOTHING
    classes: Mapping[str, int | tuple[int, ...]] = NOTHING
    intake: Mapping[str, int] = NOTHING
    zone: str | None = None
    merge_into: str | None = None
    convert: tuple[Conversion, ...] = ()
    cost_wan: float | None = None
    responsible: Mapping[str, str] = NOTHING
    due: str | None = None
    must: bool | None = None
    basis: Mapping[str, str] = NOTHING
    rooms: int | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    source: str | None = None
    note: str | None = None
    counted: bool | None = None
    line: Spot = field(default=0, compare=False)

    @property
    def cancelled(self) -> bool:
        """Whether it will not be built: it has no seats, and its cost is not spent."""
        return self.status == CANCELLED


@dataclass(frozen=True)
class BaseSeats:
    """Seats in use before the plan: ``seats[area][stage]`` whole seats, or ``balanced`` (demand of ``year``).

    ``listed`` holds the areas and stages whose seats are those of the plan's own schools in use in ``year`` and no
    others: True for all, else ``(area, stage)`` by name, sorted, or ``(area, EVERY)``. What is in neither is balanced.
    """

    year: int
    seats: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    basis: str = "assumed"
    source: str | None = None
    listed: bool | tuple[tuple[str, str], ...] = ()

    def lists(self, area: str, stage: str) -> bool:
        """Whether the seats of a stage of an area are those of the listed schools.

        >>> BaseSeats(2023, listed=(("甲", "primary"),)).lists("甲", "primary"), BaseSeats(2023).lists("甲", "primary")
        (True, False)
        """
        if isinstance(self.listed, bool):
            return self.listed
        return (area, stage) in self.listed or (area, EVERY) in self.listed


@dataclass(frozen=True)
class MustKeep:
    """What no choice may take away: ``schools`` by id stay as they are, and of a stage of an area at least so many
    seats stay (``seats[area][stage]``), or as many as there are where there are fewer."""

    schools: tuple[str, ...] = ()
    seats: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """Totals as the plan's document prints them; empty maps where it prints none."""

    schools: int | None = None
    seats: Mapping[str, int] = field(default_factory=dict)
    by_type: Mapping[str, int] = field(default_factory=dict)
    by_founder: Mapping[str, int] = field(default_factory=dict)
    by_year: Mapping[int, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Delivery:
    """That a plan holds only what is in use on ``date`` (ISO): ``counted`` schools; ``left_out`` are not in use, and of
    those counted ``undated`` give no dates."""

    date: str
    counted: int
    left_out: int
    undated: int


@dataclass(frozen=True)
class Plan:
    """A whole plan. ``area`` is the default area of a school, ``areas`` every area of the plan.

    ``opening_lag`` is in years from ``planned`` to the first September with pupils; ``delivered_share`` the share
    (0 to 1) of seats not yet open that is counted. ``stages`` are stages that the plan adds to those of the
    assumptions, ``use_stages`` optional ones of the assumptions that it asks for; ``must_keep`` is what `optimise` may
    not take away; ``estates`` is the new housing that its file writes (that of its people counts, which holds it).
    ``register`` is the file of the
    schools that there are, beside its file (their rows are among ``schools``), ``registered`` says by id where
    it names their stages, ``staff`` the posts that it says are filled, by id and stage; ``staff_over`` are rows of
    staff that scenarios write, ``turned`` that the coordinates of the register were in GCJ-02.
    ``population`` is the folder of its people, beside its file (None: the shipped one); ``scenarios`` are the names of
    those laid over it; ``delivery`` says that it holds only what is in use; ``file`` is where it was read, for
    messages, and ``people`` the folder whose people it was held against (empty: it is not known yet). ``spots`` say
    where its keys are written (``years``, ``areas[2]``, ``base_seats.seats.甲``).
    """

    name: str
    area: str
    schools: tuple[School, ...]
    years: tuple[int, int]
    source: Mapping[str, str] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    opening_lag: int = 1
    fill: str = "all"
    delivered_share: float = 1.0
    base_seats: BaseSeats | None = None
    published: Published = field(default_factory=Published)
    stages: tuple[Stage, ...] = ()
    use_stages: tuple[str, ...] = ()
    must_keep: MustKeep = field(default_factory=MustKeep)
    estates: tuple[EstateRow, ...] = ()
    population: str | None = None
    register: str | None = None
    registered: Mapping[str, Mapping[str, Place]] = field(default_factory=dict, compare=False)
    staff: Mapping[str, Mapping[str, int]] = field(default_factory=dict, compare=False)
    staff_over: tuple[StaffRow, ...] = field(default=(), compare=False)
    turned: bool = field(default=False, compare=False)
    scenarios: tuple[str, ...] = field(default=(), compare=False)
    delivery: Delivery | None = field(default=None, compare=False)
    file: str = field(default="", compare=False)
    people: str = field(default="", compare=False)
    spots: Mapping[str, Spot] = field(default_factory=dict, compare=False)

    def place(self, key: str) -> Place:
        """Where a key is written, or what is around it: :func:`~xuewei.errors.key_place`."""
        return key_place(self, key)

    def all_areas(self) -> tuple[str, ...]:
        """Every area once: the default first, then ``areas``, then the schools' own, in order of the file."""
        return tuple(dict.fromkeys((self.area, *self.areas, *(school.area for school in self.schools))))


def only(plan: Plan, areas: Set[str]) -> Plan:
    """The plan of some of its areas, at least one, with their schools and seats in use."""
    every = plan.all_areas()
    if areas >= {*every}:
        return plan
    first, *others = (area for area in every if area in areas)
    base = plan.base_seats
    if base is not None:
        seats = {area: by_stage for area, by_stage in base.seats.items() if area in areas}
        listed = (
            base.listed if isinstance(base.listed, bool) else tuple(each for each in base.listed if each[0] in areas)
        )
        base = replace(base, seats=seats, listed=listed)
    schools = tuple(school for school in plan.schools if school.area in areas)
    moved = {"area"} if first != plan.area else set()  # as are the numbers of others
    spots = {key: spot for key, spot in plan.spots.items() if key not in moved and not key.startswith("areas[")}
    return replace(plan, area=first, areas=tuple(others), schools=schools, base_seats=base, spots=spots)


def stages_of(plan: Plan, assumptions: Assumptions) -> tuple[Stage, ...]:
    """The stages of a plan and its people: those assumed, the optional ones that the plan asks for, and its own, which
    go before others of their name; youngest children first."""
    return together(asked_for(plan, assumptions).stages, plan.stages)


def asked_for(plan: Plan, assumptions: Assumptions) -> Assumptions:
    """What is assumed for a plan: with the optional stages that it asks for and has not of its own."""
    return assumptions.asked_for(plan.use_stages, [stage.name for stage in plan.stages])


def unfinished(school: School) -> bool:
    """Whether a school brings seats and its building is not completed.

    >>> unfinished(School("s", "primary", "甲", {"primary": 540})), unfinished(School("s", "primary", "甲"))
    (True, False)
    """
    return bool(school.seats) and not school.cancelled and school.status not in FINISHED


def opening_year(school: School, plan: Plan) -> int:
    """The first September with pupils: ``opens`` if written, else the planned year plus the plan's lag.

    A school in use, or cancelled, without either has always been (:data:`ALWAYS`).

    >>> plan = Plan("p", "a", (), (2021, 2025))
    >>> opening_year(School("s", "primary", "a", planned=2021), plan)
    2022
    >>> opening_year(School("s", "primary", "a", status="in_use"), plan) == ALWAYS
    True
    """
    if school.opens is not None:
        return school.opens
    if school.planned is None:
        if school.status in UNDATED:
            return ALWAYS
        raise ValueError(f"school {school.id!r} has neither `planned` nor `opens`")
    return school.planned + plan.opening_lag


def opening_written(school: School, plan: Plan) -> int | None:
    """The opening year where anything says it; None for a school that has always been in use."""
    year = opening_year(school, plan)
    return None if year == ALWAYS else year


_USUAL = frozenset(stage for row in TYPES.values() for stage in row.stages)


@dataclass(frozen=True)
class Mix:
    """A school that holds ``held`` where its kind usually holds ``usual`` (stages, in the order of its seats and of the
    table). ``usual`` is empty for a kind that nobody knows, which is probably ``near``."""

    school: School
    held: tuple[str, ...]
    usual: tuple[str, ...] = ()
    near: str | None = None


def mixes(schools: Sequence[School], stages: Collection[str], kinds: Collection[str] = ()) -> Iterator[Mix]:
    """Every new school whose stages are unusual for its kind, and the first of each unknown kind.

    ``stages`` are those that there are: of a kind that usually holds another one as well, that one is not missed.
    ``kinds`` are known beside those of the table and the stages. A row that enlarges a school, or takes seats away,
    need not name what the school holds already.

    >>> both = School("a", "primary", "甲", {"primary": 540, "middle": 300})
    >>> [(one.held, one.usual) for one in mixes([both], ["primary", "middle"])]
    [(('primary', 'middle'), ('primary',))]
    >>> list(mixes([School("b", "complete_secondary", "甲", {"middle": 900, "senior": 900})], ["middle"]))
    []
    """
    there = {_meant(stage) for stage in stages}
    seen: set[str] = set()
    for school in schools:
        if school.type in TYPES:
            held = {_meant(stage) for stage, seats in school.seats.items() if seats}
            usual = tuple(stage for stage in TYPES[school.type].stages if stage in there | held)
            whole = school.works != "extension" and not school.removes and held <= _USUAL
            if usual and held and ((held & _USUAL) - set(usual) or (whole and set(usual) - held)):
                yield Mix(school, tuple(stage for stage, seats in school.seats.items() if seats), usual)
        elif school.type not in {*stages, *kinds, *seen}:
            seen.add(school.type)
            yield Mix(school, tuple(school.seats), near=nearest(school.type, type_names(), ALIKE))


def _meant(stage: str) -> str:
    """The stage of the table that people call so: 高中 is ``senior``; any other is itself."""
    kind = type_key(stage)
    return kind if kind in _USUAL else stage
