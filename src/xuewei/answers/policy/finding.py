"""One rule held against one thing: what is found, its limit, and whether it is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from xuewei.late import dataclass
from xuewei.model.assumptions import Figure
from xuewei.model.plan import School
from xuewei.model.policy import Listed

MEETS, BREAKS, UNKNOWN = "meets", "breaks", "unknown"
CLASS_SIZE, WHOLE_CLASSES, SIZE_CAP = "class_size", "whole_classes", "size_cap"
LARGE_CLASS, VERY_LARGE_CLASS = "large_class", "very_large_class"
CLASSES_IN_USE, ENTRY_CLASS = "classes_in_use", "entry_class"
INCLUSIVE_SHARE, PUBLIC_SHARE, ESTATE_PROVISION = "inclusive_share", "public_share", "estate_provision"
INCLUSIVE_ALL, PUBLIC_ALL = "inclusive_share_all", "public_share_all"
YEARLY_NEW, SPECIAL_SCHOOL, QUALITY_SENIOR, GROSS_RATE = "yearly_new", "special_school", "quality_senior", "gross_rate"
ESTATE_BUILT, ESTATE_TIMELY = "estate_built", "estate_timely"
SHARES = (INCLUSIVE_SHARE, PUBLIC_SHARE, INCLUSIVE_ALL, PUBLIC_ALL, GROSS_RATE)
"""Rules whose figures are shares."""


@dataclass(frozen=True)
class Finding:
    """One rule held against one thing.

    ``kind`` is the stage or the kind of school that the rule speaks of; ``school`` the one it is about, ``area`` the
    area and ``year`` the school year where it is about such (none of them: the whole plan). ``found`` is in the unit of
    ``limit`` (None: no rule is known); where only bounds are known it is the lower and ``highest`` the upper one; for
    what a kindergarten is, it is a word. ``basis`` is what the figure found rests on. ``values`` are what a sentence
    about it needs; ``missing`` names, among the words of these checks, what would decide it; ``estate`` is
    the one that it is about.
    """

    rule: str
    kind: str
    verdict: str
    found: float | str | None
    limit: Figure | Listed | None
    school: School | None = None
    highest: float | None = None
    basis: str = ""
    values: Mapping[str, float] = field(default_factory=dict)
    area: str = ""
    year: int | None = None
    missing: str = ""
    estate: str = ""
