"""The program ``xuewei``: its commands, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import click
import typer
from typer.core import TyperOption
from typer.main import get_command, get_group

from xuewei.cli import PROGRAM
from xuewei.cli.careful import CarefulGroup, HelpLines, KnownGroup, Unloaded
from xuewei.cli.endings import alone, busy, ended, hear, leave, put_away, settle
from xuewei.cli.guarding import GuardedCommand, GuardedGroup, Run
from xuewei.cli.language import LANG
from xuewei.cli.options import Lang, tell, typed
from xuewei.errors import Exit
from xuewei.formats.guard import guarded
from xuewei.language.libraries import speak
from xuewei.version import __version__


class Command(NamedTuple):
    """Where a command is and an example of it; no example: git calls it, people do not."""

    module: str
    example: str = ""
    function: str = ""
    """Empty: called as its module is."""

    def load(self) -> Callable[..., Any]:
        """The function, its module imported now."""
        module = import_module(f"xuewei.cli.commands.{self.module}")
        found: Callable[..., Any] = getattr(module, self.function or self.module)
        return typed(found)


COMMANDS = {
    "gap": Command("gap", "xuewei gap --year 2023"),
    "ledger": Command("ledger", "xuewei ledger --stage primary --to 2027"),
    "forecast": Command("forecast", "xuewei forecast --by grade --stage middle --format csv"),
    "schools": Command("schools", "xuewei schools --sort shortage"),
    "resources": Command("resources", "xuewei resources --by area --year 2027"),
    "check": Command("check", "xuewei check data/plan_2021_2025.yaml data/population"),
    "explain": Command("explain", "xuewei explain --year 2023 --stage primary"),
    "track": Command("track", "xuewei track --as-of 2023-09-01"),
    "track close": Command("track_close", "xuewei track close west-primary --date 2025-07-01 --plan plan.yaml"),
    "diff": Command("diff", "xuewei diff plan_2021_2025 examples/one_year_late.yaml"),
    "compare": Command("compare", "xuewei compare examples/*.yaml --stage middle"),
    "sweep": Command("sweep", "xuewei sweep --set opening_lag=0,1,2 --set population.births=low,medium,high"),
    "simulate": Command("simulate", "xuewei simulate --draws 1000 --seed 1 --from 2024"),
    "optimise": Command("optimise", "xuewei optimise --now 2021 --budget 2022=30000,2023=20000 --output chosen.yaml"),
    "convert-options": Command("convert_options", "xuewei convert-options --from 2026"),
    "warn": Command("warn", "xuewei warn --years 3 --by area"),
    "site": Command("site", "xuewei site --stage primary --sites sites.csv -k 2"),
    "backtest": Command("backtest", "xuewei backtest china --origins 2014:2021"),
    "fit": Command("fit", "xuewei fit china --origin 2023 --stage primary"),
    "chart": Command("chart", "xuewei chart gap --output gap.png"),
    "report": Command("report", "xuewei report --output 报告.docx"),
    "verify": Command("verify", "xuewei verify 报告.html"),
    "estate": Command("estate", "xuewei estate --area-m2 150000 --residents 5000"),
    "import": Command("import_", "xuewei import 学位台账.xlsx --into plan.yaml"),
    "new": Command("new", "xuewei new 我县 --census-area 临猗县"),
    "init": Command("init", "xuewei init my_city"),
    "synth": Command("synth", "xuewei synth --areas 100 --seed 1 trial"),
    "schema": Command("schema", "xuewei schema plan"),
    "plan set": Command("plan_set", "xuewei plan set west-primary opens=2027 --plan plan.yaml"),
    "git install": Command("git", "xuewei git install", "install"),
    "git driver": Command("git", function="driver"),
    "git text": Command("git", function="text"),
}
"""Every command by the words that call it."""


def program() -> click.Group:
    """The program. Of its commands it knows names and help; one is loaded when it is called."""
    app = typer.Typer(
        name="xuewei",
        cls=CarefulGroup,
        help=tell("xuewei"),
        no_args_is_help=True,
        context_settings={"help_option_names": ["--help", "-h"]},
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_version)
    top = get_command(app)
    assert isinstance(top, click.Group)
    words = list(dict.fromkeys(name.split()[0] for name in COMMANDS))
    for word in sorted(words, key=lambda word: bool(_below(word))):  # groups last
        help = tell(word if word in COMMANDS else f"group.{word}")
        top.add_command(Unloaded(word, partial(_group if _below(word) else _command, word), help))
    for each in top.params:
        if isinstance(each, TyperOption) and each.name in ("install_completion", "show_completion"):
            each.help = tell(each.name)
    return top


def _below(word: str) -> list[str]:
    """The commands of two words that begin with ``word``."""
    return [name for name in COMMANDS if name.startswith(f"{word} ")]


def _group(word: str) -> click.Group:
    """Commands that begin with one word, those below it not yet loaded; that word may be a command of its own."""
    if word in COMMANDS:
        app = typer.Typer(name=word, cls=GuardedGroup, rich_markup_mode=None)
        app.callback(invoke_without_command=True, help=tell(word), epilog=_epilog(word))(COMMANDS[word].load())
    else:
        app = typer.Typer(
            name=word, cls=KnownGroup, help=tell(f"group.{word}"), no_args_is_help=True, rich_markup_mode=None
        )
    group = get_group(app)
    for name in _below(word):
        help = tell(name.replace(" ", "."))
        group.add_command(Unloaded(name.split()[1], partial(_command, name), help, hidden=not COMMANDS[name].example))
    return group


def _command(name: str) -> click.Command:
    """A command with its options."""
    command = COMMANDS[name]
    hidden = not command.example
    kind = None if hidden else GuardedCommand  # git gives its commands names of other people's files
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name.split()[-1], cls=kind, help=tell(name.replace(" ", ".")), epilog=_epilog(name), hidden=hidden)(
        command.load()
    )
    return get_command(app)


def _epilog(name: str) -> str | None:
    """The example under a command's help."""
    example = COMMANDS[name].example
    return f"{tell('example')} {example}" if example else None


@typed
def _print_version(wanted: bool) -> None:
    """Print the version at once: versions of click differ in whether a missing command is reported first."""
    if wanted:
        typer.echo(f"xuewei {__version__}")
        raise typer.Exit(Exit.DONE)


@typed
def _version(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help=tell("version"))
    ] = False,
    lang: Lang = LANG,
) -> None:
    """The options before a command."""


def main() -> None:
    """Run the program: faults in files end with exit 3 and a line each, never with a traceback."""
    settle()
    click.Context.formatter_class = HelpLines
    with guarded() as guard:
        run = Run(guard)
        code = ended(lambda: _called(run), lambda: run.every_fault)
    if code == Exit.INTERRUPTED or busy():
        leave(code)
    if PROGRAM and alone():
        put_away()
        leave(code)
    sys.exit(code)


def _called(run: Run) -> object:
    """What the command of this command line returns: an exit code, or None."""
    hear()
    speak(LANG)
    return program().main(asked(sys.argv[1:]), standalone_mode=False, obj=run)


def asked(arguments: Sequence[str]) -> list[str]:
    """The command line that is meant: ``help`` before a command is ``--help`` after it.

    >>> asked(["help"]), asked(["help", "plan", "set"]), asked(["gap", "--year", "2023"])
    (['--help'], ['plan', 'set', '--help'], ['gap', '--year', '2023'])
    """
    first, *others = arguments or [""]
    return [*others, "--help"] if first == "help" else list(arguments)
