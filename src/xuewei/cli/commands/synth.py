"""`synth`: a made-up country, or a district with its schools, to try things on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xuewei.answers.synthetic.areas import DEFAULT_AREAS
from xuewei.answers.synthetic.country import write_country
from xuewei.answers.synthetic.district import FEWEST
from xuewei.answers.synthetic.district_files import ESTATES, SITES, write_district
from xuewei.cli.language import LANG
from xuewei.cli.options import MOST_SEED, Lang, one_of, tell
from xuewei.cli.out import deliver_text, deliver_words
from xuewei.language.shown import visible
from xuewei.language.to_copy import below

TABLES = ("csv", "parquet")
MOST_AREAS = 100_000
MOST_AREAS_CSV = 10_000
"""More would make a census.csv of over 64 MiB, which is not read."""
MOST_SCHOOLS = 200_000
MOST_ZONES, MOST_LISTED, MOST_YEARS = 20_000, 20_000, 10
"""Of a district; its pupils fill a CSV of 60 MiB."""
MOST_PLACES = 10_000
"""Estates or sites of a district."""


def _within(name: str, found: int, low: int, high: int) -> None:
    """Exit 2 for a number that is out of its range."""
    if not low <= found <= high:
        raise typer.BadParameter(tell("bad.range", low=low, high=high, found=found), param_hint=f"--{name}")


def synth(
    folder: Annotated[str, typer.Argument(metavar="DIR", help=tell("synth.folder"))],
    areas: Annotated[int | None, typer.Option("--areas", metavar="N", help=tell("synth.areas"))] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=tell("synth.seed"))] = 1,
    schools: Annotated[int | None, typer.Option("--schools", metavar="N", help=tell("synth.schools"))] = None,
    zones: Annotated[int | None, typer.Option("--zones", metavar="N", help=tell("synth.zones"))] = None,
    pupil_years: Annotated[int | None, typer.Option("--pupil-years", metavar="N", help=tell("synth.years"))] = None,
    estates: Annotated[int | None, typer.Option("--estates", metavar="N", help=tell("synth.estates"))] = None,
    sites: Annotated[int | None, typer.Option("--sites", metavar="N", help=tell("synth.sites"))] = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help=tell("synth.format"))] = "csv",
    lang: Lang = LANG,
) -> None:
    one_of(TABLES, "format", format)
    _within("seed", seed, 0, MOST_SEED)
    if zones is None:
        for option, found in (("--pupil-years", pupil_years), ("--estates", estates), ("--sites", sites)):
            if found is not None:
                raise typer.BadParameter(tell("bad.needs_zones"), param_hint=option)
        files = _country(folder, areas, seed, schools, format, lang)
        following = ["check", "gap --year 2030"]
    else:
        places = ESTATES if estates is None else estates, SITES if sites is None else sites
        files = _district(folder, zones, areas, seed, schools, pupil_years, places, format, lang)
        following = ["check", "schools", "warn --from 2027"]
    lines = (
        f"xuewei {each} " + (below(folder) if each == "check" else f"--plan {below(folder, 'plan.yaml')}")
        for each in following
    )
    deliver_words(tell("synth.done", n=len(files)))
    deliver_text("\n".join(visible(f"  {line}") for line in lines), None)


def _country(folder: str, areas: int | None, seed: int, schools: int | None, format: str, lang: str) -> list[Path]:
    count = DEFAULT_AREAS if areas is None else areas
    _within("areas", count, 1, MOST_AREAS)
    if schools is not None:
        _within("schools", schools, 0, MOST_SCHOOLS)
    if format == "csv" and count > MOST_AREAS_CSV:
        raise typer.BadParameter(tell("bad.csv_areas", most=MOST_AREAS_CSV, found=count), param_hint="--areas")
    return write_country(folder, count, seed, format=format, schools=schools, lang=lang)


def _district(
    folder: str,
    zones: int,
    areas: int | None,
    seed: int,
    schools: int | None,
    years: int | None,
    places: tuple[int, int],
    format: str,
    lang: str,
) -> list[Path]:
    """A district: each area has a zone at least, and :data:`FEWEST` schools; ``places`` are its estates and sites."""
    count = min(FEWEST * zones, MOST_LISTED) if schools is None else schools
    _within("zones", zones, 1, MOST_ZONES)
    _within("areas", 1 if areas is None else areas, 1, min(zones, max(count // FEWEST, 1)))
    _within("schools", count, FEWEST, MOST_LISTED)
    _within("pupil-years", 6 if years is None else years, 1, MOST_YEARS)
    for name, each in zip(("estates", "sites"), places, strict=True):
        _within(name, each, 0, MOST_PLACES)
    asked = {"schools": count, "areas": areas or 1, "years": years or 6, "estates": places[0], "sites": places[1]}
    return write_district(folder, zones, seed, **asked, format=format, lang=lang)
