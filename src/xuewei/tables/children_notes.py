"""Registers of children, zones and flows in words: what a folder has of them, and where flows act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xuewei.language.source_titles import titled
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure
from xuewei.model.population import CHILDREN_KINDS, COUNTED_KINDS, FlowRow, Population
from xuewei.model.pupils.grounds import AT_HOME
from xuewei.tables.people_notes import some_areas, some_of
from xuewei.tables.text import spans
from xuewei.tables.words import say


def register_notes(population: Population, lang: str) -> list[str]:
    """In one line, which registers of children, zones and flows a folder has; nothing where it has none."""
    parts = []
    for kind in CHILDREN_KINDS:
        rows = [row for row in population.children if row.kind == kind]
        if rows:
            places, years = len({row.area for row in rows}), spans(sorted({row.year for row in rows}))
            parts.append(say("children.register", lang, kind=named("children", kind, lang), places=places, years=years))
    for (kind, children), (beside, others) in _side_by_side(population):
        parts.append(
            say(
                "children.beside",
                lang,
                kind=named("children", kind, lang),
                n=children,
                other=named("children", beside, lang),
                m=others,
            )
        )
    if parts:
        rule = population.assumptions.children
        first = named("children", rule.kind, lang) if rule.kind else say("children.first", lang)
        migrants = named("migrants", rule.migrants, lang)
        parts.append(say("children.rule", lang, kind=first, migrants=migrants))
    if population.zones:
        areas = {row.part_of for row in population.zones}
        shares = sum(row.share is not None for row in population.zones)
        parts.append(say("children.zones", lang, n=len(population.zones), areas=len(areas), shares=shares))
    if population.flows:
        parts.append(say("children.flows", lang, n=len(population.flows)))
    return [say("children.all", lang, parts=say("join", lang).join(parts))] if parts else []


def _side_by_side(population: Population) -> Iterator[tuple[tuple[str, float], tuple[str, float]]]:
    """The register that counts, and each other one, over the cohorts that both of them have: kind and children."""
    cohorts: dict[tuple[str, date], dict[str, float]] = {}
    for row in sorted(population.children, key=lambda row: row.day):
        if row.day >= row.period_end:
            cohorts.setdefault((row.area, row.period_end), {})[row.kind] = row.persons
    chosen = population.assumptions.children.kind
    there = [kind for kind in COUNTED_KINDS if any(kind in each for each in cohorts.values())]
    first = chosen or next(iter(there), None)
    for kind in there:
        both = [each for each in cohorts.values() if first in each and kind in each and kind != first]
        if first and both:
            yield (first, sum(each[first] for each in both)), (kind, sum(each[kind] for each in both))


def flow_notes(assessment: Assessment, lang: str) -> list[str]:
    """Where demand counts pupils who go to school in another area, and where pupils on record do so already."""
    notes = []
    for stage in assessment.stages:
        name = stage.name
        flowed = assessment.demand.flowed.get(name)
        rows = [row for row in assessment.population.flows if row.stage == name]
        if flowed is None:
            continue
        ends = {end for row in rows for end in (row.from_area, row.to_area)}
        concerned = [area for area in assessment.areas if area in ends]
        at_home = [area for area in concerned if assessment.method(area, name) in AT_HOME]
        by_pupils = [area for area in concerned if assessment.grounds(area, name).record]
        values = {"stage": named("stage", name, lang)}
        if at_home:
            acting = [row for row in rows if row.from_area in at_home or row.to_area in at_home]
            notes.append(say("note.flows", lang, flows=some_of(flow_words(acting, lang), lang), **values))
        if by_pupils:
            notes.append(say("note.flows.pupils", lang, areas=some_areas(by_pupils, lang), **values))
        if flowed.silent and at_home:
            notes.append(say("note.flows.silent", lang, areas=some_areas(flowed.silent, lang), **values))
    return notes


def flows_figure(rows: Sequence[FlowRow], ratio: float, lang: str) -> Figure:
    """What flows make of the pupils of an area: its basis that of all of them, or ``derived``, its source each one."""
    basis = rows[0].basis if len({row.basis for row in rows}) == 1 else "derived"
    return Figure(ratio, "factor", basis, some_of(flow_words(rows, lang, sourced=True), lang))


def flow_words(rows: Sequence[FlowRow], lang: str, *, sourced: bool = False) -> list[str]:
    """Each flow in a few words, ``sourced`` with its source."""
    outside, key = say("flows.outside", lang), "flows.sourced" if sourced else "flows.one"
    return [
        say(
            key,
            lang,
            origin=row.from_area or outside,
            target=row.to_area or outside,
            share=row.share,
            source=titled(row.source, lang),
        )
        for row in rows
    ]
