"""What bands hold: by record, lead, stage and size of area, and at the worst of single origins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.accuracy.backtest import Held, held
from xuewei.model.pupils.errors import PastErrors, past_errors

from forecast.records import Record
from forecast.roller import LEADS

SMALL, LARGE = 200, 2000
"""Pupils of a stage below which an area is small, and from which on it is large."""
SIZES = {f"< {SMALL}": (0, SMALL), f"{SMALL}–{LARGE}": (SMALL, LARGE), f"≥ {LARGE}": (LARGE, np.inf)}
LEVELS = (0.8, 0.95)
"""Levels that are shown."""
FEW = 0.1
"""The share of origins that is set aside as the worst."""
HEAD = ("band", "errors known", "of", *(f"lead {lead}" for lead in LEADS), "all", "worst origin", "one in ten")


@dataclass(frozen=True)
class Run:
    """What bands held ``of`` one stage, lead and origin of a ``record``, of which this is the ``n``-th."""

    record: str
    n: int
    of: Held


def runs(records: Iterable[Record]) -> Iterator[Run]:
    """What bands of every origin held, on every record."""
    for n, record in enumerate(records):
        past = past_errors(record.history, LEADS[-1])
        if record.before is not None:
            late = np.add.outer(past.origins, np.array(past.leads)) >= record.before
            wrong = np.where(late[:, :, None, None], np.nan, past.errors)
            past = PastErrors(past.history, past.origins, wrong, past.pupils)
        for each in held(past):
            yield Run(record.name, n, each)


def rows(found: Sequence[Run]) -> Iterator[Sequence[str]]:
    """Text of every level and way to know errors: by record, then over all of them by stage and size."""
    names = dict.fromkeys(run.record for run in found)
    stages = dict.fromkeys(run.of.stage for run in found)
    for level in LEVELS:
        for then in (False, True):
            kind = f"{level:.0%}", "then" if then else "of other years"
            mine = [run for run in found if (run.of.level, run.of.then) == (level, then)]
            for name in names:
                yield (*kind, name, *_shares([run for run in mine if run.record == name], _between(0, np.inf)))
            for stage in stages:
                of_stage = [run for run in mine if run.of.stage == stage]
                for size, ends in SIZES.items():
                    shares = [*_shares(of_stage, _between(*ends))]
                    if any(shares):
                        yield (*kind, f"{stage} {size}", *shares)


Kept = Callable[[Held], NDArray[np.bool_]]


def _between(low: float, high: float) -> Kept:
    return lambda of: (of.pupils >= low) & (of.pupils < high)


def _shares(found: Sequence[Run], kept: Kept) -> Iterator[str]:
    """The shares held at each lead, of all together, from the worst origin and from the worst but one in ten."""
    for lead in LEADS:
        yield _share([run.of.inside[kept(run.of)] for run in found if run.of.lead == lead])
    yield _share([run.of.inside[kept(run.of)] for run in found])
    origins: dict[tuple[str, int, int], list[NDArray[np.bool_]]] = {}
    for run in found:
        origins.setdefault((run.record, run.n, run.of.origin), []).append(run.of.inside[kept(run.of)])
    held_by = [float(np.mean(np.concatenate(marks))) for marks in origins.values() if sum(map(len, marks))]
    yield f"{100 * min(held_by):.0f}" if held_by else ""
    yield f"{100 * float(np.quantile(held_by, FEW)):.0f}" if held_by else ""


def _share(marks: Sequence[NDArray[np.bool_]]) -> str:
    every = np.concatenate([np.zeros(0, dtype=bool), *marks])
    return f"{100 * every.mean():.0f}" if len(every) else ""
