"""What is said below a map: which system its boundaries were in, what stands where nobody wrote it, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xuewei.charts.map_places import MapPlaces
from xuewei.charts.map_words import say
from xuewei.formats.boundaries import BOUNDARIES_CRS
from xuewei.formats.coordinates import GCJ02
from xuewei.language.words import named
from xuewei.tables.words import say as say_in_tables

NAMES = 5
"""Names of what is missing that are told."""
FEW = 3
"""Names of outlines that are left out, or missing, that are told."""
SITES = 12
"""Candidate sites whose names are told."""


def map_notes(shown: MapPlaces, lang: str, *, reach: bool = True) -> list[str]:
    """Sentences in the order in which a reader needs them; ``reach``: whether walking distances can be seen."""
    middles = [say("middles.areas", lang)] if len(shown.areas) > 1 else []
    middles += [say("middles.zones", lang)] if shown.middles else []
    rules = _rules(shown, lang) if reach else []
    turned = say("names", lang).join(shown.turned)
    middles += [say_in_tables("note.converted", lang, files=turned)] if turned else []
    return [*_sites(shown, lang), *_missing(shown, lang), *_boundaries(shown, lang), *middles, *rules]


def _sites(shown: MapPlaces, lang: str) -> list[str]:
    """What stands beside the marks of sites, with their names."""
    parts = [say("site.of", lang, short=each.short, name=each.name) for each in shown.sites if each.short]
    if not parts:
        return []
    more = [say("sites.more", lang, n=len(parts) - SITES)] if len(parts) > SITES else []
    return [say("sites", lang, parts=say("names", lang).join([*parts[:SITES], *more]))]


def _missing(shown: MapPlaces, lang: str) -> list[str]:
    lines = []
    for kind, names in shown.lacking.items():
        if not names or not shown.degrees:
            continue
        some = say("names", lang).join(names[:NAMES])
        key = "lacking.all" if len(names) <= NAMES else "lacking"
        lines.append(say(f"{key}.{kind}", lang, n=len(names), names=some))
    return lines


def _boundaries(shown: MapPlaces, lang: str) -> list[str]:
    found = shown.boundaries
    if found is None:
        return []
    key = "system" if found.said else "system.unsaid"
    key = "system.none" if not found.degrees else "system.gcj02" if found.system == GCJ02 else key
    file = Path(found.file).name
    lines = [say(key, lang, file=file, system=found.system)]
    if found.against:
        option = f"{BOUNDARIES_CRS} {found.system}"
        lines.append(say("against", lang, file=file, own=found.against, system=found.system, option=option))
    if shown.outside:
        some = say("names", lang).join(shown.outside[:NAMES])
        lines.append(say("outside", lang, n=len(shown.outside), names=some))
    lines += [say("near", lang, zone=zone, name=name) for zone, name in found.near]
    alike = {zone for zone, _ in found.near}
    bare = [each for each in found.bare if each not in alike]
    lines += [
        say(key, lang, file=file, n=len(names), names=_some(names, lang))
        for key, names in (("bare", bare), ("unused", found.unused))
        if names
    ]
    joined = [each.name for each in found.outlines if each.parts > 1]
    if joined:
        lines.append(say("joined", lang, n=len(joined), names=say("names", lang).join(joined[:NAMES])))
    return lines


def _some(names: Sequence[str], lang: str) -> str:
    """The first names, and whether there are more."""
    told = say("names", lang).join(names[:FEW])
    return say("some", lang, names=told) if len(names) > FEW else told


def _rules(shown: MapPlaces, lang: str) -> list[str]:
    walking = shown.walking
    if walking is None or not shown.schools:
        return []
    parts = [
        say("reach.of", lang, stage=named("stage", stage, lang), metres=each.value)
        for stage, each in walking.service.items()
    ]
    detour = walking.detour
    return [say("reach", lang, parts=say("names", lang).join(parts), detour=detour.value)]
