"""The options that commands share; what becomes of their values stands in ``asked``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from inspect import get_annotations
from typing import Annotated, Any, TypeVar

import click
import typer

from xuewei.cli.language import LANG
from xuewei.errors import nearest
from xuewei.language.helps import help_text
from xuewei.language.shown import area_meant, word_meant

Function = TypeVar("Function", bound=Callable[..., Any])
FORMATS = ("table", "json", "csv", "md")
QUICK = "chart"
"""The format of bars in the terminal, which `gap` has beside the others."""
MOST_SEED = 2**63 - 1
MOST_DRAWS = 100_000
"""Draws of one area are held at once: so many take some 500 MiB."""
BOOK = ".xlsx"
"""What a file is called that becomes a workbook."""
PICTURES = (".png", ".svg", ".pdf")
"""What files are called that become pictures."""
REPORTS = (".docx", ".html")
"""What files are called that become reports."""

NOTICES = (".docx",)
"""What files are called that become notices."""


def tell(key: str, **values: object) -> str:
    """A sentence of the help texts in the language of this run."""
    return help_text(key, LANG, **values)


def typed(function: Function) -> Function:
    """The function, with the types of its parameters where their names stood: typer looks up each name four times."""
    function.__annotations__ = get_annotations(function, eval_str=True)
    return function


@cache
def completing(kind: str) -> Callable[[click.Context, list[str], str], list[tuple[str, str]]]:
    """What typer asks for the words of a kind (a key of ``completion.OFFERS``) that a shell offers after Tab."""

    def complete(ctx: click.Context, args: list[str], incomplete: str) -> list[tuple[str, str]]:
        from xuewei.cli.completion import offered  # reads plans and people, which only a shell that asks waits for

        return offered(kind, ctx, incomplete)

    return typed(complete)


def within(option: str, value: float, low: float, high: float) -> float:
    """``value`` if it is between two bounds; else, and where it is no number, exit 2 with the bounds."""
    if low <= value <= high:
        return value
    try:
        found = f"{value:,.12g}"
    except OverflowError:  # a whole number of hundreds of digits
        found = f"{str(value)[:20]}…"
    raise typer.BadParameter(tell("bad.range", low=low, high=high, found=found), param_hint=option)


def one_of(known: Sequence[str], name: str, found: str) -> str:
    """The known word that is meant by ``found``; exit 2, with the nearest known word, where none is."""
    if found in known:
        return found
    meant = area_meant(found, known) if name == "area" else word_meant(found, known)
    if meant:
        return meant
    raise no_choice(found, known, name if name.isupper() else f"--{name}")


def no_choice(found: str, known: Sequence[str], option: str, most: int | None = None) -> typer.BadParameter:
    """The end of a run, exit 2, for a word that is none of the known ones: with these (``most`` of them), and the one
    that is nearest."""
    told = tell("bad.choice", known=some(known, most), found=found)
    return typer.BadParameter(told + did_you_mean(nearest(found, known)), param_hint=option)


def some(names: Sequence[str], most: int | None) -> str:
    """The first ``most`` of some names, None for all, with a mark where there are more."""
    return ", ".join(names[:most]) + (" …" if most is not None and len(names) > most else "")


def did_you_mean(near: str | None) -> str:
    """The question whether a word was meant, to stand behind what is wrong with another; empty without one."""
    return tell("did_you_mean", near=near) if near else ""


@typed
def _format(value: str) -> str:
    return one_of(FORMATS, "format", value)


@typed
def _format_gap(value: str) -> str:
    return one_of((*FORMATS, QUICK), "format", value)


@typed
def _lang(value: str) -> str:
    return one_of(("zh", "en"), "lang", value)


@typed
def _method(value: str | None) -> str | None:
    if value is None:
        return None
    from xuewei.model.pupils.grounds import METHODS  # brings numpy, which help does without

    return one_of(METHODS, "method", value)


PlanFile = Annotated[str | None, typer.Option("--plan", metavar="FILE", help=tell("plan"))]
Scenarios = Annotated[
    list[str] | None,
    typer.Option("--scenario", metavar="FILE", help=tell("scenario"), autocompletion=completing("files")),
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
    list[str] | None, typer.Option("--stage", metavar="STAGE", help=tell("stage"), autocompletion=completing("stages"))
]
Areas = Annotated[
    list[str] | None, typer.Option("--area", metavar="AREA", help=tell("area"), autocompletion=completing("areas"))
]
Year = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", help=tell("year"), autocompletion=completing("years"))
]
First = Annotated[
    int | None, typer.Option("--from", metavar="YEAR", help=tell("from"), autocompletion=completing("years"))
]
Last = Annotated[int | None, typer.Option("--to", metavar="YEAR", help=tell("to"), autocompletion=completing("years"))]

Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, max=MOST_SEED, help=tell("seed"))]
BandAsked = Annotated[str | None, typer.Option("--band", metavar="PERCENT", help=tell("band.gap"))]
BandForecast = Annotated[str | None, typer.Option("--band", metavar="PERCENT", help=tell("band.forecast"))]

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help=tell("as_of"))]
AsDelivered = Annotated[bool, typer.Option("--as-delivered", help=tell("as_delivered"))]
EditedPlan = Annotated[str | None, typer.Option("--plan", metavar="FILE", help=tell("plan.edited"))]
