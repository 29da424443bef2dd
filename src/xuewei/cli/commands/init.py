"""The command that begins a project."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from xuewei.cli.language import LANG
from xuewei.cli.options import Lang, tell
from xuewei.cli.out import deliver_text, deliver_words
from xuewei.cli.starter import start
from xuewei.language.shown import visible


def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help=tell("init.folder"))],
    lang: Lang = LANG,
) -> None:
    files = start(folder)
    place = shlex.quote(folder.rstrip("/") or "/")
    following = (
        f"xuewei check {place}/plan.yaml {place}/population",
        f"xuewei gap --plan {place}/plan.yaml --year 2024",
        f"xuewei diff {place}/plan.yaml {place}/scenarios/one_year_late.yaml",
    )
    deliver_words(tell("init.done", n=len(files)))
    deliver_text("\n".join(visible(f"  {line}") for line in following), None)
