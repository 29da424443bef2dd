"""`new`: a project out of what is known, and how much what is missing matters."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import Annotated

import click
import typer

from xuewei.answers.gap.answer_view import opening
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.new.project_files import county_names
from xuewei.answers.new.view import missing
from xuewei.answers.new.words import named, say
from xuewei.cli.asked import bands_asked
from xuewei.cli.language import LANG
from xuewei.cli.mapped import mapping_of
from xuewei.cli.new_answers import Answers, answered, answered_anew, settled
from xuewei.cli.new_project import Made, make_project
from xuewei.cli.options import Lang, tell
from xuewei.cli.out import deliver, deliver_aside, deliver_text, deliver_words
from xuewei.formats.provenance import today
from xuewei.language.shown import visible
from xuewei.language.to_copy import below
from xuewei.tables.view import View


def new(
    folder: Annotated[str | None, typer.Argument(metavar="DIR", help=tell("new.folder"))] = None,
    census_area: Annotated[
        str | None, typer.Option("--census-area", metavar="AREA", help=tell("new.census_area"))
    ] = None,
    census: Annotated[str | None, typer.Option("--census", metavar="FILE", help=tell("new.census"))] = None,
    area: Annotated[str | None, typer.Option("--area", metavar="AREA", help=tell("new.area"))] = None,
    share: Annotated[str | None, typer.Option("--share", metavar="SHARE", help=tell("new.share"))] = None,
    births: Annotated[str | None, typer.Option("--births", metavar="FILE", help=tell("new.births"))] = None,
    schools: Annotated[str | None, typer.Option("--schools", metavar="FILE", help=tell("new.schools"))] = None,
    seats: Annotated[str | None, typer.Option("--seats", metavar="SEATS", help=tell("new.seats"))] = None,
    base_year: Annotated[str | None, typer.Option("--base-year", metavar="YEAR", help=tell("new.base_year"))] = None,
    pupils: Annotated[str | None, typer.Option("--pupils", metavar="FILE", help=tell("new.pupils"))] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", metavar="MAP", help=tell("new.map"))] = None,
    lang: Lang = LANG,
) -> None:
    if schools is not None and seats is not None:
        raise typer.BadParameter(tell("bad.new.two"), param_hint="--seats")
    mapped = mapping_of(map_ or ())
    if mapped is not None and schools is None:
        raise typer.BadParameter(tell("bad.new.map"), param_hint="--map")
    day = date.today()
    answers = Answers(folder, census_area, census, area, share, births, seats, schools, base_year, pupils)
    asks = sys.stdin.isatty()
    if asks:
        answers = answered(answers, day, _ask)
    while True:
        given, lists = settled(answers, day)
        try:
            made = make_project(str(answers.folder), given, replace(lists, mapped=mapped), lang)
            break
        except typer.BadParameter as bad:  # of a year that the people of the project do not reach
            if not asks or bad.param_hint != "--base-year":
                raise
            answers = answered_anew(replace(answers, base_year=None), "base_year", bad.message, day, _ask)
    _show(str(answers.folder), made, lang)


def _ask(key: str, wrong: str, values: dict[str, object]) -> str:
    """The answer to a question at the terminal, after what was wrong with the one before. Raises Abort where nobody
    answers any more."""
    if wrong:
        deliver_aside(wrong)
    counties = say("list", LANG).join(county_names())
    print(visible(say(f"ask.{key}", LANG, counties=counties, **values)), end=" ", file=sys.stderr, flush=True)
    said = sys.stdin.readline()
    if not said:
        raise click.Abort
    return said.strip().strip("\"'").strip()


def _show(folder: str, made: Made, lang: str) -> None:
    """What was written, what is missing, the answer in sentences, and what comes next."""
    deliver_aside(*made.notes)
    deliver_words(say("done", lang, n=len(made.files), folder=folder))
    deliver(missing(made.found, made.effects, lang), "table")
    rows = made.found.rows(list(made.found.known))
    told = Conclusion.of(made.found, rows, bands_asked(made.found), today())
    deliver(View(opening(told, lang), [], heading=told.message(lang)), "table")
    if made.unknown:
        stages = say("list", lang).join(named("stage", each, lang) for each in made.unknown)
        deliver_words(say("balanced", lang, stages=stages, year=made.given.year))
    deliver_words(say("next", lang))
    following = (
        f"xuewei check {below(folder)}",
        f"xuewei gap --plan {below(folder, 'plan.yaml')}",
        f"xuewei warn --plan {below(folder, 'plan.yaml')}",
        f"xuewei report --plan {below(folder, 'plan.yaml')} --output {below(folder, 'report.html')}",
    )
    deliver_text("\n".join(visible(f"  {line}") for line in following), None)
