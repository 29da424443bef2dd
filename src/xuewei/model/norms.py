"""The plan's own siting rule (布点要求) in seats and in schools."""

from __future__ import annotations

from dataclasses import dataclass

from xuewei.model.stages import Stage


@dataclass(frozen=True)
class NormBand:
    """Seats and schools that the rule wants for some number of residents, at both of its ends."""

    seats_low: float
    seats_high: float
    schools_low: float
    schools_high: float

    def position(self, seats: float) -> str:
        """``below``, ``inside`` or ``above`` the band."""
        if seats < self.seats_low:
            return "below"
        return "above" if seats > self.seats_high else "inside"


def norm_band(residents: float, stage: Stage) -> NormBand | None:
    """Seats for ``residents / ratio`` schools of the rule's smallest size; None where a stage has no rule.

    >>> norm_band(60000, Stage("primary", 6, 6, 45, 24, (15000, 20000)))
    NormBand(seats_low=3240.0, seats_high=4320.0, schools_low=3.0, schools_high=4.0)
    """
    if stage.residents_per_school is None or stage.school_seats is None:
        return None
    fewest, most = stage.residents_per_school
    low, high = residents / most, residents / fewest
    return NormBand(low * stage.school_seats, high * stage.school_seats, low, high)
