"""Demand of one area in every draw: the medium answer, what births and net migration add to it, and factors.

Some draws at a time (:data:`~xuewei.answers.simulate.dice.AT_ONCE`), in float64 from sums that are exact in any order
to whole persons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xuewei.answers.simulate.dice import AT_ONCE, AreaCase, Dice, Space, Wholes
from xuewei.answers.simulate.estates import DrawnEstates
from xuewei.answers.simulate.matters import RANKED, FewDraws
from xuewei.answers.simulate.shocks import GROWTHS, Floats, Singles, erring, growth, wandering
from xuewei.late import dataclass

Error = tuple[int, str, Singles]
"""The stage and the source of an error, and the factor ``(year, draw)`` that it is."""


def draw_demand(
    case: AreaCase, dice: Dice, room: Space, begin: int, late: DrawnEstates | None
) -> tuple[Wholes, FewDraws]:
    """Demand ``(stage, year, draw)`` from the year ``begin`` on, from the normals in ``room`` and written into it; the
    first draws with their parts."""
    years, stages = case.years, case.factors.shape[1]
    medium = case.demand.reshape(stages, years, 1)
    found = room.demand.reshape(-1)[: stages * (years - begin) * dice.draws].reshape(stages, years - begin, dice.draws)
    paths, errors = _paths(case, begin), list(_errors(case, dice))
    few: FewDraws | None = None
    for first in range(0, dice.draws, AT_ONCE):
        some = slice(first, min(first + AT_ONCE, dice.draws))
        sums = room.sums[: stages * (years - begin) * (some.stop - first)].reshape(-1, some.stop - first)
        born = paths.into(sums, dice, room, some)
        if few is None:
            few = _few(case, dice, room, begin, late, (paths, born, sums), errors)
        if born is not None:
            sums[paths.born] += born
        demand = sums.reshape(stages, years - begin, -1)
        demand += medium[:, begin:]
        if late is not None:
            demand += late.every[:, begin:, some]
        for run in case.runs:
            demand[:, run.start - begin : run.stop - begin] *= _factor(case, run.start, room, dice, some)
        for s, _, error in errors:
            demand[s] *= error[begin:, some]
        whole = found[:, :, some]
        np.copyto(whole, np.rint(demand, out=demand), casting="unsafe")
        if whole.min(initial=0) < 0:
            np.maximum(whole, 0, out=whole)
    assert few is not None
    return found, few


@dataclass(frozen=True, eq=False, repr=False)
class _Paths:
    """How an area answers to paths: the cells ``born``, from the first to the last that answers to births, with the
    weights ``of_births (born cell, year)`` of the years ``births``, and all cells with ``of_moves (cell, year)`` of the
    years ``moves``; None where none does. ``first`` is the earliest year of which normals were drawn."""

    first: int
    births: slice
    born: slice
    of_births: Floats
    moves: slice
    of_moves: Floats | None

    def into(self, sums: Floats, dice: Dice, room: Space, some: slice) -> Floats | None:
        """What net migration adds ``(cell, draw)`` into ``sums``, and what births add ``(born cell, draw)``, None where
        they add nothing."""
        unsure, size = dice.uncertainty, sums.shape[1]
        stages, years = room.demand.shape[:2]
        rows = stages + 2 * (years - self.first)
        drawn = room.normals[stages:rows].reshape(-1, 2, dice.draws)[::-1, :, some]
        # whole numbers of a power of two, below 2^53: exact in any order
        if self.of_moves is None:
            sums[...] = 0.0
        else:
            steps = room.steps.reshape(-1)[: (self.moves.stop - self.moves.start) * size].reshape(-1, size)
            steps[...] = drawn[self.moves.start - self.first :, 1]
            np.matmul(self.of_moves, steps, out=sums)
        if not self.of_births.size:
            return None
        own = drawn[self.births.start - self.first : self.births.stop - self.first, 0]
        born = own * dice.own
        born += dice.common[self.births, some]
        wandering(born, unsure.births.step.value, unsure.births.persistence.value)
        steps = room.steps.reshape(-1)[: len(own) * size].reshape(-1, size)
        steps[...] = GROWTHS.steps(growth(born))
        found = room.born[: len(self.of_births) * size].reshape(-1, size)
        return np.matmul(self.of_births, steps, out=found)


def _paths(case: AreaCase, begin: int) -> _Paths:
    """The paths that move an area's demand from the year ``begin`` on."""
    years = case.years
    weights = case.weights.reshape(-1, years, 2 * years)[:, begin:].reshape(-1, 2, years)
    births, moves = weights[:, 0, case.births_from :], weights[:, 1, case.moves_from :]
    cells, later = births.nonzero()
    born = slice(int(cells[0]), int(cells[-1]) + 1) if len(cells) else slice(0)
    last = int(later.max(initial=-1)) + 1  # who is born after it goes to no school yet
    return _Paths(
        min(case.births_from, case.moves_from),
        slice(case.births_from, case.births_from + last),
        born,
        np.ascontiguousarray(births[born, :last]),
        slice(case.moves_from, years),
        np.ascontiguousarray(moves) if moves.any() else None,
    )


def _factor(case: AreaCase, year: int, room: Space, dice: Dice, some: slice) -> Floats:
    """The factors ``(stage, 1, draw)`` of participation and of the level in a year."""
    went, of_level = case.factors[:, :, year, None, None].astype(np.float32)
    product, factor = went * room.normals[: len(went), None, some], of_level * dice.level[some]
    product += 1
    factor += 1
    product *= factor
    return np.asarray(product, dtype=np.float64)


def _few(
    case: AreaCase, dice: Dice, room: Space, begin: int, late: DrawnEstates | None,
    added: tuple[_Paths, Floats | None, Floats], errors: Sequence[Error],
) -> FewDraws:  # fmt: skip
    """The first draws of demand, part by part."""
    paths, born, moved = added
    stages, later = case.factors.shape[1], case.years - begin
    medium = case.demand.reshape(stages, case.years, 1)[:, begin:]
    few = min(RANKED, dice.draws)
    births = None
    if born is not None:
        births = np.zeros((stages * later, few), dtype=np.float32)
        births[paths.born] = born[:, :few]
        births = births.reshape(stages, later, few)
    moves = moved[:, :few].astype(np.float32).reshape(stages, later, few) if paths.of_moves is not None else None
    factors = dict[str, Singles]()
    normals = (room.normals[:stages, None, :few], dice.level[None, None, :few])
    deviations = case.factors[:, :, begin:, None].astype(np.float32)
    if len(case.runs) == 1 and case.runs[0].start <= begin and case.runs[0].stop == case.years:
        deviations = deviations[:, :, :1]  # one factor for every year
    acts = deviations.reshape(2, -1).max(axis=1, initial=0.0) > 0
    for source, act, apart, drawn in zip(("participation", "level"), acts, deviations, normals, strict=True):
        if act:
            factors[source] = apart * drawn
            factors[source] += 1
    for s, source, error in errors:
        factors.setdefault(source, np.ones((stages, later, few), dtype=np.float32))[s] *= error[begin:, :few]
    return FewDraws(
        (medium if late is None else medium + late.every[:, begin:, :few]).astype(np.float32),
        births,
        moves,
        factors,
        few,
        {name: (medium + each[:, begin:]).astype(np.float32) for name, each in late.held.items()} if late else {},
    )


def _errors(case: AreaCase, dice: Dice) -> Iterator[Error]:
    """The errors of stages from pupils on record: that of all areas, the area's own, and that of births, of which all
    areas have a part in common."""
    if not case.error.any():
        return
    share = dice.uncertainty.births.common.value
    for s in np.flatnonzero(case.error.any(axis=(0, 2))).tolist():
        stage, whose = case.stages[s], case.records[s]
        for n, (source, name) in enumerate((("forecast", stage), ("forecast", stage), ("births", ""))):
            if not case.error[n, s].any():
                continue
            normals = dice.error_of(name) if n != 1 else dice.normals(f"{whose}/{name}", part=4)
            if source == "births":
                own = dice.normals(f"{whose}/{name}", part=4)
                normals = np.float32(share**0.5) * normals + np.float32((1 - share) ** 0.5) * own
            yield s, source, 1 + growth(erring(normals, case.error[n, s], int(case.freedom[n, s])))
