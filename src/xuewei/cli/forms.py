"""In which form a command writes its output: by the ending of the file's name, in one place for all commands."""

from __future__ import annotations

import os
from typing import NoReturn

import click
import typer
from click.core import ParameterSource

from xuewei.cli.options import BOOK, PICTURES, QUICK, REPORTS, tell

YAML = (".yaml", ".yml")
BY_ENDING = {
    "ledger": (BOOK,),
    "chart": PICTURES,
    "backtest": PICTURES,
    "report": REPORTS,
    "optimise": YAML,
    "import": YAML,
    "schema": (".json",),
}
"""Endings by which a command writes what is no table: a workbook to be changed, pictures, reports, files of ours."""
NAMED = ("chart", "report")
"""Commands whose output has no form but that of its ending."""
UNTABLED = (*NAMED, "optimise")
"""Commands that write no table: what `optimise` shows is one, and what it writes a scenario."""
TABLE_FORMS = {".csv": "csv", ".json": "json", ".md": "md", ".txt": "table", ".xlsx": "xlsx", ".parquet": "parquet"}
"""Formats of a table by ending."""
BESIDE = {"bands": (".csv",), "save_map": YAML}
"""Endings of what is written beside the answer."""


def settle_form(ctx: click.Context, name: str, output: str) -> None:
    """Let the ending of an output choose the format of a command. Exit 2, with the forms that the command has, for an
    ending that is none of them, or that says another thing than ``--format``; a name without an ending, a device and a
    pipe take what ``--format`` says."""
    command = ctx.info_name or ""
    own = BESIDE.get(name) or BY_ENDING.get(command, ())
    tables = TABLE_FORMS if "format" in ctx.params and command not in UNTABLED and name == "output" else {}
    ending = os.path.splitext(output)[1].lower()
    if os.path.exists(output) and not os.path.isfile(output):
        return
    asked = _asked(ctx)
    if ending in own:
        if asked is not None and tables:
            _clash(ctx, asked, output)
    elif ending in tables:
        if asked is not None and asked != tables[ending] and (asked, ending) != (QUICK, ".txt"):
            _clash(ctx, asked, output)
        ctx.params["format"] = asked or tables[ending]
    elif ending or command in NAMED:
        known = " ".join(dict.fromkeys((*own, *tables)))
        option = f"--{name.replace('_', '-')}"
        raise typer.BadParameter(tell("bad.form", found=output, known=known), ctx, param_hint=option)


def _asked(ctx: click.Context) -> str | None:
    """The format that the command line names; None where it names none."""
    written = ctx.get_parameter_source("format") == ParameterSource.COMMANDLINE
    return str(ctx.params["format"]) if written else None


def _clash(ctx: click.Context, format: str, output: str) -> NoReturn:
    raise typer.BadParameter(tell("bad.clash", format=format, found=output), ctx, param_hint="--output")
