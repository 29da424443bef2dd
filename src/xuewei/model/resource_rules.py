"""What classes, teachers and running cost follow from: posts by pupils and by classes, cost per pupil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from xuewei.late import dataclass
from xuewei.model.assumptions import Figure

BY_PUPILS, BY_CLASSES, BY_MOST = POSTS_BY = ("pupils", "classes", "most")
"""What posts go by: pupils, classes, or whichever of the two gives more."""


@dataclass(frozen=True, repr=False)
class PostRule:
    """Posts of a stage, ``by`` one of :data:`POSTS_BY`; None where a rate is not known. A post of a kindergarten is
    that of a teacher or carer, elsewhere that of any employee."""

    by: str
    pupils_per_post: Figure | None = None
    posts_per_class: Figure | None = None

    @property
    def counts(self) -> bool:
        """Whether the rate that counts is known."""
        rates = {BY_PUPILS: (self.pupils_per_post,), BY_CLASSES: (self.posts_per_class,)}
        return any(rates.get(self.by, (self.pupils_per_post, self.posts_per_class)))


@dataclass(frozen=True, repr=False)
class ResourceRules:
    """``posts`` and ``running`` (元 a pupil and year) are by stage. ``boarder``: 元 a year more for each of the
    boarders, who are ``boarding`` (0 to 1, by stage) of the pupils. Schools of compulsory stages of fewer pupils than
    ``small_school`` are funded as of so many in ``rural`` areas (None: nobody said which these are),
    written in ``rural_line`` of their file. ``fixed``: 万元 a year that a school costs whatever its pupils, which is
    saved where it closes (None: nobody said)."""

    posts: Mapping[str, PostRule]
    running: Mapping[str, Figure]
    boarder: Figure
    small_school: Figure
    boarding: Mapping[str, Figure] = field(default_factory=dict)
    rural: tuple[str, ...] | None = None
    fixed: Figure | None = None
    rural_line: int = field(default=0, compare=False)

    def yuan(self, stage: str) -> float | None:
        """元 a year for a pupil of a stage, boarders shared among all; None where no rate is known.

        >>> rate = {"middle": Figure(940)}
        >>> rules = ResourceRules({}, rate, Figure(300), Figure(100), {"middle": Figure(0.5)})
        >>> rules.yuan("middle"), rules.yuan("vocational")
        (1090.0, None)
        """
        rate, share = self.running.get(stage), self.boarding.get(stage)
        return None if rate is None else rate.value + (share.value * self.boarder.value if share else 0.0)
