"""Stages of school (学段) and kinds of school: data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NATIONAL_TYPES: Mapping[str, tuple[str, ...]] = {
    "primary": ("primary",),
    "middle": ("middle",),
    "nine_year": ("primary", "middle"),
    "kindergarten": ("kindergarten",),
    "estate_kindergarten": ("kindergarten",),
}
"""Kinds of school in the plan and the stages each holds. A stage's own name is a kind as well."""


@dataclass(frozen=True)
class Stage:
    """One stage: ``grades`` grades from ``entry_age`` (completed years at the cut-off day).

    ``class_size`` is pupils per class (GB 50099-2011; 幼儿园工作规程 art. 11). ``smallest_school`` is the
    number of classes of the smallest school that the siting rule builds; ``residents_per_school`` the rule's two
    ends (fewest, most residents for one school); None where there is no rule.

    >>> Stage("primary", 6, 6, 45).ages
    range(6, 12)
    """

    name: str
    entry_age: int
    grades: int
    class_size: int
    smallest_school: int | None = None
    residents_per_school: tuple[int, int] | None = None

    @property
    def ages(self) -> range:
        """Ages of the grades, first to last."""
        return range(self.entry_age, self.entry_age + self.grades)

    @property
    def school_seats(self) -> int | None:
        """Seats of the smallest school of the siting rule, or None without a rule."""
        return None if self.smallest_school is None else self.smallest_school * self.class_size


def stages_of_type(kind: str) -> tuple[str, ...]:
    """The stages that a school of this kind holds; a stage's own name is a kind.

    >>> stages_of_type("nine_year"), stages_of_type("senior")
    (('primary', 'middle'), ('senior',))
    """
    return NATIONAL_TYPES.get(kind, (kind,))
