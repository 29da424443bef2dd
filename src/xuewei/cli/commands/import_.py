"""`import`: a workbook or list becomes a plan."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Annotated

import typer

from xuewei.answers.compare.diff_view import diff
from xuewei.answers.compare.difference import difference
from xuewei.cli.language import LANG
from xuewei.cli.mapped import mapping_of
from xuewei.cli.options import Folder, Lang, did_you_mean, tell
from xuewei.cli.out import deliver, deliver_aside, deliver_words, forgive
from xuewei.errors import Exit, Fault, InputError, Place, nearest
from xuewei.formats.any_file import YAML
from xuewei.formats.guard import forced
from xuewei.formats.own_project import plan_around
from xuewei.formats.places import is_folder
from xuewei.language.shown import visible
from xuewei.model.assessment import Assessment, assess
from xuewei.tables.view import View
from xuewei.workbook.counts.kinds import KINDS
from xuewei.workbook.counts.view import people_remarks, people_view
from xuewei.workbook.counts.words import say as in_people
from xuewei.workbook.edited_sheets import edited_remarks
from xuewei.workbook.estates.imported_estates import EstateImport, read_estates
from xuewei.workbook.estates.view import estates_remarks, estates_view
from xuewei.workbook.import_asked import ESTATES
from xuewei.workbook.imported import Asked, Import, read_import, save_mapping
from xuewei.workbook.imported_people import ASKED_FOR, PeopleImport, read_people
from xuewei.workbook.imported_view import doubts, remarks, shortened, summary, table_view
from xuewei.workbook.lists.mapping import Mapped
from xuewei.workbook.words import say


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help=tell("import.file"))],
    into: Annotated[str | None, typer.Option("--into", metavar="FILE", help=tell("import.into"))] = None,
    output: Annotated[str | None, typer.Option("--output", metavar="FILE", help=tell("import.output"))] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", metavar="MAP", help=tell("import.map"))] = None,
    save_map: Annotated[str | None, typer.Option("--save-map", metavar="FILE", help=tell("import.save_map"))] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=tell("import.kind"))] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help=tell("import.sheet"))] = None,
    area: Annotated[str | None, typer.Option("--area", metavar="AREA", help=tell("import.area"))] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", min=1900, max=2100, help=tell("import.year"))
    ] = None,
    register: Annotated[str | None, typer.Option("--register", metavar="FILE", help=tell("import.register"))] = None,
    population: Folder = None,
    yes: Annotated[bool, typer.Option("--yes", help=tell("import.yes"))] = False,
    lang: Lang = LANG,
) -> None:
    if into is not None and output is not None:
        raise typer.BadParameter(tell("bad.into"), param_hint="--output")
    mapped = mapping_of(map_ or (), sheet)
    asked = Asked(file, into, output, mapped, area, population, lang, year, register)
    if save_map is not None:
        _free(save_map, map_ or ())
    known = (*KINDS, ESTATES)
    if kind is not None and kind not in known:
        hint = did_you_mean(nearest(kind, known))
        raise typer.BadParameter(tell("bad.kind", found=kind, known=", ".join(known)) + hint, param_hint="--kind")
    estates = read_estates(asked, kind) if output is None and register is None else None
    if estates is not None:
        _import_table(estates, file, estates_remarks(estates, file, lang), estates_view(estates, file, lang), lang, yes)
        if save_map is not None:
            _save(save_map, estates.mapping, lang)
        return
    people = _people(asked, kind, lang) if output is None and register is None else None
    if people is not None:
        _import_table(people, file, people_remarks(people, file, lang), people_view(people, file, lang), lang, yes)
        if save_map is not None:
            _save(save_map, people.mapping, lang)
        return
    if into is not None and (is_folder(into) or not (os.path.lexists(into) or into.lower().endswith(YAML))):
        raise InputError([Fault(Place(into), "", "list_into_folder", {"file": file})])
    around = None if into or output else _plan_here()
    try:
        found = read_import(asked, say("import.comment", lang, file=file.replace("\\", "/").rpartition("/")[2]))
    except InputError as wrong:
        if around is None or not any(fault.kind == "list_area" for fault in wrong.faults):
            raise
        raise InputError([*wrong.faults, Fault(Place(file), "", "list_plan_here", {"plan": around})]) from None
    forgive()
    edited = edited_remarks(file, found.people, lang) if found.mapping is None else ()  # of a ledger, which has none
    deliver_aside(*remarks(found, file, lang), *edited)
    deliver_aside(*([say("import.beside", lang, plan=around)] if around else []))
    after = _held(found)
    if after is not None:
        deliver_aside(*doubts(found, file, after, lang))
    if not found.targets:
        deliver_words(say("import.same", lang, file=file, target=found.target))
    else:
        if not found.unchanged:
            _show(found, file, after, lang)
        for each in found.tables:
            deliver(shortened(table_view(each, lang), lang), "table")
        targets = say("import.and", lang).join(found.targets)
        if not yes and not _agreed(targets, lang):
            raise typer.Exit(Exit.UNWELCOME)
        found.write()
        deliver_words(say("import.written", lang, target=targets))
    if save_map is not None and found.mapping is not None:
        _save(save_map, found.mapping, lang)


def _plan_here() -> str | None:
    """The plan of the project around the working directory, which a list may be meant for."""
    with suppress(InputError):
        return plan_around()
    return None


def _save(target: str, mapping: Mapped, lang: str) -> None:
    save_mapping(target, mapping)
    deliver_words(say("import.mapping", lang, target=target))


def _people(asked: Asked, kind: str | None, lang: str) -> PeopleImport | None:
    """The table of people in a file; None where it is none. Whoever sits at the terminal is asked, once, for each thing
    that the table does not say."""
    answered: dict[str, str] = {}
    while True:
        try:
            return read_people(replace(asked, mapped=_with(asked.mapped, answered)), kind)
        except InputError as wrong:
            keys = {ASKED_FOR.get(fault.kind) for fault in wrong.faults}
            key = keys.pop() if len(keys) == 1 else None
            if key is None or key in answered or not _at_terminal():
                raise
            deliver_aside(wrong.faults[0].text(lang))
            print(in_people("people.ask", lang, name=key), end="", file=sys.stderr, flush=True)
            answer = sys.stdin.readline().strip()
            if not answer:
                raise
            answered[key] = answer


def _at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _with(mapped: Mapped | None, answered: Mapping[str, str]) -> Mapped | None:
    """A mapping with what was answered; none stays none, so that a ledger is known as one."""
    return Mapped(defaults=answered).over(mapped or Mapped()) if answered else mapped


def _import_table(
    found: PeopleImport | EstateImport, file: str, said: Iterable[str], shown: View, lang: str, yes: bool
) -> None:
    """Show what a table was understood to be, and write it where somebody says yes."""
    forgive()
    deliver_aside(*said)
    if found.change.unchanged:
        deliver_words(say("import.same", lang, file=file, target=found.change.path))
        return
    deliver(shown, "table")
    if not yes and not _agreed(found.change.path, lang):
        raise typer.Exit(Exit.UNWELCOME)
    found.write()
    deliver_words(say("import.written", lang, target=found.change.path))


def _free(path: str, maps: Sequence[str]) -> None:
    """Refuse to write a mapping over a file that is not the mapping itself."""
    if os.path.lexists(path) and path not in maps and not forced():
        raise InputError([Fault(Place(path), "", "is_there")])


def _held(found: Import) -> Assessment | None:
    """The imported plan held against its people; None where they are not known, or where there is nothing to compare.
    Faults stand at the cell they come from."""
    if found.people is None or (found.unchanged and not found.shown):
        return None
    try:
        return assess(found.plan, found.people)
    except InputError as wrong:
        raise InputError(found.relocated(fault) for fault in wrong.faults) from None


def _show(found: Import, file: str, after: Assessment | None, lang: str) -> None:
    """What changes, as ``xuewei diff`` shows it; a new plan in short."""
    if found.before is None or after is None:
        deliver(summary(found.plan, found.target, lang, found.stages, found.old), "table")
        return
    view = diff(difference(assess(*found.before), after), (found.known_as, file), lang)
    deliver(shortened(view, lang), "table")


def _agreed(target: str, lang: str) -> bool:
    """Whether the person at the terminal says yes; without a terminal nobody does."""
    if not sys.stdin.isatty():
        deliver_aside(say("import.not_written", lang, target=target))
        return False
    print(say("import.ask", lang, target=visible(target)), end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() in ("y", "yes", "是"):
        return True
    deliver_aside(say("import.declined", lang))
    return False
