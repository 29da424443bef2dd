"""An estate held against the rule: each limb, the answer in words, and the figures with clause and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from xuewei.answers.policy.findings import AREA, RESIDENTS, Estate, Limb
from xuewei.answers.policy.policy_notes import plain
from xuewei.answers.policy.words import named, say
from xuewei.model.assumptions import Figure
from xuewei.model.policy import EstateRule
from xuewei.tables.notes import cited
from xuewei.tables.palette import DOUBTFUL
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__

NUMBERS = {
    "given": 3,
    "threshold": 4,
    "bites": 1,
    "residents": 5,
    "seats": 2,
    "classes": 6,
    "class_seats": 7,
    "kindergartens": 8,
}
"""Columns of a limb, and how soon they are left out: the last first."""


def estate(
    found: Estate, rule: EstateRule, others: Mapping[str, Figure], lang: str, *, households: int | None = None
) -> View:
    """The view of an estate; ``others`` are figures used beside those of the rule, by name."""
    figures = {name: getattr(rule, name) for name in rule.__dataclass_fields__} | dict(others)
    if households is None:
        del figures["people_per_household"]
    records = [
        {
            "limb": limb.name,
            **{name: value for name, value in asdict(limb).items() if name != "name"},
            "residents": round(limb.residents, 2),
            "seats": round(limb.seats, 2),
            "bites": limb.bites,
            "decides": limb is found.deciding,
            "clause": _threshold(limb.name, rule).clause,
            "source": cited(_threshold(limb.name, rule), "zh"),
        }
        for limb in found.limbs
    ]
    head = {
        "version": __version__,
        "required": found.required,
        "figures": {name: _plain(figure) for name, figure in figures.items()},
    }
    sentences = [*_households(households, found, rule, lang), _answer(found, lang)]
    derived = say("estate.derived", lang, m2=rule.m2_per_resident.value, seats=rule.seats_per_1000.value)
    return View([_limbs(found, rule, sentences, lang), _figures(figures, derived, lang)], records, head)


def _threshold(limb: str, rule: EstateRule) -> Figure:
    return rule.area_m2 if limb == AREA else rule.residents


def _plain(figure: Figure) -> dict[str, object]:
    plain = {name: getattr(figure, name) for name in ("value", "unit", "basis", "clause")}
    return {**plain, "source": cited(figure, "zh")}


def _limbs(found: Estate, rule: EstateRule, sentences: list[str], lang: str) -> Sheet:
    limbs = {limb.name: limb for limb in found.limbs}
    rows: list[list[str | tuple[str, str]]] = []
    for name in (AREA, RESIDENTS):
        cells: list[str | tuple[str, str]] = [say("estate.missing", lang), f"{_threshold(name, rule).value:,.0f}"]
        rows.append([say(f"limb.{name}", lang), *(_cells(limbs[name], lang) if name in limbs else [*cells, *[""] * 6])])
    columns = [
        Column(say("estate.limb", lang), rank=0),
        *(Column(say(f"estate.{name}", lang), number=name != "bites", rank=rank) for name, rank in NUMBERS.items()),
    ]
    return Sheet(say("estate.title", lang), columns, rows, sentences)


def _cells(limb: Limb, lang: str) -> list[str | tuple[str, str]]:
    return [
        plain(limb.given),
        f"{limb.threshold:,.0f}",
        (say("estate.yes" if limb.bites else "estate.no", lang), DOUBTFUL if limb.bites else ""),
        plain(limb.residents),
        plain(limb.seats),
        f"{limb.classes:,}",
        f"{limb.class_seats:,}",
        f"{limb.kindergartens:,}",
    ]


def _answer(found: Estate, lang: str) -> str:
    """Which limb bites and how many seats, in a sentence."""
    biting = [limb for limb in found.limbs if limb.bites]
    one, several = say(f"short.{found.limbs[0].name}", lang), len(found.limbs) > 1
    limb, amounts = found.deciding, {limb.seats for limb in found.limbs}
    if not biting:
        none = say("none.both" if several else "none.one", lang, limb=one)
        return say("estate.none", lang, none=none, seats=limb.seats)
    key = "both" if len(biting) > 1 else "only" if several else "alone"
    numbers = {name: value for name, value in asdict(limb).items() if name not in ("name", "seats")}
    return say(
        "estate.required",
        lang,
        which=say(f"estate.{key}", lang, limb=say(f"short.{biting[0].name}", lang)),
        larger=say("estate.larger", lang, limb=say(f"short.{limb.name}", lang)) if len(amounts) > 1 else "",
        seats=plain(limb.seats),
        **numbers,
    )


def _households(households: int | None, found: Estate, rule: EstateRule, lang: str) -> list[str]:
    """How households became residents."""
    if households is None:
        return []
    size, residents = rule.people_per_household.value, found.limbs[-1].residents
    return [say("estate.households", lang, households=households, size=size, residents=residents)]


def _figures(figures: Mapping[str, Figure], derived: str, lang: str) -> Sheet:
    columns = [
        Column(say("estate.figure", lang), rank=0),
        Column(say("estate.value", lang), number=True, rank=1),
        *(Column(say(name, lang), rank=rank) for rank, name in enumerate(("basis", "clause", "source"), 2)),
    ]
    rows = [
        [
            say(f"figure.{name}", lang),
            f"{figure.value:,.10g}",
            named("basis", figure.basis, lang),
            figure.clause,
            cited(figure, lang),
        ]
        for name, figure in figures.items()
    ]
    return Sheet(say("estate.figures", lang), columns, rows, [derived])
