"""Every method over every record from every origin, and the table of its errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.accuracy.backtest import Method, backtest

from forecast.methods import knowing, told_variances
from forecast.records import Record

Floats = NDArray[np.float64]
LEADS = range(1, 6)
TRUTH, VARIANCES = "truth", "true variances"
HEAD = ("record", "method", *(f"lead {lead}" for lead in LEADS), "mean")


@dataclass
class Table:
    """Mean absolute errors in percent: ``errors[record][method]`` are runs ``(lead,)``, one for each seed."""

    errors: dict[str, dict[str, list[Floats]]] = field(default_factory=dict)

    def add(self, record: str, method: str, errors: Floats) -> None:
        """One more run."""
        self.errors.setdefault(record, {}).setdefault(method, []).append(errors)

    def mean(self, record: str, method: str) -> Floats:
        """Errors ``(lead,)``, the mean of all runs."""
        return np.asarray(np.mean(self.errors[record][method], axis=0))

    def rows(self) -> Iterable[Sequence[str]]:
        """Text of every record and method; the mean over leads stands last."""
        for record, methods in self.errors.items():
            for method in methods:
                found = self.mean(record, method)
                yield record, method, *(f"{each:.2f}" for each in (*found, found.mean()))

    def lost(self, ours: str, simple: Iterable[str]) -> Iterable[Sequence[str]]:
        """Text of every record: the best simple method, and the error of ours over its (mean over leads); below 1 ours
        is the better one. Then the same of what who knows the true variances, and who knows the truth, would reach."""
        for record, methods in self.errors.items():
            means = {name: float(self.mean(record, name).mean()) for name in methods}
            plain = {name: means[name] for name in simple if np.isfinite(means.get(name, np.nan))}
            best = min(plain, key=lambda name: plain[name])
            known = [f"{means[ours] / means[name]:.3f}" if name in means else "" for name in (VARIANCES, TRUTH)]
            yield record, ours, best, f"{means[ours] / plain[best]:.3f}", *known


def errors(record: Record, methods: Mapping[str, Method]) -> dict[str, Floats]:
    """Mean absolute errors ``(lead, stage)`` in percent of every method, as a backtest counts them: over the areas of
    an origin, then over origins; NaN where there are none."""
    test = backtest(record.history, record.origins, LEADS, methods)
    late = np.add.outer(np.array(test.origins), np.array(test.leads)) >= (record.before or np.inf)
    found = {}
    for name, wrong in test.errors.items():
        shown = np.where(late[:, :, None, None], np.nan, np.abs(wrong))
        found[name] = 100 * mean(mean(shown, 2), 0)
    return found


def mean(values: Floats, axis: int) -> Floats:
    """The mean of what is known along an axis; NaN where nothing is.

    >>> mean(np.array([[1.0, np.nan], [3.0, np.nan]]), 0)
    array([ 2., nan])
    """
    known = np.isfinite(values)
    return np.asarray(np.where(known, values, 0.0).sum(axis) / np.where(known.any(axis), known.sum(axis), np.nan))


def rolled(records: Iterable[Record], methods: Mapping[str, Method]) -> Table:
    """All methods over all records; made-up ones also by who knows the truth, where births are known."""
    table = Table()
    for record in records:
        wanted = dict(methods)
        if record.truth is not None and record.truth.made.known_births:
            wanted[TRUTH] = knowing(record.truth)
            if record.truth.made.usual:
                wanted[VARIANCES] = told_variances(record.truth)
        for name, found in errors(record, wanted).items():
            if record.apart:
                for n, stage in enumerate(record.history.stages):
                    if np.isfinite(found[:, n]).any():
                        table.add(f"{record.name}: {stage.name}", name, found[:, n])
            elif np.isfinite(found).any():
                table.add(record.name, name, np.nanmean(found, axis=1))
    return table


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))
