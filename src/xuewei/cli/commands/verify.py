"""`verify`: whether a report still matches the files that it was made of."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from xuewei.answers.verify.view import Input, Key, Verified, view
from xuewei.cli.asked import assessed, delivery_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import Format, Lang, Output, completing, tell
from xuewei.cli.out import deliver
from xuewei.errors import Exit, Fault, InputError, Place
from xuewei.formats.places import BUILT_IN, NAMED_POPULATIONS, read_bytes
from xuewei.formats.provenance import LIMIT, Provenance, added, digest_now, path_of, read_provenance

BALANCED = ("gap", "stage")
"""The command and its rows whose balances stand in JSON and can be computed anew."""


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help=tell("verify.file"), autocompletion=completing("files"))],
    folder: Annotated[
        str | None,
        typer.Option("--folder", metavar="DIR", help=tell("verify.folder"), autocompletion=completing("files")),
    ] = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    if folder is not None and not os.path.isdir(folder):
        raise InputError([Fault(Place(folder), "", "not_directory" if os.path.lexists(folder) else "missing_file")])
    source = read_provenance(file)
    places = dict.fromkeys([Path(os.curdir), Path(file).parent] if folder is None else [Path(folder)])
    held = {place: _inputs(source, place) for place in places}
    where = max(held, key=lambda place: sum(bool(each.then and each.now) for each in held[place]))
    inputs = held[where]
    before = _balances(file, source)
    found = Verified(file, source, str(where), inputs, before, _anew(source, where, before) if before else {})
    deliver(view(found, lang), format, output)
    if not found.matches:
        raise typer.Exit(Exit.UNWELCOME)


def _inputs(source: Provenance, where: Path) -> list[Input]:
    """Every input of a report as it is now, and what would be read beside them, below a folder."""
    held = [Input(name, digest, digest_now(name, where)) for name, digest in source.inputs.items()]
    return held + [Input(name, "", digest_now(name, where)) for name in added(source.inputs, where)]


def _balances(file: str, source: Provenance) -> dict[Key, int]:
    """The balances that stand in JSON of `gap`; none for any other report."""
    if (source.command, source.asked.get("by", BALANCED[1])) != BALANCED:
        return {}
    try:
        rows = json.loads(read_bytes(file, LIMIT).decode("utf-8-sig"))["rows"]
        return {(int(row["year"]), str(row["area"]), str(row["stage"])): int(row["balance"]) for row in rows}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _anew(source: Provenance, where: Path, before: Mapping[Key, int]) -> dict[Key, int]:
    """The same balances from the files as they are; none where they cannot be computed from below ``where`` alone."""
    asked = source.asked
    plan, people = (_found(asked.get(key), where) for key in ("plan", "population"))
    laid = asked.get("scenario")
    scenarios = [_found(each, where) for each in (laid if isinstance(laid, list) else [])]
    method, as_of = (asked.get(key) for key in ("method", "as_of"))
    if "" in (plan, people, *scenarios) or method not in (None, "grades", "ages"):
        return {}
    try:
        found = assessed(
            plan,
            [each for each in scenarios if each is not None],
            people,
            max(year for year, _, _ in before),
            delivered=delivery_asked(bool(asked.get("as_delivered")), None if as_of is None else str(as_of)),
            method=None if method is None else str(method),
        )
    except (InputError, typer.BadParameter):
        return {}
    return {(row.year, row.area, row.stage): row.balance for row in found.rows()}


def _found(name: object, where: Path) -> str | None:
    """Where a file or folder that was asked for is now; empty where it is not there, None where none was asked for."""
    if name is None:
        return None
    if name in BUILT_IN or name in NAMED_POPULATIONS:
        return str(name)
    path = path_of(name, where) if isinstance(name, str) else None
    return str(path) if path is not None and path.exists() else ""
