"""The options that commands share, and what becomes of their values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from xuewei.assessment import LAST_YEAR, Assessment
from xuewei.cli.completion import areas, files, stages, years
from xuewei.cli.language import LANG
from xuewei.errors import nearest
from xuewei.model.band_levels import LEVELS
from xuewei.model.demand import METHODS
from xuewei.words.helps import help_text
from xuewei.words.meant import area_meant, word_meant

FORMATS = ("table", "json", "csv", "md")
QUICK = "chart"
"""The format of bars in the terminal, which `gap` has beside the others."""
FIRST_YEAR = 1900
"""The earliest year that anybody can ask for."""
MOST_SEED = 2**63 - 1


def tell(key: str, **values: object) -> str:
    """A sentence of the help texts in the language of this run."""
    return help_text(key, LANG, **values)


def within(option: str, value: float, low: float, high: float) -> float:
    """``value`` if it is between two bounds; else, and where it is no number, exit 2 with the bounds."""
    if low <= value <= high:
        return value
    raise typer.BadParameter(tell("bad.range", low=low, high=high, found=f"{value:,.12g}"), param_hint=option)


def one_of(known: Sequence[str], name: str, found: str) -> str:
    """The known word that is meant by ``found``; exit 2, with the nearest known word, where none is."""
    if found in known:
        return found
    meant = area_meant(found, known) if name == "area" else word_meant(found, known)
    if meant:
        return meant
    near = nearest(found, known)
    hint = tell("did_you_mean", near=near) if near else ""
    place = name if name.isupper() else f"--{name}"
    raise typer.BadParameter(tell("bad.choice", known=", ".join(known), found=found) + hint, param_hint=place)


BOOK = ".xlsx"
"""What a file is called that becomes a workbook."""
PICTURES = (".png", ".svg", ".pdf")
"""What files are called that become pictures."""
REPORTS = (".docx", ".html")
"""What files are called that become reports."""


def _format(value: str) -> str:
    return one_of(FORMATS, "format", value)


def _format_gap(value: str) -> str:
    return one_of((*FORMATS, QUICK), "format", value)


def _lang(value: str) -> str:
    return one_of(("zh", "en"), "lang", value)


def _method(value: str | None) -> str | None:
    return value if value is None else one_of(METHODS, "method", value)


PlanFile = Annotated[str | None, typer.Option("--plan", metavar="FILE", help=tell("plan"))]
Scenarios = Annotated[
    list[str] | None, typer.Option("--scenario", metavar="FILE", help=tell("scenario"), autocompletion=files)
]
Folder = Annotated[str | None, typer.Option("--population", metavar="DIR", help=tell("population"))]
Method = Annotated[
    str | None, typer.Option("--method", metavar="METHOD", callback=_method, help=tell("forecast.method"))
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", callback=_format, help=tell("format"))]
FormatGap = Annotated[str, typer.Option("--format", metavar="FORMAT", callback=_format_gap, help=tell("format.gap"))]
Lang = Annotated[str, typer.Option("--lang", metavar="LANG", callback=_lang, help=tell("lang"))]
Output = Annotated[str | None, typer.Option("--output", metavar="FILE", help=tell("output"))]
OutputSchema = Annotated[str | None, typer.Option("--output", metavar="FILE", help=tell("output.schema"))]
OutputBook = Annotated[str | None, typer.Option("--output", metavar="FILE", help=tell("output.ledger"))]
OutputChart = Annotated[str | None, typer.Option("--output", metavar="FILE", help=tell("backtest.output"))]
Stages = Annotated[
    list[str] | None, typer.Option("--stage", metavar="STAGE", help=tell("stage"), autocompletion=stages)
]
Areas = Annotated[list[str] | None, typer.Option("--area", metavar="AREA", help=tell("area"), autocompletion=areas)]
Year = Annotated[int | None, typer.Option("--year", metavar="YEAR", help=tell("year"), autocompletion=years)]
First = Annotated[int | None, typer.Option("--from", metavar="YEAR", help=tell("from"), autocompletion=years)]
Last = Annotated[int | None, typer.Option("--to", metavar="YEAR", help=tell("to"), autocompletion=years)]

Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, max=MOST_SEED, help=tell("seed"))]
BandAsked = Annotated[str | None, typer.Option("--band", metavar="PERCENT", help=tell("band.gap"))]
BandLevel = Annotated[str, typer.Option("--band", metavar="PERCENT", help=tell("band"))]

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help=tell("as_of"))]
AsDelivered = Annotated[bool, typer.Option("--as-delivered", help=tell("as_delivered"))]
EditedPlan = Annotated[str | None, typer.Option("--plan", metavar="FILE", help=tell("plan.edited"))]


def level_asked(written: str) -> float:
    """The level of bands as a share, from 50, 80 or 95; exit 2 for anything else."""
    known = {f"{level * 100:.0f}": level for level in LEVELS}
    return known[one_of(tuple(known), "band", written)]


def day_asked(written: str | None, option: str = "--as-of") -> date:
    """The day that is written, as 2023-09-01, or today where none is; exit 2 for what is no such date."""
    if written is None:
        return date.today()
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        raise typer.BadParameter(tell("bad.date", found=written), param_hint=option)
    return day


def moment_asked(written: str | None) -> date:
    """The day of ``--now``: a date, a year for its first day, today where none is given; exit 2 for anything else."""
    if written is not None and len(written) == 4 and written.isascii() and written.isdigit() and written != "0000":
        return date(int(written), 1, 1)
    return day_asked(written, "--now")


def delivery_asked(as_delivered: bool, as_of: str | None) -> date | None:
    """The day up to which only what is in use counts; None where every school of the plan counts."""
    if not as_delivered and as_of is not None:
        raise typer.BadParameter(tell("bad.as_of"), param_hint="--as-of")
    return day_asked(as_of) if as_delivered else None


def plan_to_edit(plan: str | None) -> str | Path:
    """The plan's file that is named, else the shipped one of a checkout; exit 2 where that lies in a package."""
    from xuewei.files.places import own_plan

    path = plan or own_plan()
    if path is None:
        raise typer.BadParameter(tell("bad.shipped"), param_hint="--plan")
    return path


def values_asked(settings: Sequence[str]) -> dict[str, list[str]]:
    """Parameters and their values from ``NAME=V1,V2``; exit 2 for what is not written so, or names one twice."""
    found: dict[str, list[str]] = {}
    for written in settings:
        name, equals, values = written.partition("=")
        words = [word.strip() for word in values.split(",")]
        if not (equals and name and all(words)) or name in found:
            raise typer.BadParameter(tell("bad.set", found=written), param_hint="--set")
        found[name] = list(dict.fromkeys(words))
    return found


def pairs_asked(written: Sequence[str]) -> dict[str, str]:
    """Keys and values from ``KEY=VALUE``; exit 2 for what is not written so, or names a key twice."""
    found: dict[str, str] = {}
    for pair in written:
        key, equals, value = pair.partition("=")
        if not (equals and key) or key in found:
            raise typer.BadParameter(tell("bad.value", found=pair), param_hint="KEY=VALUE")
        found[key] = value
    return found


def span_asked(option: str, written: str, first: int, last: int) -> range:
    """Whole numbers from ``2014:2021`` or ``2014``, both ends included; exit 2 for anything else, and for what lies
    outside ``first`` to ``last``."""
    start, _, end = written.partition(":")
    ends = [start, end or start]
    if not all(each.isascii() and each.isdigit() and len(each) <= 4 for each in ends) or int(ends[0]) > int(ends[1]):
        raise typer.BadParameter(tell("bad.years", found=written), param_hint=f"--{option}")
    found = range(int(ends[0]), int(ends[1]) + 1)
    if found.start < first or found.stop - 1 > last:
        raise typer.BadParameter(tell("bad.between", low=first, high=last, found=written), param_hint=f"--{option}")
    return found


def horizon(default: int, *years: int | None) -> int:
    """The last year to compute: the default, or a later year that was asked for."""
    asked = [year for year in years if year is not None]
    for year in asked:
        if year > LAST_YEAR:
            raise typer.BadParameter(tell("bad.late", last=LAST_YEAR, found=year))
        if year < FIRST_YEAR:
            raise typer.BadParameter(tell("bad.between", low=FIRST_YEAR, high=LAST_YEAR, found=year))
    return max([default, *asked])


def years_asked(assessment: Assessment, year: int | None, first: int | None, last: int | None) -> list[int]:
    """The school years to show, in order, from the base year on unless another is asked for: nobody knows the seats of
    earlier years. Exit 2 for years that were not assessed."""
    return years_among(assessment.years, year, first, last, start=assessment.known.start)


def years_among(
    known: range, year: int | None, first: int | None, last: int | None, start: int | None = None
) -> list[int]:
    """The school years of ``known`` to show, in order, from ``start`` on unless another is asked for; exit 2 for
    others."""
    if year is not None and (first is not None or last is not None):
        raise typer.BadParameter(tell("bad.both"))
    begun = known.start if start is None else start
    start = year if year is not None else first if first is not None else begun
    end = year if year is not None else last if last is not None else known.stop - 1
    for found in (start, end):
        if found not in known:
            raise typer.BadParameter(tell("bad.year", first=known.start, last=LAST_YEAR, found=found))
    if start > end and year is None and first is None:
        raise typer.BadParameter(tell("bad.before", first=start, found=end), param_hint="--to")
    if start > end:
        raise typer.BadParameter(tell("bad.span", first=start, last=end))
    return list(range(start, end + 1))


def balances_among(known: range, since: int, first: int | None, last: int | None, year: int | None = None) -> list[int]:
    """The school years to show of an answer that has nothing to say of years before ``since``, whose seats nobody
    knows; exit 2 where all of those asked for lie before it."""
    years = years_among(known, year, first, last, start=since)
    if years[-1] < since:
        raise typer.BadParameter(tell("bad.before", first=since, found=years[-1]))
    return [each for each in years if each >= since]


def stages_asked(assessment: Assessment, found: Sequence[str] | None) -> list[str]:
    """The stages to show, youngest children first; exit 2 for an unknown one."""
    known = [stage.name for stage in assessment.stages]
    asked = {one_of(known, "stage", name) for name in found or known}
    return [name for name in known if name in asked]


def areas_asked(assessment: Assessment, found: Sequence[str] | None) -> list[str]:
    """The areas to show; exit 2 for an unknown one."""
    asked = {one_of(assessment.areas, "area", name) for name in found or assessment.areas}
    return [name for name in assessment.areas if name in asked]
