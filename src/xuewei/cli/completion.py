"""What a shell offers after Tab: scenarios, stages, years, areas, schools and their keys, parameters.

Options name each kind by its key in :data:`OFFERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click

from xuewei.cli.language import LANG
from xuewei.cli.own_plan import plan_of_line
from xuewei.errors import InputError
from xuewei.formats.kinds import kind_of
from xuewei.formats.places import BUILT_IN
from xuewei.formats.plan.read import read_plan
from xuewei.formats.population.folder import read_enrolment
from xuewei.formats.project import read_project
from xuewei.language.shown import visible
from xuewei.language.words import LANGUAGES, named, say
from xuewei.late import pattern
from xuewei.model.assessment import assess
from xuewei.model.parameters import PARAMETERS, YEAR
from xuewei.model.plan import stages_of
from xuewei.model.school_fields import SCHOOL_FIELDS, FieldKind
from xuewei.model.seats.register import zones_of

Offer = tuple[str, str]
_WORD = pattern(r"(?![-=])(?:[\w./:=,+@%-]|[^\x00-\xa0\s])+")
"""Words that every shell takes as they are, unquoted: no spaces, quotes, substitutions or options."""
_UNPLAIN = pattern(r"[\x00-\x1f\x7f-\x9f\"'`$\\!\[\]\u2028\u2029]")
"""What a shell might run, or a terminal obey, in what stands beside a word: zsh evaluates it."""


def offered(kind: str, ctx: click.Context, incomplete: str) -> list[Offer]:
    """The words of a kind that begin with ``incomplete``, each with what it stands for; none where files cannot be
    read: faults are not shown at Tab."""
    found: list[Offer] = []
    with suppress(InputError, OSError, ValueError):
        found = [
            (word, _UNPLAIN.sub("?", about))
            for word, about in OFFERS[kind](ctx, incomplete)
            if word.startswith(incomplete) and _WORD.fullmatch(word) and visible(word) == word
        ]
    return found


def _files(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    return _written(incomplete, ("scenario",))


def _sides(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    yield from ((name, say("kind.plan", LANG)) for name in BUILT_IN)
    yield from _written(incomplete, ("scenario", "plan"))


def _written(incomplete: str, kinds: Sequence[str]) -> Iterator[Offer]:
    """Files of some kinds, and folders, that begin with the word."""
    folder, _, start = incomplete.rpartition("/")
    top = Path(folder or ("/" if incomplete.startswith("/") else "."))
    for path in sorted(top.iterdir()):
        if path.name.startswith(start) and (start or not path.name.startswith(".")):
            name = f"{folder}/{path.name}" if folder or incomplete.startswith("/") else path.name
            if name.startswith("-"):  # would be an option
                name = f"./{name}"
            if path.is_dir():
                yield f"{name}/", ""
            elif path.suffix in (".yaml", ".yml"):
                with suppress(InputError):
                    kind = kind_of(path)
                    if kind in kinds:
                        yield name, say(f"kind.{kind}", LANG)


def _stages(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    folder = _folder(ctx)
    if folder is not None:
        yield from ((each.name, named("stage", each.name, LANG)) for each in read_enrolment(folder).history.stages)
        return
    plan, people = read_project(*_asked(ctx))
    for stage in stages_of(plan, people.assumptions):
        yield stage.name, named("stage", stage.name, LANG)


def _years(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    plan, people = read_project(*_asked(ctx))
    for year in assess(plan, people, method="ages" if people.census else None).years:
        yield str(year), ""


def _areas(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    folder = _folder(ctx)
    if folder is not None:
        yield from ((area, "") for area in read_enrolment(folder).history.areas)
        return
    for area in read_project(*_asked(ctx))[0].all_areas():
        yield area, ""


def _zones(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    plan, people = read_project(*_asked(ctx))
    written = [row.area for row in people.zones]
    for zone in dict.fromkeys(written or [zone for school in plan.schools for zone in zones_of(school)]):
        yield zone, ""


def _ids(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    for school in read_plan(plan_of_line(ctx)).schools:
        yield school.id, school.name or named("type", school.type, LANG)


def _keys(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    for each in SCHOOL_FIELDS:
        inside = each.kind in (FieldKind.SEATS, FieldKind.RESPONSIBLE, FieldKind.BASES)
        yield each.name + ("." if inside else "="), each.title[LANGUAGES.index(LANG)]


def _units(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    for unit in dict.fromkeys(school.responsible.get("unit") for school in read_project(*_asked(ctx))[0].schools):
        if unit:
            yield unit, ""


def _parameters(ctx: click.Context, incomplete: str) -> Iterator[Offer]:
    plan, people = read_project(*_asked(ctx))
    stages = [stage.name for stage in stages_of(plan, people.assumptions)]
    for parameter in PARAMETERS:
        for name in dict.fromkeys(map(parameter.named, [""] if parameter.per == YEAR else stages)):
            yield name if name.endswith(".") else f"{name}=", parameter.hint


def _asked(ctx: click.Context) -> tuple[str | None, list[str], str | None]:
    """Plan, scenarios and population that stand on the line already, or are meant by it."""
    scenarios = ctx.params.get("scenario")
    return plan_of_line(ctx), list(scenarios or ()), ctx.params.get("population")


def _folder(ctx: click.Context) -> str | None:
    """The folder that stands on the line of a command that takes one; click has not named it while an option waits for
    its value."""
    if not any(each.name == "folder" for each in ctx.command.params):
        return None
    return ctx.params.get("folder") or next(iter(ctx.args), None)


OFFERS: Mapping[str, Callable[[click.Context, str], Iterable[Offer]]] = {
    "files": _files,
    "sides": _sides,
    "stages": _stages,
    "years": _years,
    "areas": _areas,
    "zones": _zones,
    "ids": _ids,
    "keys": _keys,
    "units": _units,
    "parameters": _parameters,
}
