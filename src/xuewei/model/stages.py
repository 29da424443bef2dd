"""Stages of school (学段): their ages, grades and class sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from itertools import accumulate, pairwise

from xuewei.language.school_types import TYPES
from xuewei.late import dataclass

COMPULSORY = range(6, 15)
"""Ages at which school is compulsory (primary and middle)."""

TAKEN = {
    "id", "name", "type", "area", "founder", "status", "planned", "opens", "basis", "provision", "closes", "zone",
    "merge_into", "rooms", "address", "lon", "lat", "unit", "person", "due", "days_late", "colour", "reasons",
    "closed_out", "as_of", "seats",
}  # fmt: skip
"""Columns of tables that have a column a stage beside them: no stage is called so."""

KNOWN_STAGES = ("kindergarten", "primary", "middle", "senior", "vocational", "special")
"""Stages that are the shipped ones, by name."""
TURNS = (
    ("kindergarten", "primary"),
    ("primary", "kindergarten"),
    ("primary", "middle"),
    ("middle", "primary"),
    ("middle", "senior"),
)
"""From which stage to which rooms may turn: between neighbours. Rooms and grounds of small children hold no senior or
vocational school, whatever their seats."""


@dataclass(frozen=True)
class Stage:
    """One stage: ``grades`` grades from ``entry_age`` (completed years at the cut-off day).

    ``class_size`` is pupils per class (GB 50099-2011; 幼儿园工作规程 art. 11). ``smallest_school`` is the
    number of classes of the smallest school that the siting rule builds; ``residents_per_school`` the rule's two
    ends (fewest, most residents for one school); None where there is no rule. ``class_sizes`` are those of the grades,
    first to last, where they differ (empty: ``class_size`` in every grade). ``after`` is the stage whose leavers enter
    this one, where its pupils are not simply the children of its ages (None: they are). ``beside``: its pupils are a
    few children of the ages of other stages, who are counted there too. ``default``: it is the shipped one, because
    nobody writes its stages; ``resized`` is what set another class size (empty: nothing).

    >>> Stage("primary", 6, 6, 45).ages
    range(6, 12)
    """

    name: str
    entry_age: int
    grades: int
    class_size: int
    smallest_school: int | None = None
    residents_per_school: tuple[int, int] | None = None
    class_sizes: tuple[int, ...] = ()
    after: str | None = None
    beside: bool = False
    default: bool = field(default=False, compare=False)
    resized: str = field(default="", compare=False)

    @property
    def ages(self) -> range:
        """Ages of the grades, first to last."""
        return range(self.entry_age, self.entry_age + self.grades)

    @property
    def compulsory(self) -> bool:
        """Whether all its ages are those of compulsory school.

        >>> Stage("middle", 12, 3, 50).compulsory, Stage("senior", 15, 3, 50).compulsory
        (True, False)
        """
        return self.entry_age in COMPULSORY and self.ages[-1] in COMPULSORY

    @property
    def school_seats(self) -> int | None:
        """Seats of the smallest school of the siting rule, or None without a rule."""
        return None if self.smallest_school is None else self.smallest_school * self.class_size

    @property
    def sizes(self) -> tuple[int, ...]:
        """Pupils per class of every grade, first to last.

        >>> Stage("kindergarten", 3, 3, 30, class_sizes=(25, 30, 35)).sizes, Stage("middle", 12, 3, 50).sizes
        ((25, 30, 35), (50, 50, 50))
        """
        return self.class_sizes or (self.class_size,) * self.grades

    @property
    def filling(self) -> tuple[int, ...]:
        """The class sizes by which schools fill that open grade by grade: those that somebody wrote. The shipped ones
        spread seats that are there, and move no seat of the stage.

        >>> nursery = Stage("kindergarten", 3, 3, 30, class_sizes=(25, 30, 35))
        >>> nursery.filling, replace(nursery, default=True).filling
        ((25, 30, 35), (30, 30, 30))
        """
        return (self.class_size,) * self.grades if self.default else self.sizes


def may_turn(origin: Stage, target: Stage) -> bool:
    """Whether rooms of one stage may serve another: by :data:`TURNS`, and where a plan has stages of its own, where
    the ages of one begin as those of the other end. Stages beside others need rooms of their own.

    >>> little, primary = Stage("kindergarten", 3, 3, 30), Stage("primary", 6, 6, 45)
    >>> senior = Stage("senior", 15, 3, 50)
    >>> may_turn(little, primary), may_turn(little, senior), may_turn(primary, senior), may_turn(primary, primary)
    (True, False, False, False)
    >>> may_turn(primary, Stage("lower_secondary", 12, 4, 50)), may_turn(little, Stage("lower_secondary", 12, 4, 50))
    (True, False)
    """
    if origin.beside or target.beside:
        return False
    if origin.name in KNOWN_STAGES and target.name in KNOWN_STAGES:
        return (origin.name, target.name) in TURNS
    return origin.ages.stop == target.entry_age or target.ages.stop == origin.entry_age


def with_class_size(stage: Stage, size: int, source: str) -> Stage:
    """The stage with another class size, set by ``source``; the class sizes of its grades change in proportion.

    >>> with_class_size(Stage("kindergarten", 3, 3, 30, class_sizes=(25, 30, 35)), 36, "s").class_sizes
    (30, 36, 42)
    """
    if size == stage.class_size:
        return stage
    return replace(
        stage, class_size=size, class_sizes=scaled(stage.class_sizes, size / stage.class_size), resized=source
    )


def scaled(sizes: Sequence[int], factor: float) -> tuple[int, ...]:
    """Class sizes times a factor, in whole pupils that add up as they do; at least one.

    >>> scaled((25, 30, 35), 40 / 30)
    (33, 40, 47)
    """
    sums = [0, *(round(each * factor) for each in accumulate(sizes))]
    return tuple(max(later - sooner, 1) for sooner, later in pairwise(sums))


def stages_of_type(kind: str) -> tuple[str, ...]:
    """The stages that a school of this kind usually holds (empty: any); a stage's own name is a kind.

    >>> stages_of_type("nine_year"), stages_of_type("高中部")
    (('primary', 'middle'), ('高中部',))
    """
    return TYPES[kind].stages if kind in TYPES else (kind,)


def together(known: Iterable[Stage], own: Iterable[Stage]) -> tuple[Stage, ...]:
    """The stages of a population and those of a plan, youngest children first, then those beside others; the plan's go
    before those of the same name.

    >>> early = Stage("primary", 4, 7, 30)
    >>> together([Stage("middle", 12, 3, 50), Stage("primary", 6, 6, 45)], [early])[0] is early
    True
    """
    found = {stage.name: stage for stage in (*known, *own)}
    return tuple(sorted(found.values(), key=lambda stage: (stage.beside, stage.entry_age)))


def shared_ages(stages: Sequence[Stage]) -> Iterator[tuple[Stage, Stage, range]]:
    """Stages in the order of their ages of which two neighbours hold the same ages: children of these count in both.
    Stages that follow others are no neighbours of one another, and none is told that is beside others.

    >>> [ages for _, _, ages in shared_ages([Stage("nursery", 3, 3, 20), Stage("primary", 4, 7, 30)])]
    [range(4, 6)]
    """
    ordered = sorted((stage for stage in stages if not stage.beside), key=lambda stage: stage.entry_age)
    for one, other in pairwise(ordered):
        if one.after is not None and one.after == other.after:
            continue  # those who leave a stage are shared out among them
        if other.entry_age < one.ages.stop:
            yield one, other, range(other.entry_age, min(one.ages.stop, other.ages.stop))
