"""Estates that are written differently, in words."""

from __future__ import annotations

from typing import Any

from xuewei.answers.compare.difference import PEOPLE, Change
from xuewei.answers.compare.words import named, say
from xuewei.language.words import LANGUAGES
from xuewei.language.words import named as label_of
from xuewei.model.parameters import CURVES
from xuewei.model.population import ESTATE_KINDS
from xuewei.tables.words import say as say_in_tables

TITLES = {
    "name": ("名称", "name"),
    "area": ("区域", "area"),
    "zone": ("学区", "zone"),
    "dwellings": ("套数", "dwellings"),
    "floor_area_m2": ("建筑面积（㎡）", "floor area (m²)"),
    "kind": ("住房类型", "kind"),
    "completes": ("竣工", "completed"),
    "occupancy": ("入住", "occupancy"),
    "approved": ("批准", "approved"),
    "lon": ("经度", "lon"),
    "lat": ("纬度", "lat"),
    "basis": ("依据", "basis"),
    "source": ("来源", "source"),
}
"""What the keys of an estate are called."""


def is_estate(change: Change) -> bool:
    """Whether a change is one of an estate."""
    return change.kind == PEOPLE and change.subject.startswith("estates.")


def estate_title(key: str, lang: str) -> str:
    """What a key of an estate is called."""
    return TITLES[key][LANGUAGES.index(lang)]


def estate_value(key: str, value: object, lang: str) -> str:
    """A value of an estate as planners read it.

    >>> estate_value("dwellings", 1200.0, "zh"), estate_value("completes", 2027, "en")
    ('1,200', '2027')
    """
    if key == "kind" and value in ESTATE_KINDS:
        return say_in_tables(f"estates.kind.{value}", lang)
    if key == "occupancy" and value in CURVES:
        return label_of("occupancy", str(value), lang)
    if key == "basis":
        return named("basis", str(value), lang)
    if key in ("dwellings", "floor_area_m2"):
        return f"{value:,.10g}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def estate_parts(found: Any, lang: str) -> list[str]:
    """An estate as planners tell it: how many dwellings when, where, and of which kind."""
    told = {key: estate_value(key, value, lang) for key, value in found.items()}
    size = "dwellings" if "dwellings" in told else "floor_area_m2"
    parts = [
        say(f"diff.estate.{size}", lang, n=told[size]) if size in told else "",
        say("diff.estate.completes", lang, year=told["completes"]),
        told.get("zone", "") or told.get("area", ""),
        told.get("kind", ""),
        say("diff.estate.occupancy", lang, course=told["occupancy"]) if "occupancy" in told else "",
    ]
    return [part for part in parts if part]
