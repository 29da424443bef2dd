"""`synth`: a made-up country, to try things on."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from xuewei.answers.synthetic.country import write_country
from xuewei.cli.language import LANG
from xuewei.cli.options import MOST_SEED, Lang, one_of, tell
from xuewei.cli.out import deliver_text, deliver_words
from xuewei.language.shown import visible

TABLES = ("csv", "parquet")
MOST_AREAS = 100_000
MOST_AREAS_CSV = 10_000
"""More would make a census.csv of over 64 MiB, which is not read."""
MOST_SCHOOLS = 200_000


def _within(name: str, found: int, low: int, high: int) -> None:
    """Exit 2 for a number that is out of its range."""
    if not low <= found <= high:
        raise typer.BadParameter(tell("bad.range", low=low, high=high, found=found), param_hint=f"--{name}")


def synth(
    folder: Annotated[str, typer.Argument(metavar="DIR", help=tell("synth.folder"))],
    areas: Annotated[int, typer.Option("--areas", metavar="N", help=tell("synth.areas"))] = 2844,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=tell("synth.seed"))] = 1,
    schools: Annotated[int | None, typer.Option("--schools", metavar="N", help=tell("synth.schools"))] = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help=tell("synth.format"))] = "csv",
    lang: Lang = LANG,
) -> None:
    one_of(TABLES, "format", format)
    _within("areas", areas, 1, MOST_AREAS)
    _within("seed", seed, 0, MOST_SEED)
    if schools is not None:
        _within("schools", schools, 0, MOST_SCHOOLS)
    if format == "csv" and areas > MOST_AREAS_CSV:
        raise typer.BadParameter(tell("bad.csv_areas", most=MOST_AREAS_CSV, found=areas), param_hint="--areas")
    files = write_country(folder, areas, seed, format=format, schools=schools, lang=lang)
    place = shlex.quote(folder.rstrip("/") or "/")
    following = (f"xuewei check {place}", f"xuewei gap --plan {place}/plan.yaml --year 2030")
    deliver_words(tell("synth.done", n=len(files)))
    deliver_text("\n".join(visible(f"  {line}") for line in following), None)
