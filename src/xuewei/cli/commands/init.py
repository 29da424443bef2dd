"""`init`: a small project to start from, never written over files that are there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from xuewei.cli.json_schema import KINDS, schema_text
from xuewei.cli.language import LANG
from xuewei.cli.options import Lang, tell
from xuewei.cli.out import deliver_text, deliver_words
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.folders import filling
from xuewei.formats.places import starter
from xuewei.formats.writing import write_text
from xuewei.language.shown import visible
from xuewei.language.to_copy import below
from xuewei.late import pattern

_SCHEMA = pattern(r"\$schema=(?:\.\./)*data/schema/")


def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help=tell("init.folder"))],
    lang: Lang = LANG,
) -> None:
    files = start(folder)
    following = (
        f"xuewei check {below(folder, 'plan.yaml')} {below(folder, 'population')}",
        f"xuewei gap --plan {below(folder, 'plan.yaml')} --year 2024",
        f"xuewei diff {below(folder, 'plan.yaml')} {below(folder, 'scenarios/one_year_late.yaml')}",
    )
    deliver_words(tell("init.done", n=len(files)))
    deliver_text("\n".join(visible(f"  {line}") for line in following), None)


def start(folder: str | Path) -> list[Path]:
    """Write the starter project and the schemas that its files point to into ``folder``; the files, as written.

    Raises InputError, with nothing written, for every file that is there already.
    """
    top, source = Path(folder), starter()
    texts = {
        each.relative_to(source): _own_schema(each.read_text(encoding="utf-8"), each.relative_to(source))
        for each in sorted(source.rglob("*"))
        if each.is_file()
    }
    for kind in KINDS:
        texts[Path("schema", f"{kind}.json")] = schema_text(kind) + "\n"

    def refuse(where: Path) -> None:
        there = [path for path in texts if os.path.lexists(where / path)]
        if there:
            raise InputError([Fault(Place(str(top / path)), "", "is_there") for path in there])

    with filling(top, refuse) as part:
        for path, text in texts.items():
            (part / path).parent.mkdir(parents=True, exist_ok=True)
            write_text(part / path, text)
    return [top / path for path in texts]


def _own_schema(text: str, path: Path) -> str:
    """The text with its editor's line pointing to the schemas of the copy."""
    return _SCHEMA.sub(f"$schema={'../' * (len(path.parts) - 1)}schema/", text)
