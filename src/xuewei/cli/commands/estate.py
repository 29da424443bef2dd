"""`estate`: the kindergartens that policy asks of a housing estate."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from xuewei.answers.policy.estate_view import estate as view
from xuewei.answers.policy.findings import estate as held
from xuewei.answers.policy.findings import residents_of
from xuewei.cli.language import LANG
from xuewei.cli.options import Format, Lang, Output, tell, within
from xuewei.cli.out import deliver
from xuewei.formats.own_project import people_there
from xuewei.formats.policy import policy_of
from xuewei.formats.population.assumptions import folder_assumptions, read_assumptions
from xuewei.tables.notes import people_whence, shipped_instead

LARGEST_AREA, MOST_PEOPLE = 10**8, 10**7
"""m² and persons (or households) of the largest estate believed; more is a slip of the pen."""


def estate(
    area_m2: Annotated[float | None, typer.Option("--area-m2", metavar="M2", help=tell("estate.area"))] = None,
    residents: Annotated[int | None, typer.Option("--residents", metavar="N", help=tell("estate.residents"))] = None,
    households: Annotated[int | None, typer.Option("--households", metavar="N", help=tell("estate.households"))] = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    sizes = {"--area-m2": (area_m2, LARGEST_AREA), "--residents": (residents, MOST_PEOPLE)}
    for option, (size, most) in {**sizes, "--households": (households, MOST_PEOPLE)}.items():
        if size is not None:
            within(option, size, 1, most)
    if area_m2 is residents is households is None:
        raise typer.BadParameter(tell("bad.no_estate"))
    if residents is not None and households is not None:
        raise typer.BadParameter(tell("bad.two_estates"))
    folder, unusable = people_there()
    rules = policy_of(folder)
    assumed = read_assumptions() if folder is None else folder_assumptions(folder)
    norm, cap = rules.class_size["kindergarten"].every, assumed.size_caps["estate_kindergarten"]
    people = residents if households is None else residents_of(households, rules.estate)
    found = held(rules.estate, area_m2=area_m2, residents=people, class_size=int(norm.value), cap=int(cap.value))
    shown = view(found, rules.estate, {"class_size": norm, "cap": cap}, lang, households=households)
    notes = [people_whence(folder, lang)] if folder else [shipped_instead(unusable, lang)] if unusable else []
    deliver(replace(shown, notes=notes), format, output)
