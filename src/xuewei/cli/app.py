"""The program ``xuewei``: its commands, and how it ends."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from xuewei import __version__
from xuewei.cli.commands import answers, git, scenarios, written
from xuewei.cli.language import LANG
from xuewei.cli.options import tell
from xuewei.errors import Exit, InputError

EXAMPLES = {
    "gap": "xuewei gap --year 2023",
    "ledger": "xuewei ledger --stage primary --to 2027",
    "forecast": "xuewei forecast --by grade --stage middle --format csv",
    "check": "xuewei check data/plan_2021_2025.yaml data/population",
    "explain": "xuewei explain --year 2023 --stage primary",
    "diff": "xuewei diff plan_2021_2025 examples/one_year_late.yaml",
    "compare": "xuewei compare examples/*.yaml --stage middle",
    "sweep": "xuewei sweep --set opening_lag=0,1,2 --set population.births=low,medium,high",
    "init": "xuewei init my_city",
    "schema": "xuewei schema plan",
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
    _room = next(room for room in (answers, scenarios, written) if hasattr(room, _name))
    app.command(_name, help=tell(_name), epilog=f"{tell('example')} {_example}")(getattr(_room, _name))
_git = typer.Typer(help=tell("git"), no_args_is_help=True, rich_markup_mode=None)
_git.command("install", help=tell("git.install"), epilog=f"{tell('example')} xuewei git install")(git.install)
_git.command("driver", help=tell("git.driver"), hidden=True)(git.driver)
_git.command("text", help=tell("git.text"), hidden=True)(git.text)
app.add_typer(_git, name="git")
_plan = typer.Typer(help=tell("plan.group"), no_args_is_help=True, rich_markup_mode=None)
_plan.command("set", help=tell("plan.set"), epilog=f"{tell('example')} xuewei plan set 2022-middle-3 opens=2025")(
    written.plan_set
)
app.add_typer(_plan, name="plan")


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
