"""Classes, posts and running cost that pupils need, by the rates of :mod:`xuewei.model.resource_rules`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xuewei.model.resource_rules import BY_CLASSES, BY_PUPILS, PostRule
from xuewei.model.rounding import NOISE_DIGITS, wholes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
WAN = 10_000
"""元 of a 万元."""


class Posts(NamedTuple):
    """Whole posts, each of one shape: those that count, by pupils, and by classes; None where a rate is not known."""

    posts: Ints | None
    by_pupils: Ints | None
    by_classes: Ints | None


def whole_classes(pupils: Floats, sizes: Sequence[int]) -> Ints:
    """Whole classes ``(…, grade)`` of pupils of the same shape, the pupils of a grade in whole numbers first.

    >>> whole_classes(np.array([[0.0, 45.2, 46.0]]), (45, 45, 45)).tolist()
    [[0, 1, 2]]
    """
    found: Ints = -(-wholes(pupils) // np.array(sizes, dtype=np.int64))
    return found


def posts_needed(rule: PostRule | None, pupils: Ints, classes: Ints) -> Posts:
    """Posts of whole pupils and classes, each rounded up where it stands.

    >>> from xuewei.model.assumptions import Figure
    >>> nursery = PostRule("classes", Figure(9), Figure(3))
    >>> [each.tolist() for each in posts_needed(nursery, np.array([0, 91]), np.array([0, 4]))]
    [[0, 12], [0, 11], [0, 12]]
    """
    if rule is None:
        return Posts(None, None, None)
    by_pupils = None if rule.pupils_per_post is None else up(pupils / rule.pupils_per_post.value)
    by_classes = None if rule.posts_per_class is None else up(classes * rule.posts_per_class.value)
    known = [each for each in (by_pupils, by_classes) if each is not None]
    if rule.by == BY_PUPILS:
        return Posts(by_pupils, by_pupils, by_classes)
    if rule.by == BY_CLASSES:
        return Posts(by_classes, by_pupils, by_classes)
    return Posts(np.max(known, axis=0) if known else None, by_pupils, by_classes)


def up(values: NDArray[np.floating[Any]]) -> Ints:
    """The next whole numbers that are not below ``values``, but for the noise of a sum.

    >>> up(np.array([2.0, 2.1, 0.1 + 0.2 - 0.3])).tolist()
    [2, 3, 0]
    """
    found: Ints = np.ceil(values.round(NOISE_DIGITS)).astype(np.int64)
    return found


def funded(pupils: Floats, least: float, *, small: bool) -> Floats:
    """Pupils as of whom schools are funded: where ``small``, those of a school that has any are ``least`` at least.

    >>> funded(np.array([0.0, 40.0, 140.0]), 100, small=True).tolist()
    [0.0, 100.0, 140.0]
    """
    return np.where(pupils > 0, np.maximum(pupils, least), 0.0) if small else pupils


def running_wan(pupils: Floats, yuan: float) -> Floats:
    """The running cost of pupils in 万元, at so many 元 for each.

    >>> running_wan(np.array([1000.0]), 720).tolist()
    [72.0]
    """
    return pupils * yuan / WAN
