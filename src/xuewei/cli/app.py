"""The program ``xuewei``: its commands, and how it ends."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from xuewei import __version__
from xuewei.cli import commands
from xuewei.cli.language import LANG
from xuewei.cli.options import tell
from xuewei.errors import Exit, InputError

EXAMPLES = {
    "gap": "xuewei gap --year 2023",
    "ledger": "xuewei ledger --stage primary --to 2027",
    "forecast": "xuewei forecast --by grade --stage middle --format csv",
    "check": "xuewei check data/plan_2021_2025.yaml data/population",
    "explain": "xuewei explain --year 2023 --stage primary",
}

app = typer.Typer(
    name="xuewei",
    help=tell("xuewei"),
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _name, _example in EXAMPLES.items():
    app.command(_name, help=tell(_name), epilog=f"{tell('example')} {_example}")(getattr(commands, _name))


@app.callback()
def _program(
    version: Annotated[bool, typer.Option("--version", is_eager=True, help=tell("version"))] = False,
) -> None:
    if version:
        typer.echo(f"xuewei {__version__}")
        raise typer.Exit(Exit.DONE)


def main() -> None:
    """Run the program: faults in files end with exit 3 and a line each, never with a traceback."""
    try:
        app()
    except InputError as wrong:
        for fault in wrong.faults:
            print(fault.told(LANG), file=sys.stderr)
        sys.exit(Exit.INPUT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.DONE)
