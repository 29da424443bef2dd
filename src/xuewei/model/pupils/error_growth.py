"""How errors of forecasts grow with the lead: what all areas of an origin had in common, and what each did alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.spread import NORMAL, STUDENT, student

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
COMMON, LOCAL = "common", "local"
"""Parts of an error."""
FEWEST = 4
"""Years of errors without which nothing is said: of three, a standard deviation may be four times as large as it looks.
"""
POWERS = np.linspace(0.3, 1.3, 21)
"""Powers of the lead by which errors may grow: a half where each year is drawn anew, 1 where what is off stays so."""
GROWING = {COMMON: 1.0, LOCAL: 0.7}
"""The powers expected of either part before a record speaks, and ``UNSURE`` how sure that is (assumed; made-up records
whose truth is known err alike for powers 0.2 more or less)."""
UNSURE = 0.25
STEADY = 1000.0
"""Pupils from which on areas count alike in what all have in common; smaller ones count less."""
FEWEST_SIZES = 10
"""Areas from which on the effect of their size is estimated; below, chance is that of counting."""
CLIPPED = 0.9
"""Quantile above which squared errors count as much as at it, where the effect of size is estimated."""
ROUNDS = 4
"""Rounds of reweighting of that estimate."""
NOTHING = 1e-18
"""Squares below which errors are none."""
LEAST_DEGREES = 3.0
"""Degrees of freedom below which local errors are not taken to be, however long their tails."""


@dataclass(frozen=True)
class Growth:
    """A standard deviation that is ``year`` one year ahead and grows by a ``power`` of the lead; ``degrees`` of freedom
    are behind it. Its square is ``steady`` + ``chance`` ÷ pupils of it, which for a common part is 1 and 0."""

    year: float
    power: float
    degrees: float
    steady: float = 1.0
    chance: float = 0.0

    def grown(self, lead: float) -> float:
        """What the deviation is times at a lead (0 where that is not after the origin)."""
        return self.year * lead**self.power if lead > 0 else 0.0


@dataclass(frozen=True)
class Learnt:
    """What past errors say of one line: growth of the ``common`` part, and of the ``local`` one where there are several
    areas. ``years`` of errors are behind it."""

    common: Growth
    local: Growth | None
    years: int


def learnt(errors: Floats, pupils: Floats, counted: Marks) -> Learnt | None:
    """What errors ``(origin, lead, area)``, logarithms, NaN where unknown, of forecasts of so many ``pupils`` say, as
    far as they are ``counted (origin, lead)``; None for less than FEWEST years.

    Of an origin and lead the mean of all areas is common, what is left is local. Forecasts whose years overlap are not
    independent of each other: of so many origins in a row only every lead-th counts.
    """
    known = np.isfinite(errors) & counted[:, :, None]
    origins = known.any(axis=2).sum(axis=0)
    years = int(origins.max(initial=0))
    if years < FEWEST:
        return None
    leads = np.arange(1, errors.shape[1] + 1)
    independent = np.where(origins > 0, np.maximum(origins - 1, 0) / leads + 1, 0.0)
    found = np.where(known, errors, 0.0)
    weights = np.where(known, pupils / (pupils + STEADY), 0.0)
    total = weights.sum(axis=2)
    common = np.divide((found * weights).sum(axis=2), total, out=np.zeros_like(total), where=total > 0)
    squares = np.divide((common**2).sum(axis=0), origins, out=np.zeros(len(leads)), where=origins > 0)
    shared = _growth(squares, independent, GROWING[COMMON])
    areas = int(known.any(axis=(0, 1)).sum())
    one = Growth(*shared, float(years))
    if areas == 1:
        return Learnt(one, None, years)
    left = np.where(known, errors - common[:, :, None], np.nan)
    return Learnt(one, _local(left, np.where(known, pupils, np.nan), independent, areas, years), years)


def _growth(squares: Floats, independent: Floats, usual: float) -> tuple[float, float]:
    """The deviation one year ahead, and the power of the lead, that mean squares ``(lead,)`` about 0 of so many
    independent years follow: the mean over all powers, by how likely each is (errors normal, the ``usual`` power within
    UNSURE)."""
    there = independent > 0
    lead = np.arange(1, len(squares) + 1)[there]
    squares, weight = squares[there], independent[there]
    grown = lead ** (2 * POWERS[:, None])
    fitted = np.maximum((squares / grown) @ weight / weight.sum(), NOTHING)
    likely = -(weight.sum() * np.log(fitted) + np.log(grown) @ weight) / 2
    likely -= ((POWERS - usual) / UNSURE) ** 2 / 2
    chances = np.exp(likely - likely.max())
    power = float(chances @ POWERS / chances.sum())
    return float(np.sqrt((squares / lead ** (2 * power)) @ weight / weight.sum())), power


def _local(left: Floats, pupils: Floats, independent: Floats, areas: int, years: int) -> Growth:
    """The growth of local errors: their squares by size of area and lead, and the width that holds four fifths of them
    all; degrees of freedom are those of Student's t that holds 95 % in the same proportion, and no more than there are
    areas beside one and years."""
    power, lead = GROWING[LOCAL], np.arange(1, left.shape[1] + 1)[:, None]
    squares, inverse = left**2, 1 / pupils
    steady, chance = 1.0, 0.0
    for _ in range(ROUNDS):
        of_size = steady + chance * inverse
        relative = squares / of_size / lead ** (2 * power)
        most = np.nanquantile(relative, CLIPPED)
        steady, chance = by_size(np.minimum(relative, most) * of_size, inverse)
        shaped = squares / (steady + chance * inverse)
        kept = independent > 0
        widths = np.zeros(len(independent))
        widths[kept] = [np.nanquantile(each, 0.8) for each in shaped[:, kept].swapaxes(0, 1)]
        _, power = _growth(widths, independent * min(areas, 20), GROWING[LOCAL])
    scores = np.abs(left) / np.sqrt(steady + chance * inverse) / lead**power
    most, half = np.nanquantile(scores, [0.95, 0.8])
    degrees = min(_degrees(most / half) if half > 0 else np.inf, float((areas - 1) * years))
    reach = float(student(np.array(degrees), 0.8))
    return Growth(float(half) / reach, power, degrees, steady, chance)


def by_size(squares: Floats, inverse: Floats) -> tuple[float, float]:
    """The parts of squared errors ``(…, area)``, NaN where unknown, of which the second goes with one ÷ pupils
    (``inverse``): least squares over the areas' means, weighted with their own fit, neither below 0. Of few areas, or
    of one size, the second is that of counting, as far as there is so much.

    >>> by_size(np.full((3, 2), 5.0), np.full((3, 2), 2.0))
    (3.0, 1.0)
    """
    wanted, terms = (_means(np.where(np.isfinite(squares), each, np.nan)) for each in (squares, inverse))
    if len(wanted) < FEWEST_SIZES or np.ptp(terms) < 1e-6 * terms.max():
        chance = min(1.0, float(wanted.mean() / terms.mean()))
        return max(float(wanted.mean() - chance * terms.mean()), NOTHING), chance
    both = np.stack([np.ones_like(terms), terms], axis=1)
    fitted = np.full_like(wanted, max(float(wanted.mean()), NOTHING))
    parts = np.zeros(2)
    for _ in range(ROUNDS):
        parts = _parts(both / fitted[:, None], wanted / fitted)
        fitted = np.maximum(both @ parts, NOTHING)
    return max(float(parts[0]), NOTHING), float(parts[1])


def _means(values: Floats) -> Floats:
    """The mean of what is known of each area ``(…, area)``, those of which nothing is left out."""
    by_area = values.reshape(-1, values.shape[-1])
    known = np.isfinite(by_area)
    there = known.any(axis=0)
    return np.asarray((np.where(known, by_area, 0.0).sum(axis=0)[there]) / known.sum(axis=0)[there])


def _parts(terms: Floats, wanted: Floats) -> Floats:
    """The two parts ``terms @ parts ≈ wanted``, neither below 0: where one would be, the other alone."""
    parts: Floats = np.asarray(np.linalg.lstsq(terms, wanted, rcond=None)[0], dtype=np.float64)
    if parts.min() >= 0:
        return parts
    kept = terms[:, int(parts.argmax())]
    return np.where(parts == parts.max(), (kept @ wanted) / (kept @ kept), 0.0)


def _degrees(ratio: float) -> float:
    """The degrees of freedom of Student's t whose interval of 95 % is ``ratio`` times that of 80 %."""
    degrees = [each for each in STUDENT[0.8] if each >= LEAST_DEGREES]
    ratios = [STUDENT[0.95][each] / STUDENT[0.8][each] for each in degrees]
    least = NORMAL[0.95] / NORMAL[0.8]
    inverse = np.interp(ratio, [least, *reversed(ratios)], [0.0, *(1 / each for each in reversed(degrees))])
    return float(1 / inverse) if inverse > 0 else np.inf
