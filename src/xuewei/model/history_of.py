"""The history in a population: its pupils on record, with the births that go with them. Every command takes it here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from xuewei.model.assumptions import Assumptions, Scope
from xuewei.model.births_ahead import lent_births, of_one_period
from xuewei.model.enrolment_history import EnrolmentHistory, enrolment_history
from xuewei.model.population import BirthsRow, Population
from xuewei.model.stages import Stage


def history_of(
    population: Population, assumptions: Assumptions, stages: Sequence[Stage], *, until: int | None = None
) -> EnrolmentHistory:
    """Pupils up to the school year ``until`` (None: all) and births of every area with pupils on record; areas without
    births of their own take their share of those of their census area.

    Raises ValueError without pupils, and for a stage or grade that ``stages`` do not have.
    """
    births = births_of(population.births, {row.area for row in population.enrolment}, assumptions.scope)
    rows = [row for row in population.enrolment if until is None or row.year <= until]
    return enrolment_history(rows, births, stages, assumptions.entry_cutoff)


def births_of(births: Iterable[BirthsRow], areas: Collection[str], scope: Mapping[str, Scope]) -> tuple[BirthsRow, ...]:
    """Births of ``areas``, their own or lent, all of the same twelve months of the year."""
    rows = tuple(births)
    return of_one_period((*rows, *lent_births(rows, areas, scope)), areas)
